"""Traces: what was recorded is what is read, bit for bit; what is damaged is refused."""

import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.__main__ import main
from app.adapters.can.frame import Frame
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.logs.records import Record
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.rows import ProfileRows
from app.adapters.can.socketcand import SocketcandSource
from app.adapters.clock import SystemClock
from app.core.errors import HabitacleError
from app.core.signals import Validity
from app.emulator.car.car import SimulatedCar
from app.emulator.car.frames import ERROR, EXTENDED, FD, SentFrame
from app.emulator.trace import About, Tracer, TraceWriter, opened, pack_left
from app.features.sync.domain.properties import Properties
from app.main.paths import ASSETS

PROFILE = ASSETS / "vehicles/habitacle-ev"
ABOUT = About("1.0", "habitacle-ev", ["powertrain"], datetime(2026, 6, 1, tzinfo=UTC))
FRAMES = [
    SentFrame(0x0A0, b"\x01\x02"),
    SentFrame(0x18DAF110, b"", EXTENDED),
    SentFrame(0x123, bytes(range(12)), FD),
    SentFrame(0x008, bytes(8), ERROR),
]


class Port:
    """A connection to a broker on which two messages come."""

    def __init__(self) -> None:
        self.closed = False

    def start(
        self, filters: Sequence[str], on_message: Callable[[str, bytes, Properties], None]
    ) -> None:
        assert filters == ("v1/#",)
        on_message("v1/a/up/state", b"\x00\xff", Properties(correlation=b"\x07", user={"id": "1"}))

    def publish(self, topic: str, payload: bytes, *, expiry_s: int | None = None) -> None:
        raise AssertionError((topic, payload, expiry_s))

    def close(self) -> None:
        self.closed = True


def written(path: Path, limit: int = 10**6) -> TraceWriter:
    writer = TraceWriter(path, ABOUT, limit)
    writer.frames("powertrain", FRAMES)
    writer.row("acts.jsonl", {"do": "tap", "value": "Home"})
    return writer


def test_frames_of_every_kind_come_back(tmp_path: Path) -> None:
    path = written(tmp_path / "a.habtrace").close()
    with opened(path) as bundle:
        read = [(r.channel, r.can_id, r.flags, r.data) for r in LogReader(bundle.can_log)]
        (act,) = bundle.rows("acts.jsonl")
        assert bundle.manifest.ended == "stopped"
    assert read == [("powertrain", *(f.can_id, f.flags, f.data)) for f in FRAMES]
    assert (act["do"], act["value"]) == ("tap", "Home")
    assert list(tmp_path.iterdir()) == [path]


def test_what_does_not_fit_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "a.habtrace", limit=10).close()
    with opened(path) as bundle:
        assert bundle.manifest.ended == "limit"
        assert bundle.can_log.read_bytes() == b""


def test_a_killed_emulator_leaves_a_folder_that_reads_and_packs(tmp_path: Path) -> None:
    writer = written(tmp_path / "a.habtrace")
    log = writer.folder / "can.log"
    given_up = time.monotonic() + 10
    while not (log.is_file() and log.stat().st_size):
        assert time.monotonic() < given_up
        time.sleep(0.01)
    with opened(writer.folder) as bundle:
        assert bundle.manifest.ended == "killed"
        assert len(list(LogReader(bundle.can_log))) == len(FRAMES)
    with pytest.raises(HabitacleError, match="is left of an emulator"):
        TraceWriter(tmp_path / "a.habtrace", ABOUT)
    (path,) = pack_left(tmp_path)
    with opened(path) as bundle:
        assert len(list(LogReader(bundle.can_log))) == len(FRAMES)


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path / "a.habtrace").close()
    with pytest.raises(HabitacleError, match="exists"):
        TraceWriter(path, ABOUT)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _rubbish(path: Path) -> None:
    path.write_bytes(b"no zip")


def _changed(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    files["can.log"] = files["can.log"].replace(b"0102", b"0103")
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)


def _empty(path: Path) -> None:
    with zipfile.ZipFile(path, "w"):
        pass


def _other_schema(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("manifest.json", '{"format": "habtrace", "schema": 99}')


@pytest.mark.parametrize("harm", [_cut, _rubbish, _changed, _empty, _other_schema, Path.unlink])
@pytest.mark.parametrize("command", ["replay", "signals"])
def test_damage_is_one_sentence(
    harm: Callable[[Path], None], command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "a.habtrace").close()
    harm(path)
    words = ["--format", "jsonl"] if command == "signals" else ["--rate", "0", "--headless"]
    assert main([command, str(path), *words]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert str(path) in err


def test_messages_are_kept_whole(tmp_path: Path) -> None:
    port = Port()
    car = SimulatedCar(PROFILE, SystemClock())
    tracer = Tracer(TraceWriter(tmp_path / "a.habtrace", ABOUT), car, port)
    tracer.start()
    with opened(tracer.stop()) as bundle:
        (row,) = bundle.rows("mqtt.jsonl")
    assert (row["topic"], row["payload"]) == ("v1/a/up/state", "AP8=")
    assert (row["properties"]["correlation"], row["properties"]["user"]) == ("Bw==", {"id": "1"})
    assert port.closed
    assert car.taps == ()


Values = list[tuple[str, object, Validity]]


def decoded(bus: str, records: Sequence[Record]) -> Values:
    """What the records say, without what time alone made stale."""
    rows = ProfileRows(load_plan(load_profile(PROFILE), None), {bus: bus}).rows(records, 0)
    told = [(row.signal, row.value, row.validity) for row in rows]
    return [each for each in told if each[2] is not Validity.STALE]


def test_the_live_feed_and_the_trace_say_the_same_bit_for_bit(tmp_path: Path) -> None:
    bus = "powertrain"
    clock = SystemClock()
    car = SimulatedCar(PROFILE, clock)
    tracer = Tracer(TraceWriter(tmp_path / "a.habtrace", ABOUT), car, Port())
    tracer.start()
    car.start()
    live: list[Frame] = []
    try:
        host, port, name = (
            car.channels[bus].removeprefix("socketcand:").replace("/", ":").split(":")
        )
        source = SocketcandSource(bus, host, int(port), name, clock)
        source.open()
        given_up = time.monotonic() + 20
        while len(live) < 400:
            assert time.monotonic() < given_up
            live += source.recv_batch(100, 0.1)
        source.close()
    finally:
        car.stop()  # first: what was sent last reaches the trace a moment after the feed
        path = tracer.stop()
    with opened(path) as bundle:
        traced = [each for each in LogReader(bundle.can_log) if each.channel == bus]
    seen = [(f.can_id, f.flags, f.data) for f in live]
    kept = [(r.can_id, r.flags, r.data) for r in traced]
    first = next(i for i in range(len(kept)) if kept[i : i + len(seen)] == seen)
    part = traced[first : first + len(seen)]
    arrived = [Record(f.t_ns, bus, f.can_id, f.flags, f.data) for f in live]
    values = decoded(bus, arrived)
    assert len(values) > 100
    assert decoded(bus, part) == values
