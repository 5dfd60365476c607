"""Diagnostic trouble codes: from answer bytes to records a person can be told about.

Sources: SAE J2012 / ISO 15031-6 (letters and digits), SAE J1979 modes 03, 07, 0A on CAN,
ISO 14229-1 service 19 02 (status bits) and negative responses. Pure: no clock, no I/O.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.core.errors import HabitacleError

CONFIRMED, PENDING, PERMANENT, UDS = "confirmed", "pending", "permanent", "uds"

TEST_FAILED = 0x01
PENDING_BIT = 0x04
CONFIRMED_BIT = 0x08
WARNING_BIT = 0x80
_STORED = TEST_FAILED | PENDING_BIT | CONFIRMED_BIT | WARNING_BIT

_OBD_KINDS: Mapping[int, str] = {0x43: CONFIRMED, 0x47: PENDING, 0x4A: PERMANENT}
_UDS_REPORT = b"\x59\x02"
_UDS_RECORD = 4
_NEGATIVE = 0x7F
_CODE_LENGTH = 5
_MAX_COUNT = 255
RESPONSE_PENDING = 0x78


@dataclass(frozen=True, slots=True)
class Dtc:
    """One code of one answer: `code` like P0420; UDS adds the failure type ("87") and status."""

    code: str
    failure_type: str | None = None
    status: int | None = None

    @property
    def full_code(self) -> str:
        """The code with its failure type, `C1812-87`, or the bare code without one."""
        return self.code if self.failure_type is None else f"{self.code}-{self.failure_type}"

    @property
    def is_stored(self) -> bool:
        """Whether the ECU reports a fault: failed, pending, confirmed or with a warning lamp.

        A UDS answer may also list codes whose test merely has not run; they are no faults.
        """
        return self.status is None or bool(self.status & _STORED)


@dataclass(frozen=True, slots=True)
class DtcAnswer:
    """One positive answer of one ECU; *kind* is `confirmed`, `pending`, `permanent` or `uds`."""

    kind: str
    dtcs: tuple[Dtc, ...]


@dataclass(frozen=True, slots=True)
class NegativeAnswer:
    """A refused request: the service byte that was asked and the negative response code."""

    service: int
    nrc: int


def dtc_code(high: int, low: int) -> str:
    """The five characters of a two-byte code: 0x04, 0x20 -> `P0420`."""
    return f"{'PCBU'[high >> 6]}{(high >> 4) & 3}{high & 15:X}{low:02X}"


def parse_dtc_answer(payload: bytes) -> DtcAnswer | None:
    """The codes in the answer *payload* (service byte first); None if it is no such answer.

    OBD on CAN: service, count, two bytes a code. The count of real ECUs is not always right, so
    whole pairs decide; 00 00 is padding. UDS: `59 02 mask`, then code, failure type, status.
    """
    if not payload:
        return None
    kind = _OBD_KINDS.get(payload[0])
    if kind is not None and len(payload) > 1:
        return DtcAnswer(kind, _obd_codes(payload[2:]))
    if payload[:2] == _UDS_REPORT and len(payload) > len(_UDS_REPORT):
        return DtcAnswer(UDS, _uds_codes(payload[3:]))
    return None


def parse_negative(payload: bytes) -> NegativeAnswer | None:
    """The negative answer `7F service nrc` in *payload*, or None."""
    if len(payload) >= 3 and payload[0] == _NEGATIVE:  # noqa: PLR2004 - the three named bytes
        return NegativeAnswer(payload[1], payload[2])
    return None


def _obd_codes(data: bytes) -> tuple[Dtc, ...]:
    pairs = zip(data[::2], data[1::2], strict=False)
    return tuple(Dtc(dtc_code(high, low)) for high, low in pairs if high or low)


def _uds_codes(data: bytes) -> tuple[Dtc, ...]:
    records = (data[i : i + _UDS_RECORD] for i in range(0, len(data) - 3, _UDS_RECORD))
    return tuple(
        Dtc(dtc_code(high, low), f"{failure:02X}", status)
        for high, low, failure, status in records
        if high or low or failure
    )


@dataclass(frozen=True, slots=True)
class DtcRecord:
    """One code of one ECU, remembered between scans.

    `code` is `P0420` or `C1812-87`; `status` the ISO 14229-1 byte, None for OBD; `severity` is
    info, plan, soon or critical; times are UTC (None without a trusted clock); `odometer_km` was
    read when the code was first seen; `stale` = its ECU did not answer the last scan; `kinds` are
    the answers that named the code.
    """

    code: str
    ecu: str
    status: int | None
    severity: str
    first_seen: datetime | None
    last_seen: datetime | None
    odometer_km: float | None
    stale: bool = False
    kinds: tuple[str, ...] = ()

    @property
    def base_code(self) -> str:
        """The five characters without the failure type."""
        return self.code[:_CODE_LENGTH]

    @property
    def is_confirmed(self) -> bool:
        """Bit 3, or an OBD answer to mode 03 or 0A."""
        bit = self.status is not None and bool(self.status & CONFIRMED_BIT)
        return bit or CONFIRMED in self.kinds or PERMANENT in self.kinds

    @property
    def is_pending(self) -> bool:
        """Seen by a test that has yet to confirm it."""
        return not self.is_confirmed


def unrated(_code: str) -> str:
    """The severity of a code nobody rated: `info` (maintenance.md 4.10)."""
    return "info"


@dataclass(frozen=True, slots=True)
class DtcBook:
    """What is known of the car's fault memory; every change returns a new book.

    *severity_of* rates a five-character code.
    """

    records: tuple[DtcRecord, ...] = ()
    severity_of: Callable[[str], str] = field(default=unrated, compare=False)

    def fold(
        self, ecu: str, answer: DtcAnswer, when: datetime | None, odometer_km: float | None
    ) -> "DtcBook":
        """One answer outside a scan replaces what *ecu* said in answers of the same kind."""
        mine = [r for r in self.records if r.ecu == ecu]
        kept = [r for r in (_without(r, answer.kind) for r in mine) if r is not None]
        now = self._records_of(ecu, [answer], when, odometer_km)
        return _changed(self, {ecu: _merged(kept, now, mine)})

    def finish_scan(
        self,
        answers: Mapping[str, Sequence[DtcAnswer]],
        when: datetime | None,
        odometer_km: float | None,
    ) -> "DtcBook":
        """A finished scan: ECUs in *answers* (name -> its answers) are replaced, others stale."""
        changed = {}
        for ecu, given in answers.items():
            known = [r for r in self.records if r.ecu == ecu]
            changed[ecu] = _merged([], self._records_of(ecu, given, when, odometer_km), known)
        silent = tuple(r if r.ecu in answers else replace(r, stale=True) for r in self.records)
        return _changed(replace(self, records=silent), changed)

    def dtc_list(self) -> tuple[str, ...]:
        """`Vehicle.Diagnostics.DTCList`: distinct confirmed five-character codes, sorted."""
        return tuple(sorted({r.base_code for r in self.records if r.is_confirmed}))

    def dtc_count(self) -> int:
        """`Vehicle.Diagnostics.DTCCount`: the length of the list, at most 255."""
        return min(len(self.dtc_list()), _MAX_COUNT)

    def to_json(self) -> str:
        """`Vehicle.Habitacle.DTC.Records`: a JSON list, times ISO 8601 UTC."""
        return json.dumps([_row(record) for record in self.records], separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, severity_of: Callable[[str], str] = unrated) -> "DtcBook":
        """The book that `to_json` wrote; `HabitacleError` for anything else."""
        try:
            records = tuple(_record(row) for row in json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise HabitacleError(f"stored fault records cannot be read: {error}") from error
        return cls(records, severity_of)

    def _records_of(
        self,
        ecu: str,
        answers: Iterable[DtcAnswer],
        when: datetime | None,
        odometer_km: float | None,
    ) -> list[DtcRecord]:
        return [
            DtcRecord(
                dtc.full_code,
                ecu,
                dtc.status,
                self.severity_of(dtc.code),
                when,
                when,
                odometer_km,
                kinds=(answer.kind,),
            )
            for answer in answers
            for dtc in answer.dtcs
            if dtc.is_stored
        ]


def _changed(book: DtcBook, changed: Mapping[str, list[DtcRecord]]) -> DtcBook:
    """*book* with the records of the ECUs in *changed* replaced; ECUs keep their order."""
    order = list(dict.fromkeys([*(r.ecu for r in book.records), *changed]))
    kept = {ecu: [r for r in book.records if r.ecu == ecu] for ecu in order} | dict(changed)
    return replace(book, records=tuple(r for ecu in order for r in kept[ecu]))


def _without(record: DtcRecord, kind: str) -> DtcRecord | None:
    """What is left of *record* when its answers of *kind* are taken back."""
    kinds = tuple(k for k in record.kinds if k != kind)
    if not kinds:
        return None
    if kind == UDS:
        return replace(record, code=record.base_code, status=None, kinds=kinds)
    return replace(record, kinds=kinds)


def _merged(
    kept: Iterable[DtcRecord], now: Iterable[DtcRecord], known: Iterable[DtcRecord]
) -> list[DtcRecord]:
    """One record a code: OBD and UDS answers that name the same code become one.

    *known* gives back when and where a code was first seen.
    """
    merged: dict[str, DtcRecord] = {}
    for record in sorted([*kept, *now], key=lambda r: UDS not in r.kinds):
        same = [code for code in merged if _is_same(record, code)]
        for code in same:
            merged[code] = _joined(merged[code], record)
        if not same:
            merged[record.code] = record
    return [_remembered(record, known) for record in merged.values()]


def _is_same(record: DtcRecord, code: str) -> bool:
    if UDS in record.kinds:
        return record.code == code
    return record.base_code == code[:_CODE_LENGTH]


def _joined(one: DtcRecord, other: DtcRecord) -> DtcRecord:
    kinds = tuple(dict.fromkeys([*one.kinds, *other.kinds]))
    status = one.status if other.status is None else other.status
    stale = one.stale and other.stale
    last = max((t for t in (one.last_seen, other.last_seen) if t is not None), default=None)
    return replace(one, kinds=kinds, status=status, stale=stale, last_seen=last)


def _remembered(record: DtcRecord, known: Iterable[DtcRecord]) -> DtcRecord:
    same = [r for r in known if r.base_code == record.base_code]
    old = next((r for r in same if r.code == record.code), same[0] if same else None)
    if old is None:
        return record
    return replace(record, first_seen=old.first_seen, odometer_km=old.odometer_km)


def _row(record: DtcRecord) -> dict[str, object]:
    return {
        "code": record.code,
        "ecu": record.ecu,
        "status": record.status,
        "severity": record.severity,
        "first_seen": _text(record.first_seen),
        "last_seen": _text(record.last_seen),
        "odometer_km": record.odometer_km,
        "stale": record.stale,
        "kinds": list(record.kinds),
    }


def _text(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat(timespec="seconds").replace("+00:00", "Z")


def _record(row: Mapping[str, object]) -> DtcRecord:
    code, ecu, severity = str(row["code"]), str(row["ecu"]), str(row["severity"])
    status, odometer, kinds = row["status"], row["odometer_km"], row["kinds"]
    if not (status is None or isinstance(status, int)) or not isinstance(kinds, list):
        raise TypeError(f"code {code} has a malformed status or kinds")
    if not (odometer is None or isinstance(odometer, (int, float))):
        raise TypeError(f"code {code} has a malformed odometer_km")
    return DtcRecord(
        code,
        ecu,
        status,
        severity,
        _time(row["first_seen"]),
        _time(row["last_seen"]),
        odometer,
        stale=row["stale"] is True,
        kinds=tuple(str(kind) for kind in kinds),
    )


def _time(text: object) -> datetime | None:
    return None if text is None else datetime.fromisoformat(str(text))
