"""Damage: set aside, never deleted; consents and orders come back, nothing wrong is used."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from app.adapters.keystore import FileKeyStore
from app.adapters.store import ConsentRepository, Ledger, OrderRepository, Outbox, Store, recovery
from app.core.errors import HabitacleError, StorageError
from app.core.message import Outgoing
from app.features.consent.domain.record import Record
from app.features.consent.domain.states import State
from tests.adapters.store.test_consents import BENCH, body
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway

ORDERS = {"o-1": '{"state":"ACTIVE"}', "o-2": '{"state":"DRAFT"}'}
FLIPS = 100


class Planted(NamedTuple):
    """A closed store with consents, orders and rows."""

    folder: Path
    device: str
    rows: dict[str, bytes]


@contextmanager
def opened(folder: Path, clock: ManualClock, *, sealed: bool = False) -> Iterator[Store]:
    store = Store.open(folder, clock, FileKeyStore(folder / "keys") if sealed else None)
    try:
        yield store
    finally:
        store.close()


def order(n: int) -> Outgoing:
    data = {"order_id": f"o-{n}"}
    return Outgoing("up/order/cpo-demo", "order.stop", "P7", "cpo-demo", 1, data)


def plant(folder: Path, clock: ManualClock, *, sealed: bool = False) -> Planted:
    with opened(folder, clock, sealed=sealed) as store:
        consents = ConsentRepository(store)
        shown = BENCH.shown().rendered
        consents.append([body(State.REQUESTED, 1), body(State.GIVEN, 2)], shown).result(5)
        for order_id, content in ORDERS.items():
            OrderRepository(store).save(order_id, content, None).result(5)
        outbox = Outbox(store, ScriptedGateway())
        ids = store.profile.write(lambda c: [outbox.add(c, order(n)) for n in range(20)]).result(5)
        assert len(outbox.dispatch(3).result(5)) == 3
        rows = {
            id_: json.dumps({"order_id": f"o-{n}"}).replace(" ", "") for n, id_ in enumerate(ids)
        }
        return Planted(folder, store.device_id, {k: v.encode() for k, v in rows.items()})


@pytest.fixture
def planted(tmp_path: Path, clock: ManualClock) -> Planted:
    return plant(tmp_path / "data", clock)


def given(store: Store) -> list[str]:
    log = ConsentRepository(store).load().result(5)
    return [record.id for record in log.records] if log.intact else []


def sent(store: Store) -> dict[str, bytes]:
    outbox = Outbox(store, ScriptedGateway())
    found = outbox.dispatch(1000).result(5)
    return {
        each.id: json.dumps(json.loads(each.payload)["data"], separators=(",", ":")).encode()
        for each in found
    }


def sql(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute(statement)
    connection.commit()
    connection.close()


def overwrite(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "first page": lambda path: overwrite(path, 40, b"\xff" * 60),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: 5 * 4096 + 100]),
    "page": lambda path: overwrite(path, 4096, b"\xff" * 4096),
    "consent": lambda path: sql(path, "UPDATE consent_record SET body=replace(body,'given','x')"),
    "order": lambda path: sql(path, "UPDATE purchase SET body='{}' WHERE order_id='o-1'"),
    "table": lambda path: sql(path, "UPDATE sqlite_master SET name='dead2' WHERE name='dead'"),
    "missing": lambda path: path.unlink(),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_profile_is_built_anew(planted: Planted, clock: ManualClock, kind: str) -> None:
    path = planted.folder / "p-1.db"
    DAMAGES[kind](path)
    damaged = path.read_bytes() if path.exists() else None
    with opened(planted.folder, clock) as store:
        (found,) = store.recovered
        assert (found.file, found.consents, found.orders) == ("p-1.db", 2, 2)
        assert given(store) == ["r-1", "r-2"]
        assert OrderRepository(store).load().result(5) == ORDERS
        assert store.device_id == planted.device
        rows = sent(store)
        assert rows.items() <= planted.rows.items()
        assert len(rows) == found.messages
        assert Ledger(store).verify().result(5)
        sha = BENCH.shown().rendered
        log = ConsentRepository(store).load().result(5)
        text = str(log.records[0].body["notice"]["text_sha256"])
        assert ConsentRepository(store).text(text).result(5) == sha
    (kept,) = (planted.folder / "quarantine").iterdir()
    if damaged is not None:
        assert (kept / "p-1.db").read_bytes() == damaged
    assert json.loads((kept / "p-1.json").read_text())["file"] == "p-1.db"
    with opened(planted.folder, clock) as store:
        assert [each.file for each in store.recovered] == ["p-1.db"], "until the driver was told"
        store.told().result(5)
    with opened(planted.folder, clock) as store:
        assert store.recovered == ()
        assert given(store) == ["r-1", "r-2"]


def test_a_content_damage_keeps_every_row(planted: Planted, clock: ManualClock) -> None:
    DAMAGES["order"](planted.folder / "p-1.db")
    with opened(planted.folder, clock) as store:
        assert sent(store) == planted.rows


def test_a_new_store_has_a_new_id_and_goes_on_counting(
    planted: Planted, clock: ManualClock
) -> None:
    with opened(planted.folder, clock) as store:
        before = store.profile.boot
    DAMAGES["order"](planted.folder / "p-1.db")
    with opened(planted.folder, clock) as store:
        assert store.profile.boot.partition(".")[0] != before.partition(".")[0]
        outbox = Outbox(store, ScriptedGateway())
        store.profile.write(lambda c: outbox.add(c, order(99))).result(5)
        found = outbox.dispatch(1000).result(5)
        numbers = [json.loads(each.payload)["seq"] for each in found]
        assert len(numbers) == len(set(numbers)) == 21


def test_a_damaged_device_keeps_its_identity(planted: Planted, clock: ManualClock) -> None:
    DAMAGES["first page"](planted.folder / "device.db")
    with opened(planted.folder, clock) as store:
        assert store.device_id == planted.device
        assert [each.file for each in store.recovered] == ["device.db"]
        assert given(store) == ["r-1", "r-2"]
    sql(planted.folder / "device.db", "UPDATE meta SET v='hu-other' WHERE k='device_id'")
    with opened(planted.folder, clock) as store:
        assert store.device_id == planted.device
        assert {each.reason for each in store.recovered} == {"identity"}


def test_both_files_at_once(planted: Planted, clock: ManualClock) -> None:
    for name in ("device.db", "p-1.db"):
        DAMAGES["first page"](planted.folder / name)
    with opened(planted.folder, clock) as store:
        assert store.device_id == planted.device
        assert given(store) == ["r-1", "r-2"]
        assert OrderRepository(store).load().result(5) == ORDERS


def withdraw(folder: Path, clock: ManualClock) -> None:
    with opened(folder, clock) as store:
        tombstone = Outgoing("up/withdraw/P3/garage-demo", "consent.withdrawn", "P3", "g", 0, {})
        ConsentRepository(store).withdraw(body(State.WITHDRAWN, 3), tombstone).result(5)


def test_consents_do_not_count_when_their_end_is_lost(planted: Planted, clock: ManualClock) -> None:
    mirror = planted.folder / "mirror/p-1.consents"
    before = mirror.read_bytes()
    withdraw(planted.folder, clock)
    mirror.write_bytes(before)
    DAMAGES["first page"](planted.folder / "p-1.db")
    with opened(planted.folder, clock) as store:
        log = ConsentRepository(store).load().result(5)
        assert (log.records, log.intact) == ((), True), "the lost record was a withdrawal"
    with opened(planted.folder, clock) as store:
        ConsentRepository(store).append([body(State.REQUESTED, 9)], None).result(5)
        assert given(store) == ["r-9"]


def test_records_after_a_gap_count_those_before_do_not(
    planted: Planted, clock: ManualClock
) -> None:
    withdraw(planted.folder, clock)
    mirror = planted.folder / "mirror/p-1.consents"
    first, second, third = mirror.read_bytes().splitlines(keepends=True)
    mirror.write_bytes(first + second[:-9] + b"\n" + third)
    DAMAGES["first page"](planted.folder / "p-1.db")
    with opened(planted.folder, clock) as store:
        log = ConsentRepository(store).load().result(5)
        assert log.intact
        assert [record.id for record in log.records] == ["r-3"]
        assert [record.state for record in log.records] == [State.WITHDRAWN]


def test_a_torn_mirror_is_mended_from_the_database(planted: Planted, clock: ManualClock) -> None:
    mirror = planted.folder / "mirror/p-1.consents"
    whole = mirror.read_bytes()
    mirror.write_bytes(whole[:-20])
    with opened(planted.folder, clock) as store:
        assert store.recovered == ()
    assert mirror.read_bytes() == whole


def test_lines_of_a_lost_key_are_kept_apart(tmp_path: Path, clock: ManualClock) -> None:
    folder = plant(tmp_path / "data", clock, sealed=True).folder
    mirror = (folder / "mirror/p-1.consents").read_bytes()
    (folder / "keys/p-1.key").unlink()
    with opened(folder, clock, sealed=True) as store:
        assert given(store) == []
    kept = [path.read_bytes() for path in (folder / "quarantine").glob("*/p-1.consents")]
    assert kept == [mirror, mirror], "with the database, and when it was written anew"
    assert (folder / "mirror/p-1.consents").read_bytes() == b""


def test_a_mirror_is_on_the_disk_before_anybody_is_told(tmp_path: Path, clock: ManualClock) -> None:
    seen: list[int] = []
    with opened(tmp_path / "data", clock) as store:
        mirror = tmp_path / "data/mirror/p-1.consents"
        future = ConsentRepository(store).append([body(State.REQUESTED, 1)], None)
        future.add_done_callback(lambda _: seen.append(mirror.read_bytes().count(b"\n")))
        future.result(5)
        store.check().result(5)
    assert seen == [1]


@pytest.mark.parametrize("step", ["_fill", "quarantine", "sync_folder", "write_text", "replace"])
def test_a_rebuild_that_ends_anywhere_is_finished_by_the_next_start(
    planted: Planted, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    class PowerCutError(Exception):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCutError

    DAMAGES["page"](planted.folder / "p-1.db")
    with monkeypatch.context() as patch:
        patch.setattr(Path if step in {"write_text", "replace"} else recovery, step, cut)
        with pytest.raises(PowerCutError):
            Store.open(planted.folder, clock)
    with opened(planted.folder, clock) as store:
        assert given(store) == ["r-1", "r-2"]
        assert OrderRepository(store).load().result(5) == ORDERS
        assert store.device_id == planted.device
    assert not list(planted.folder.glob("*.rebuild*"))


@pytest.mark.parametrize("sealed", [False, True])
def test_one_flipped_bit_never_makes_a_wrong_row(
    tmp_path: Path, clock: ManualClock, *, sealed: bool
) -> None:
    planted = plant(tmp_path / "data", clock, sealed=sealed)
    generator = random.Random(20261122)  # noqa: S311  a test's choice of bits
    names = ("p-1.db", "device.db", "mirror/p-1.consents", "mirror/p-1.orders")
    quarantined = 0
    for turn in range(FLIPS // 2):
        copy = tmp_path / "copy"
        shutil.copytree(planted.folder, copy)
        name = names[0] if turn % 4 else generator.choice(names)
        content = bytearray((copy / name).read_bytes())
        bit = generator.randrange(len(content) * 8)
        content[bit // 8] ^= 1 << bit % 8
        (copy / name).write_bytes(content)
        try:
            with opened(copy, clock, sealed=sealed) as store:
                assert usable(sent, store, {}).items() <= planted.rows.items(), bit
                assert set(given(store)) <= {"r-1", "r-2"}, bit
                assert OrderRepository(store).load().result(5).items() <= ORDERS.items(), bit
                assert store.device_id == planted.device, bit
                quarantined += bool(store.recovered)
        except HabitacleError as error:
            pytest.fail(f"bit {bit} of {name}: {error}")
        shutil.rmtree(copy)
    assert quarantined > 3


def usable(
    ask: Callable[[Store], dict[str, bytes]], store: Store, default: dict[str, bytes]
) -> dict[str, bytes]:
    """What *store* answers; *default* when it finds out now that it is damaged."""
    try:
        return ask(store)
    except StorageError as error:
        if error.code != "damaged":
            raise
        return default


def test_damage_that_shows_while_running_is_repaired_at_the_next_start(
    planted: Planted, clock: ManualClock
) -> None:
    with opened(planted.folder, clock) as store:
        statement = "SELECT rootpage FROM sqlite_master WHERE name='alert'"
        (page,) = store.profile.read(lambda c: c.execute(statement).fetchone()).result(5)
        store.profile.write(lambda c: c.execute("PRAGMA cache_size=0")).result(5)
        store.profile.read(
            lambda c: c.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        ).result(5)
        overwrite(planted.folder / "p-1.db", (page - 1) * 4096, b"\xff" * 4096)
        store.profile.write(lambda c: c.execute("PRAGMA shrink_memory")).result(5)
        future = store.profile.read(lambda c: c.execute("SELECT * FROM alert").fetchall())
        error = future.exception(5)
        assert isinstance(error, StorageError)
        assert error.code == "damaged"
    with opened(planted.folder, clock) as store:
        (found,) = store.recovered
        assert found.reason == "malformed"
        assert given(store) == ["r-1", "r-2"]
        assert sent(store) == planted.rows
    assert not list(planted.folder.glob("*.damaged"))


def test_the_quarantine_is_swept_after_a_month(planted: Planted, clock: ManualClock) -> None:
    DAMAGES["order"](planted.folder / "p-1.db")
    with opened(planted.folder, clock) as store:
        store.look_after().result(5)
        assert (planted.folder / "quarantine").is_dir()
    clock.wall += timedelta(days=5000)
    with opened(planted.folder, clock) as store:
        store.look_after().result(5)
        assert not (planted.folder / "quarantine").exists()


def test_a_record_reads_the_same_from_the_mirror(planted: Planted, clock: ManualClock) -> None:
    def bodies(store: Store) -> list[Record]:
        return list(ConsentRepository(store).load().result(5).records)

    with opened(planted.folder, clock) as store:
        before = bodies(store)
    DAMAGES["zeros"](planted.folder / "p-1.db")
    with opened(planted.folder, clock) as store:
        assert bodies(store) == before


def test_consents_that_do_not_count_after_all_are_not_told_as_kept(
    planted: Planted, clock: ManualClock
) -> None:
    (planted.folder / "p-1.db").unlink()
    mirror = planted.folder / "mirror/p-1.consents"
    lines = mirror.read_bytes().splitlines(keepends=True)
    mirror.write_bytes(b"".join(lines[:-1]))
    for _ in range(2):
        with opened(planted.folder, clock) as store:
            (recovery,) = store.recovered
            assert (recovery.file, recovery.consents, recovery.orders) == ("p-1.db", 0, 2)
            assert given(store) == []
