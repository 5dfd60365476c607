"""Shipped profiles against logs: the rows that `habitacle signals --vehicle` would print."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.adapters.can.logs.reader import LogReader
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.replay import channel_map
from app.adapters.can.rows import ProfileRows, Row
from app.core.signals import Validity, Value

VEHICLES = Path(__file__).resolve().parents[3] / "assets" / "vehicles"
SECOND_NS = 1_000_000_000


def shipped_plan(profile_id: str, *dbc: Path) -> Plan:
    """The plan of a profile of the product, its DBC files in *dbc*."""
    return load_plan(load_profile(VEHICLES / profile_id, dbc), None)


def log_rows(
    plan: Plan, log: Path, channels: Mapping[str, str] | None = None, tail_s: float = 0
) -> list[Row]:
    """Rows of *log*; *channels* maps its labels to buses where the profile does not."""
    labels = channel_map({bus.name: bus.channels for bus in plan.buses}, channels or {})
    return list(ProfileRows(plan, labels).rows(LogReader(log), int(tail_s * SECOND_NS)))


def of(rows: Sequence[Row], path: str) -> list[Row]:
    """Rows of `Vehicle.`*path*."""
    return [row for row in rows if row.signal == f"Vehicle.{path}"]


def values(rows: Sequence[Row], path: str) -> list[Value | None]:
    """What *path* was, row by row; None where it was not valid."""
    return [row.value for row in of(rows, path)]


def series(rows: Sequence[Row], path: str) -> list[tuple[float, float]]:
    """Seconds since the first row, and valid number, of *path*."""
    start = rows[0].t_ns
    return [
        ((row.t_ns - start) / SECOND_NS, float(row.value))
        for row in of(rows, path)
        if isinstance(row.value, (int, float))
    ]


def stale(rows: Sequence[Row]) -> list[Row]:
    """Rows that say a signal aged out."""
    return [row for row in rows if row.validity is Validity.STALE]


def write_log(folder: Path, *lines: str) -> Path:
    """A candump log of `TIME CHANNEL ID#DATA` lines."""
    path = folder / "frames.log"
    frames = (line.split() for line in lines)
    path.write_text("".join(f"({t}) {channel} {frame}\n" for t, channel, frame in frames), "utf-8")
    return path
