"""Sends the rows of `PUSHES`, right or wrong on purpose, and keeps what the car answered."""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.core.errors import HabitacleError
from app.emulator.cloud.pushes import Push, data_of
from app.emulator.cloud.speaker import Speaker

_KEPT = 50
_OTHER_CAR = "hu-other"
_LATE_S = -60


@dataclass(frozen=True, slots=True)
class Pushed:
    """One message sent to one car; `fault` as asked for.

    `result` is the car's word (`applied`, `duplicate`, `refused` …) with its code after a colon,
    empty while there is none: some messages are never answered.
    """

    number: int
    device: str
    name: str
    fault: str
    id: str
    result: str = ""


class Pusher:
    """What was pushed, in order; thread-safe."""

    def __init__(self, speaker: Speaker, now: Callable[[], datetime]) -> None:
        self._speaker = speaker
        self._now = now
        self._lock = threading.Lock()
        self._pushed: deque[Pushed] = deque(maxlen=_KEPT)
        self._count = 0
        self._last: dict[tuple[str, str], tuple[str, str, bytes]] = {}

    @property
    def pushed(self) -> tuple[Pushed, ...]:
        """The last ones, oldest first."""
        with self._lock:
            return tuple(self._pushed)

    def push(
        self,
        push: Push,
        fault: str,
        devices: Sequence[str],
        examples: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Send to each of *devices*; HabitacleError, one sentence, for what cannot be sent."""
        if fault not in push.faults:
            raise HabitacleError(f"'{push.label}' cannot be sent with the fault '{fault}'.")
        if not devices:
            raise HabitacleError("No car has been here yet, so there is nobody to send it to.")
        for device in devices:
            self._push(device, push, fault, examples[push.type])

    def answered(self, device: str, result: Mapping[str, Any]) -> None:
        """A car told what became of a message: the oldest without an answer of that id."""
        word = str(result["result"])
        if "code" in result:
            word += f": {result['code']}"
        with self._lock:
            for index, each in enumerate(self._pushed):
                if (each.device, each.id, each.result) == (device, str(result["id"]), ""):
                    self._pushed[index] = replace(each, result=word)
                    return

    def _push(self, device: str, push: Push, fault: str, example: Mapping[str, Any]) -> None:
        if fault == "replay":
            if (device, push.name) not in self._last:
                self._push(device, push, "", example)
            sent = self._last[device, push.name]
        else:
            sent = self._made(device, push, fault, example)
            if not fault:
                self._last[device, push.name] = sent
        message_id, topic, payload = sent
        with self._lock:
            self._count += 1
            self._pushed.append(Pushed(self._count, device, push.name, fault, message_id))
        self._speaker.publish(topic, payload, push.life_s)

    def _made(
        self, device: str, push: Push, fault: str, example: Mapping[str, Any]
    ) -> tuple[str, str, bytes]:
        """Id, topic and payload of a new message."""
        data = data_of(push, example, self._now(), self._speaker.new_id)
        life_s = _LATE_S if fault == "expired" else push.life_s
        addressee = _OTHER_CAR if fault == "other_car" else device
        try:
            message = self._speaker.make(addressee, push.type, data, life_s=life_s)
        except KeyError as error:
            raise HabitacleError(
                "This cloud has no key, so nothing it signs can be sent."
            ) from error
        body = self._speaker.forged(message.body) if fault == "forged" else message.body
        payload = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        if fault == "too_large":
            payload = payload.ljust(message.max_bytes + 1)
        elif fault == "not_json":
            payload = payload[:-1]
        topic = message.topic.replace(f"v1/{addressee}/", f"v1/{device}/", 1)
        return str(body.get("id", "")), topic, payload
