"""The backend of the desk: checks every message, keeps it, answers with a receipt."""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.emulator.cloud.pusher import Pushed, Pusher
from app.emulator.cloud.pushes import push_named
from app.emulator.cloud.received import Received, Violation, identity_of
from app.emulator.cloud.signer import Signer
from app.emulator.cloud.speaker import MessagePort, Speaker, utc_now
from app.features.sync.domain.contract import Contract
from app.features.sync.domain.contract_parts import Direction
from app.features.sync.domain.properties import Properties
from app.features.sync.domain.reading import ContractError, Read, bundle_rows, read_message

_LOG = logging.getLogger(__name__)
# A shared subscription gets no retained messages, so states are read by a plain one as well.
_FILTERS = ("$share/cloud/v1/+/up/#", "v1/+/up/state")
_STATE, _RESULT = "state", "cmdack"
_LEFT = "left"


class Cloud:
    """Stores each message once by its id and confirms every copy.

    Thread-safe. `changed` is called after each message, on the network thread. `speaker` says
    everything else. *caps* (`bundle`, `zlib`) are announced to each car that comes up. `examples`
    by type (`load_examples`) are what `push` starts from.
    """

    def __init__(
        self,
        port: MessagePort,
        contract: Contract,
        *,
        now: Callable[[], datetime] = utc_now,
        signer: Signer | None = None,
        caps: tuple[str, ...] = (),
    ) -> None:
        self.changed: Callable[[], None] = lambda: None
        self.examples: Mapping[str, Mapping[str, Any]] = {}
        self.speaker = Speaker(port, contract, now, signer)
        self._pusher = Pusher(self.speaker, now)
        self._port = port
        self._contract = contract
        self._caps = caps
        self._lock = threading.Lock()
        self._received: dict[tuple[str, str], Received] = {}
        self._violations: list[Violation] = []
        self._withheld: defaultdict[str, list[str]] = defaultdict(list)
        self._withholding = False
        self._refusal: str | None = None
        self._states: dict[str, str] = {}

    @property
    def received(self) -> tuple[Received, ...]:
        """Everything stored, in order of first arrival."""
        with self._lock:
            return tuple(self._received.values())

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Everything the contract does not allow, in order of arrival."""
        with self._lock:
            return tuple(self._violations)

    @property
    def states(self) -> Mapping[str, str]:
        """`online`, `offline` or `left` by device, from the newest session."""
        with self._lock:
            return dict(self._states)

    @property
    def pushed(self) -> tuple[Pushed, ...]:
        """What `push` sent lately, oldest first, with what the cars answered."""
        return self._pusher.pushed

    def push(self, name: str, fault: str = "") -> None:
        """Send that row of `PUSHES` to every car that is known here, wrong as *fault* says.

        HabitacleError, one sentence, when it cannot be sent.
        """
        self._pusher.push(push_named(name), fault, self._known(), self.examples)

    def start(self) -> None:
        """Connect and listen."""
        self._port.start(_FILTERS, self._on_message)

    def stop(self) -> None:
        """Disconnect."""
        self._port.close()

    def withhold_receipts(self, withhold: bool) -> None:
        """Store but say nothing, like a backend in trouble; False sends what is owed."""
        with self._lock:
            self._withholding = withhold
            owed = {} if withhold else dict(self._withheld)
            if not withhold:
                self._withheld.clear()
        for device, ids in owed.items():
            self.speaker.receipt(device, ids)

    def ask_for_pause(self, seconds: float) -> None:
        """Ask every car to send only what is urgent for so long (at most 300 s)."""
        for device in self._known():
            self.speaker.hello(device, self._caps, seconds)

    def refuse_rows(self, code: str | None) -> None:
        """Take nothing more: refuse each message for good with *code*; None takes them again."""
        with self._lock:
            self._refusal = code

    def _on_message(self, topic: str, payload: bytes, properties: Properties) -> None:
        device = topic.split("/")[1]
        if not payload and topic == f"v1/{device}/up/{_STATE}":
            self._left(device)
            return
        try:
            read = self._read(topic, payload, properties)
        except ContractError as error:
            self._note(topic, payload, error)
            if error.message_id is not None:
                self.speaker.receipt(device, (), {error.message_id: error.code})
        else:
            if read.rule is None:
                self._take_bundle(device, topic, payload, read)
            else:
                self._take(device, topic, payload, read, properties.user.get("id"))
        self.changed()

    def _read(self, topic: str, payload: bytes, properties: Properties) -> Read:
        read = read_message(self._contract, topic, payload, properties.content_type)
        if read.channel.direction is not Direction.UP:
            raise ContractError("bad_topic")
        return read

    def _take(self, device: str, topic: str, payload: bytes, read: Read, told: str | None) -> None:
        message_id = self._store(device, topic, payload, read, told)
        if read.rule is not None and read.rule.receipt:
            self._confirm(device, [message_id])
        if read.kind == _RESULT:
            self._pusher.answered(device, read.message)
        if read.kind == _STATE:
            with self._lock:
                self._note_state(device)
            if self._caps and read.message["state"] == "online":
                self.speaker.hello(device, self._caps)

    def _take_bundle(self, device: str, topic: str, payload: bytes, read: Read) -> None:
        """The good rows by their ids, the bad ones with a code."""
        good, bad = [], {}
        for row_id, verdict in bundle_rows(read):
            if isinstance(verdict, Read):
                good.append(self._store(device, topic, payload, verdict, None))
                continue
            self._note(topic, payload, verdict)
            if row_id is not None:
                bad[row_id] = verdict.code
        if bad:
            self.speaker.receipt(device, good, bad)
        else:
            self._confirm(device, [str(read.message["id"])])

    def _store(self, device: str, topic: str, payload: bytes, read: Read, told: str | None) -> str:
        message_id = identity_of(read, told)
        with self._lock:
            known = self._received.get((device, message_id))
            if known is None:
                known = Received(topic, device, read.kind, message_id, payload, read.message)
            else:
                known = replace(known, duplicates=known.duplicates + 1)
            self._received[device, message_id] = known
        return message_id

    def _confirm(self, device: str, ids: list[str]) -> None:
        with self._lock:
            refusal = self._refusal
            if self._withholding:
                self._withheld[device] += ids
                return
        if refusal is None:
            self.speaker.receipt(device, ids)
        else:
            self.speaker.receipt(device, (), dict.fromkeys(ids, refusal))

    def _known(self) -> list[str]:
        return sorted(device for device, state in self.states.items() if state != _LEFT)

    def _left(self, device: str) -> None:
        """An erased or sold car takes its retained state away; nobody is known by that name now."""
        with self._lock:
            self._states[device] = _LEFT
        self.changed()

    def _note_state(self, device: str) -> None:
        """A will may overtake the birth of a later session: only the newest session counts."""
        states = [
            each.message
            for each in self._received.values()
            if each.device == device and each.type == _STATE
        ]
        newest = max(states, key=lambda m: (m["session"], m["state"] == "offline"))
        self._states[device] = newest["state"]

    def _note(self, topic: str, payload: bytes, error: ContractError) -> None:
        with self._lock:
            self._violations.append(Violation(topic, error.code, error.detail, payload))
        _LOG.warning("message on %s refused: %s", topic, error)
