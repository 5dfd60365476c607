"""Rows of the fault panel: kinds, what is on, ECUs and what they store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.emulator.bench.car_rows import words
from app.emulator.car.faults import FAULT_KINDS
from app.emulator.car.parameters import Trouble
from app.emulator.car.settings import EcuBehaviour, Settings

_WORDS: Mapping[str, tuple[str, str]] = {
    "sna": ("Signal not available", "The signal's own code for it."),
    "range": ("Value out of range", "The largest code, beyond any plausible value."),
    "missing": ("Message missing", "The message is not sent."),
    "length": ("Wrong length", "The message is one byte short."),
    "crc": ("Wrong checksum", "The checksum does not fit."),
    "counter": ("Frozen counter", "The running number stands."),
    "silent": ("Silent bus", "No frames at all."),
    "dropped": ("Link dropped", "Connections close and new ones are refused."),
    "flood": ("Unknown identifiers", "Many frames that no table knows."),
    "errors": ("Error frames", "A bus that is not sound."),
    "full": ("Full bus", "No room is left."),
    "sleep": ("Sleep and wake", "Silence, then start-up codes."),
    "wake": ("Just woken", "Every signal as after a wake."),
    "leak": ("Slow leak", "A tyre loses air."),
    "tyre_asleep": ("Tyre sensor asleep", "Until the car moves."),
    "crank": ("Crank dip", "12 V as while starting."),
    "gnss_lost": ("Position lost", "No satellites."),
    "dtc": ("Trouble code", "An ECU stores it."),
}


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of fault."""

    kind: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class ActiveFault:
    """A fault that is on for `seconds` more, -1 until it is cleared."""

    key: str
    kind: str
    target: str
    label: str
    seconds: int


@dataclass(frozen=True, slots=True)
class EcuRow:
    """One ECU: how it answers, and the trouble code the bench suggests for it."""

    ecu: str
    behaviour: str
    code: str
    hint: str


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One trouble code in an ECU's memory; `failure` type 00 is none."""

    key: str
    ecu: str
    code: str
    failure: str
    status: str


KINDS = tuple(KindRow(kind, *_WORDS[kind]) for kind in FAULT_KINDS)


def active_faults(left: Mapping[tuple[str, str], float | None]) -> list[ActiveFault]:
    """What is on, in the order it was set."""
    return [
        ActiveFault(
            f"{kind} {target}",
            kind,
            target,
            f"{_WORDS[kind][0]}: {words(target) if target.islower() else target}",
            -1 if seconds is None else max(0, round(seconds)),
        )
        for (kind, target), seconds in left.items()
    ]


def ecu_rows(settings: Settings, trouble: Sequence[Trouble]) -> list[EcuRow]:
    """One row for each ECU that could store a code."""
    normal = EcuBehaviour.NORMAL
    return [
        EcuRow(
            each.ecu,
            settings.ecus.get(each.ecu, normal).value,
            f"{each.code}-{each.failure_type}",
            each.name,
        )
        for each in trouble
    ]


def stored_rows(settings: Settings) -> list[StoredRow]:
    """All trouble codes that the tester stored."""
    return [StoredRow(" ".join(each.key), *each.key, each.state.value) for each in settings.dtcs]
