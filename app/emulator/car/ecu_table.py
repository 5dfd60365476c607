"""The ECUs of a vehicle profile that answer a tester: names and CAN identifiers."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError

_OBD_ANSWER = 8


@dataclass(frozen=True, slots=True)
class EcuAddress:
    """Identifiers of one ECU; `functional` is that of requests to all, None if it ignores them."""

    name: str
    request: int
    response: int
    functional: int | None


@dataclass(frozen=True, slots=True)
class EcuTable:
    """The diagnostic `bus` (empty without one) and its ECUs."""

    bus: str = ""
    ecus: tuple[EcuAddress, ...] = ()

    @property
    def requests(self) -> frozenset[int]:
        """Identifiers that a tester may send."""
        functional = {ecu.functional for ecu in self.ecus if ecu.functional is not None}
        flow_controlled = {ecu.request for ecu in self.ecus}
        return frozenset(functional | flow_controlled)


def load_ecus(profile_dir: Path) -> EcuTable:
    """`[diag]` and `[[ecu]]` of `profile.toml`; HabitacleError says what cannot be read."""
    path = profile_dir / "profile.toml"
    try:
        profile = tomllib.loads(path.read_text(encoding="utf-8"))
        if "diag" not in profile:
            return EcuTable()
        ecus = tuple(_ecu(raw) for raw in profile["ecu"])
        return EcuTable(str(profile["diag"]["bus"]), ecus)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise HabitacleError(f"The ECUs of {path} cannot be read: {error}.") from error


def _ecu(raw: dict[str, Any]) -> EcuAddress:
    request = int(raw["request"], 0)
    response, functional = raw.get("response"), raw.get("functional")
    return EcuAddress(
        name=str(raw["name"]),
        request=request,
        response=request + _OBD_ANSWER if response is None else int(response, 0),
        functional=None if functional is None else int(functional, 0),
    )
