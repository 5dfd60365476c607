"""Trouble codes that a log holds, as values of VSS paths (specification, section 8)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from app.core.signals import Value
from app.features.vehicle.dtc import DtcBook, parse_dtc_answer

LIST_PATH = "Vehicle.Diagnostics.DTCList"
COUNT_PATH = "Vehicle.Diagnostics.DTCCount"
RECORDS_PATH = "Vehicle.Habitacle.DTC.Records"
EPOCH_S = 946_684_800
"""Stamps before the year 2000 count from the start of a log, not from 1970."""
SECOND_NS = 1_000_000_000


class DtcLog:
    """Folds the answers of a log; nothing is known of when a scan ends, so each counts alone."""

    def __init__(self) -> None:
        self._book = DtcBook()

    def take(
        self, answers: Iterable[tuple[int, str, bytes]], odometer_km: float | None
    ) -> list[tuple[str, Value]]:
        """Paths and values after *answers* (ns, ECU, payload); empty if none names codes."""
        found = False
        for t_ns, ecu, payload in answers:
            answer = parse_dtc_answer(payload)
            if answer is not None:
                found = True
                self._book = self._book.fold(ecu, answer, _utc(t_ns), odometer_km)
        if not found:
            return []
        book = self._book
        return [
            (LIST_PATH, book.dtc_list()),
            (COUNT_PATH, book.dtc_count()),
            (RECORDS_PATH, book.to_json()),
        ]


def _utc(t_ns: int) -> datetime | None:
    return datetime.fromtimestamp(t_ns / SECOND_NS, UTC) if t_ns >= EPOCH_S * SECOND_NS else None
