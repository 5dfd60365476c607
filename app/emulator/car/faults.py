"""Faults a tester injects into signals, messages, buses and links."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.errors import HabitacleError
from app.emulator.car.encoder import NO_FAULT, Encoder, MessageFault

FAULT_KINDS = ("sna", "range", "missing", "crc", "counter", "silent", "dropped")
_SIGNAL_KINDS = ("sna", "range")
_BUS_KINDS = ("silent", "dropped")


@dataclass(frozen=True, slots=True)
class _Active:
    messages: Mapping[str, MessageFault] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


class Faults:
    """Active faults; thread-safe, read once a message by the car's thread.

    Kinds and their targets: `sna`, `range` (the largest code, beyond any plausible value) want
    MESSAGE.SIGNAL; `missing`, `crc`, `counter` (frozen) want MESSAGE; `silent` (no frames) and
    `dropped` (connections closed and refused) want a bus.
    """

    def __init__(self, encoders: Mapping[str, Sequence[Encoder]]) -> None:
        self._encoders = {e.name: e for messages in encoders.values() for e in messages}
        self._buses = frozenset(encoders)
        self._lock = threading.Lock()
        self._set: dict[tuple[str, str], float | None] = {}
        self._active = _Active()

    def set(self, kind: str, target: str, seconds: float | None = None) -> None:
        """Start a fault, for good or for *seconds*; HabitacleError for a wrong kind or target."""
        self._check(kind, target)
        if seconds is not None and not seconds > 0.0:
            raise HabitacleError(f"A fault lasts a positive time, not {seconds!r} s.")
        with self._lock:
            self._set = {**self._set, (kind, target): seconds}
            self._rebuild()

    def clear(self, kind: str | None = None, target: str | None = None) -> None:
        """End all faults, those of one kind, or one."""
        with self._lock:
            self._set = {
                (k, t): left
                for (k, t), left in self._set.items()
                if (kind is not None and k != kind) or (target is not None and t != target)
            }
            self._rebuild()

    @property
    def active(self) -> tuple[tuple[str, str], ...]:
        """Kind and target of every fault that is on."""
        return tuple(self._set)

    def elapse(self, seconds: float) -> None:
        """Let time pass; ends what has lasted long enough."""
        if not self._set:
            return
        with self._lock:
            before = len(self._set)
            rest = {k: None if t is None else t - seconds for k, t in self._set.items()}
            self._set = {k: t for k, t in rest.items() if t is None or t > 0.0}
            if len(self._set) != before:
                self._rebuild()

    def of(self, message: str) -> MessageFault:
        """What to spoil in the payload of *message*."""
        return self._active.messages.get(message, NO_FAULT)

    def missing(self, message: str) -> bool:
        """Whether *message* is not sent."""
        return message in self._active.missing

    def silent(self, bus: str) -> bool:
        """Whether *bus* sends nothing while its link stays."""
        return bus in self._active.silent

    def dropped(self, bus: str) -> bool:
        """Whether the link of *bus* is closed."""
        return ("dropped", bus) in self._set

    def _check(self, kind: str, target: str) -> None:
        if kind not in FAULT_KINDS:
            raise HabitacleError(f"{kind!r} is not a fault of: {', '.join(FAULT_KINDS)}.")
        if kind in _BUS_KINDS:
            if target not in self._buses:
                raise HabitacleError(f"{target!r} is not a bus of: {sorted(self._buses)}.")
            return
        name, _, signal = target.partition(".")
        encoder = self._encoders.get(name)
        if encoder is None:
            raise HabitacleError(f"The car has no message {name!r}.")
        if (kind in _SIGNAL_KINDS) != bool(signal) or (signal and signal not in encoder.names):
            raise HabitacleError(f"The fault {kind!r} cannot be set on {target!r}.")
        if kind in {"crc", "counter"} and encoder.crc_byte is None:
            raise HabitacleError(f"The message {name} has neither counter nor checksum.")

    def _rebuild(self) -> None:
        by_message: dict[str, dict[str, list[str]]] = {}
        for kind, target in self._set:
            name, _, signal = target.partition(".")
            by_message.setdefault(name, {}).setdefault(kind, []).append(signal)
        self._active = _Active(
            messages={
                name: MessageFault(
                    frozenset(kinds.get("sna", ())),
                    frozenset(kinds.get("range", ())),
                    "crc" in kinds,
                    "counter" in kinds,
                )
                for name, kinds in by_message.items()
            },
            missing=frozenset(name for name, kinds in by_message.items() if "missing" in kinds),
            silent=frozenset(name for name, kinds in by_message.items() if "silent" in kinds),
        )
