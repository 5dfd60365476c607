"""Which kinds of faults there are and what each may be set on."""

from collections.abc import Mapping, Sequence

from app.core.errors import HabitacleError
from app.emulator.car.encoder import Encoder
from app.emulator.car.settings import WHEELS
from app.emulator.car.trouble import DtcState, StoredDtc, stored_dtc

_SCOPES = {
    "sna": "signal",
    "range": "signal",
    "missing": "message",
    "length": "message",
    "crc": "sealed message",
    "counter": "sealed message",
    "silent": "bus",
    "dropped": "bus",
    "flood": "bus",
    "errors": "bus",
    "full": "bus",
    "sleep": "bus",
    "wake": "bus",
    "leak": "wheel",
    "tyre_asleep": "wheel",
    "crank": "low_voltage",
    "gnss_lost": "gnss",
    "dtc": "dtc",
}
FAULT_KINDS = tuple(_SCOPES)


class Targets:
    """Checks kinds and targets against the car's buses, messages and ECUs."""

    def __init__(self, encoders: Mapping[str, Sequence[Encoder]], ecus: Sequence[str]) -> None:
        self._encoders = {e.name: e for messages in encoders.values() for e in messages}
        self._ecus = tuple(ecus)
        self._names = {
            "bus": tuple(sorted(encoders)),
            "wheel": WHEELS,
            "low_voltage": ("low_voltage",),
            "gnss": ("gnss",),
        }

    def names(self, kind: str) -> tuple[str, ...]:
        """Every target of *kind*, in the order of the car's tables; none for `dtc`."""
        scope = _SCOPES[kind]
        if scope == "signal":
            return tuple(f"{e.name}.{f.name}" for e in self._encoders.values() for f in e.fields)
        if scope == "message":
            return tuple(self._encoders)
        if scope == "sealed message":
            return tuple(e.name for e in self._encoders.values() if e.crc_byte is not None)
        return self._names.get(scope, ())

    def check(self, kind: str, target: str) -> None:
        """HabitacleError for a kind that does not exist or a target it cannot be set on."""
        scope = _SCOPES.get(kind)
        if scope is None:
            raise HabitacleError(f"{kind!r} is not a fault of: {', '.join(FAULT_KINDS)}.")
        if scope == "dtc":
            self.dtc(target)
        elif scope in self._names:
            names = self._names[scope]
            if target not in names:
                raise HabitacleError(f"{target!r} is not a {scope} of: {', '.join(names)}.")
        else:
            self._check_message(kind, scope, target)

    def dtc(self, target: str) -> StoredDtc:
        """The entry that ECU:CODE[-TYPE]:STATE describes."""
        ecu, _, rest = target.partition(":")
        name, _, state = rest.partition(":")
        code, _, failure_type = name.partition("-")
        if ecu not in self._ecus:
            raise HabitacleError(f"{ecu!r} is not an ECU of: {', '.join(self._ecus)}.")
        if state not in set(DtcState):
            raise HabitacleError(f"A trouble code is confirmed or pending, not {state!r}.")
        return stored_dtc(ecu, code, failure_type, DtcState(state))

    def _check_message(self, kind: str, scope: str, target: str) -> None:
        name, _, signal = target.partition(".")
        encoder = self._encoders.get(name)
        if encoder is None:
            raise HabitacleError(f"The car has no message {name!r}.")
        if (scope == "signal") != bool(signal) or (signal and signal not in encoder.names):
            raise HabitacleError(f"The fault {kind!r} cannot be set on {target!r}.")
        if scope == "sealed message" and encoder.crc_byte is None:
            raise HabitacleError(f"The message {name} has neither counter nor checksum.")
