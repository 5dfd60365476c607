"""Rows of the bench's lists and the values it shows, derived from the emulator's state."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.emulator.car.parameters import Trouble
from app.emulator.car.settings import WHEELS, EcuBehaviour, Settings
from app.emulator.car.snapshot import CarState
from app.emulator.cloud import Received

_SHOWN_MESSAGES = 50


@dataclass(frozen=True, slots=True)
class TyreRow:
    """One wheel; roles are the field names. Pressure in kPa, leak in kPa/s."""

    wheel: str
    kpa: float
    leak: float


@dataclass(frozen=True, slots=True)
class EcuRow:
    """One ECU: how it answers, what it stores, and what the bench would let it store."""

    ecu: str
    behaviour: str
    stored: str
    code: str
    hint: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message that the cloud stored."""

    id: str
    type: str
    topic: str
    bytes: int
    duplicates: int
    body: str


def tyre_rows(state: CarState, settings: Settings) -> list[TyreRow]:
    """Four rows in the order of `WHEELS`."""
    return [
        TyreRow(wheel, round(kpa), leak)
        for wheel, kpa, leak in zip(WHEELS, state.tyre_kpa, settings.leaks, strict=True)
    ]


def ecu_rows(state: CarState, settings: Settings, trouble: Sequence[Trouble]) -> list[EcuRow]:
    """One row for each ECU that could store a code."""
    return [
        EcuRow(
            each.ecu,
            settings.ecus.get(each.ecu, EcuBehaviour.NORMAL).value,
            ", ".join(
                f"{dtc.code}-{dtc.failure_type} {dtc.state}"
                for dtc in state.dtcs
                if dtc.ecu == each.ecu
            ),
            each.code,
            each.name,
        )
        for each in trouble
    ]


def message_rows(received: Sequence[Received]) -> list[MessageRow]:
    """The newest messages first."""
    return [
        MessageRow(
            f"{each.device}/{each.id}",
            each.type,
            each.topic.partition("/up/")[2],
            each.bytes,
            each.duplicates,
            each.payload.decode("utf-8", "replace"),
        )
        for each in reversed(received[-_SHOWN_MESSAGES:])
    ]
