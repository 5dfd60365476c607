"""A backend as a partner would begin it: the contract's files, a plain MQTT client, nothing else.

No line of this file imports the product.
"""

import json
import queue
import re
import threading
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import paho.mqtt.client as mqtt
from jsonschema import Draft202012Validator
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from tests.contract.files import channels, is_up, read
from tests.contract.issuer import VECTOR, sign


@dataclass(frozen=True)
class _Uplink:
    """What the contract says about one message of a car."""

    topic: re.Pattern[str]
    kind: str
    receipt: bool
    max_bytes: int
    checks: tuple[tuple[str | None, Draft202012Validator], ...]


def _uplinks() -> list[_Uplink]:
    found = []
    for channel in filter(is_up, channels().values()):
        levels = [
            "[^/]+" if part.startswith("{") else re.escape(part)
            for part in channel["address"].split("/")
        ]
        for kind, message in channel["messages"].items():
            schema = message["payload"]["schema"]
            parts: list[tuple[str | None, Any]] = [(None, schema)]
            if "allOf" in schema:
                parts = [(None, schema["allOf"][0]),
                         ("data", schema["allOf"][1]["properties"]["data"])]  # fmt: skip
            checks = tuple(
                (key, Draft202012Validator(read(part["$ref"].removeprefix("../"))))
                for key, part in parts
            )
            topic = re.compile("/".join(levels))
            receipt, size = message["x-receipt"], message["x-max-bytes"]
            found.append(_Uplink(topic, kind, receipt, size, checks))
    return found


class Consumer:
    """Subscribes, checks, keeps each message once, confirms, commands, waits for the result."""

    def __init__(self, url: str, *, keep_silent: bool = False) -> None:
        self.stored: dict[str, dict[str, Any]] = {}
        self.states: list[dict[str, Any]] = []
        self.refused: list[tuple[str, str]] = []
        self.acks: queue.Queue[dict[str, Any]] = queue.Queue()
        self._keep_silent = keep_silent
        self._seq = 0
        self._uplinks = _uplinks()
        self._ready = threading.Event()
        self._at = urlsplit(url)
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, "partner", protocol=mqtt.MQTTv5)
        self._client.on_connect = lambda client, *_: client.subscribe(
            [
                (topic, SubscribeOptions(qos=1))
                for topic in ("$share/partner/v1/+/up/#", "v1/+/up/state")
            ]
        )
        self._client.on_subscribe = lambda *_: self._ready.set()
        self._client.on_message = self._on_message

    def __enter__(self) -> Self:
        self._client.connect(str(self._at.hostname), int(self._at.port or 1883))
        self._client.loop_start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def command(self, device: str, name: str, *, life: str = "2099-01-01T00:00:00Z") -> str:
        """Send `command.run`, signed as the contract says; its id."""
        self._seq += 1
        id_ = str(uuid4())
        id_ = f"{id_[:14]}7{id_[15:19]}8{id_[20:]}"
        message = {
            "v": 1,
            "id": id_,
            "type": "command.run",
            "ver": 1,
            "seq": self._seq,
            "ts": "2026-11-22T12:00:00.000Z",
            "data": {"name": name},
            "device": device,
            "issuer": VECTOR["issuer"],
            "exp": life,
            "kid": VECTOR["kid"],
        }
        self.publish(f"v1/{device}/down/cmd", sign(message))
        return id_

    def publish(self, topic: str, body: dict[str, Any]) -> None:
        """Any message, as JSON."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.ContentType = "application/json"
        payload = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        self._client.publish(topic, payload.encode(), qos=1, properties=properties)

    def _on_message(self, _client: Any, _userdata: Any, message: mqtt.MQTTMessage) -> None:
        device = message.topic.split("/")[1]
        try:
            uplink, body = self._checked(message.topic, bytes(message.payload))
        except ValueError as error:
            self.refused.append((message.topic, str(error)))
            return
        if uplink.kind == "state":
            self.states.append(body)
        elif uplink.kind == "cmdack":
            self.acks.put(body)
        elif uplink.receipt:
            self.stored.setdefault(body["id"], body)
            if not self._keep_silent:
                self.publish(f"v1/{device}/down/receipt", {"ids": [body["id"]]})

    def _checked(self, topic: str, payload: bytes) -> tuple[_Uplink, dict[str, Any]]:
        possible = [each for each in self._uplinks if each.topic.fullmatch(topic)]
        body = json.loads(payload)
        if len(possible) > 1:
            possible = [each for each in possible if each.kind == body.get("type")]
        if len(possible) != 1:
            raise ValueError("not in the contract")
        (uplink,) = possible
        if len(payload) > uplink.max_bytes:
            raise ValueError("too large")
        for key, validator in uplink.checks:
            for error in validator.iter_errors(body if key is None else body[key]):
                raise ValueError(f"{error.json_path}: {error.validator}")
        return uplink, body
