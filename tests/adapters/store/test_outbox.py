"""Rows leave in order, once, permitted now; they stay until the backend has them."""

import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from app.adapters.store import Ledger, Outbox, Store
from app.core.canonical import sha256_hex
from app.core.errors import HabitacleError
from app.core.message import Dispatch, Outgoing, Verdict
from app.features.sync.domain.terms import Bundling, Terms
from tests.adapters.store.conftest import Make
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway


def add(store: Store, outbox: Outbox, *messages: Outgoing) -> list[str]:
    return store.profile.write(lambda c: [outbox.add(c, each) for each in messages]).result(5)


def dispatch(outbox: Outbox, room: int = 10) -> list[Dispatch]:
    return outbox.dispatch(room).result(5)


def rows(store: Store, table: str = "outbox") -> int:
    return int(
        store.profile.read(
            lambda c: c.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        ).result(5)
    )


def test_rows_leave_by_priority_then_age_across_files(
    store: Store, outbox: Outbox, make: Make
) -> None:
    late, urgent, early = add(store, outbox, make(), make(prio=0), make())
    device = store.device.write(lambda c: outbox.add(c, make(prio=6))).result(5)
    assert [each.id for each in dispatch(outbox)] == [urgent, device, late, early]


def test_a_dispatch_is_the_envelope_on_the_whole_topic(
    store: Store, outbox: Outbox, make: Make
) -> None:
    (id_,) = add(store, outbox, make(data={"text": "é", "x": 1.5}))
    (sent,) = dispatch(outbox)
    assert sent.topic == f"v1/{store.device_id}/up/maintenance/garage-demo"
    body = json.loads(sent.payload)
    assert list(body) == ["v", "id", "type", "ver", "seq", "boot", "ts", "data"]
    assert (body["id"], body["boot"], body["seq"]) == (id_, store.profile.boot, 1)
    assert body["data"] == {"text": "é", "x": 1.5}
    assert sent.generation == len("P3garage-demo")


def test_what_is_in_flight_is_not_given_out_until_released(
    store: Store, outbox: Outbox, make: Make
) -> None:
    first, second = add(store, outbox, make(), make())
    assert [each.id for each in dispatch(outbox, room=1)] == [first]
    assert [each.id for each in dispatch(outbox)] == [second]
    assert dispatch(outbox) == []
    outbox.release([first])
    again = dispatch(outbox)
    assert [each.id for each in again] == [first]


def test_two_dispatches_in_one_group_do_not_share_rows(
    store: Store, outbox: Outbox, make: Make
) -> None:
    add(store, outbox, make(), make())
    halves = [outbox.dispatch(1), outbox.dispatch(1)]
    ids = [each.id for half in halves for each in half.result(5)]
    assert len(ids) == len(set(ids)) == 2


def test_a_repetition_has_the_same_bytes(store: Store, outbox: Outbox, make: Make) -> None:
    (id_,) = add(store, outbox, make())
    (first,) = dispatch(outbox)
    outbox.release([id_])
    (second,) = dispatch(outbox)
    assert first.payload == second.payload


def test_a_receipt_settles_once_and_ignores_what_it_does_not_know(
    store: Store, outbox: Outbox, make: Make
) -> None:
    (id_,) = add(store, outbox, make())
    assert outbox.settle([id_]).result(5) == 0, "never published"
    dispatch(outbox)
    assert outbox.settle([id_, "unknown"]).result(5) == 1
    assert outbox.settle([id_]).result(5) == 0
    assert (rows(store), rows(store, "done")) == (0, 1)
    sha = store.profile.read(lambda c: c.execute("SELECT data_sha FROM done").fetchone()[0])
    assert sha.result(5) == sha256_hex(b'{"n":1}')


def copy_as_if_power_failed(folder: Path, to: Path) -> Path:
    """The files as they are on the disk now, without a clean stop."""
    shutil.copytree(folder, to)
    return to


def test_rows_and_entries_survive_a_power_cut(
    store: Store, outbox: Outbox, make: Make, tmp_path: Path, clock: ManualClock
) -> None:
    sent, settled, waiting = add(store, outbox, make(), make(), make(prio=9))
    assert len(dispatch(outbox, room=2)) == 2
    outbox.settle([settled]).result(5)
    again = Store.open(copy_as_if_power_failed(tmp_path / "data", tmp_path / "cut"), clock)
    try:
        revived = Outbox(again, ScriptedGateway())
        assert [each.id for each in dispatch(revived)] == [sent, waiting]
        (new,) = add(again, revived, make())
        (last,) = dispatch(revived)
        assert (last.id, json.loads(last.payload)["seq"]) == (new, 4)
        ledger = Ledger(again)
        assert len(ledger.page().result(5)) == 5
        assert ledger.verify().result(5)
    finally:
        again.close()


def test_a_sequence_number_is_never_used_twice(store: Store, outbox: Outbox, make: Make) -> None:
    (id_,) = add(store, outbox, make())
    dispatch(outbox)
    outbox.settle([id_]).result(5)
    add(store, outbox, make())
    (sent,) = dispatch(outbox)
    assert json.loads(sent.payload)["seq"] == 2


def test_a_new_row_replaces_an_unsent_one_of_its_key(
    store: Store, outbox: Outbox, make: Make
) -> None:
    add(store, outbox, make(ckey="state", data={"n": 1}))
    (newer,) = add(store, outbox, make(ckey="state", data={"n": 2}))
    (sent,) = dispatch(outbox)
    assert sent.id == newer
    add(store, outbox, make(ckey="state", data={"n": 3}))
    assert rows(store) == 2, "a published row stays"


def test_a_dropped_row_is_deleted_and_counted(
    store: Store, outbox: Outbox, make: Make, gateway: ScriptedGateway
) -> None:
    gateway.verdicts["bad"] = Verdict.DROP
    add(store, outbox, make("bad"), make())
    assert [each.type for each in dispatch(outbox)] == ["maintenance.record"]
    counts = outbox.counts().result(5)
    assert (counts.waiting, counts.dropped) == (1, 1)
    assert len(Ledger(store).page().result(5)) == 1


def test_a_held_row_stays_and_lets_others_pass(
    store: Store, outbox: Outbox, make: Make, gateway: ScriptedGateway
) -> None:
    gateway.verdicts["held"] = Verdict.HOLD
    add(store, outbox, *[make("held", prio=0) for _ in range(150)], make())
    assert [each.type for each in dispatch(outbox, room=2)] == ["maintenance.record"]
    gateway.verdicts.clear()
    assert [each.type for each in dispatch(outbox, room=1)] == ["held"]


def test_expiry_by_wall_clock(store: Store, outbox: Outbox, make: Make, clock: ManualClock) -> None:
    add(store, outbox, make(expires_at=clock.utc() + timedelta(seconds=60)), make())
    (dying, _) = dispatch(outbox)
    assert dying.expiry_s == 60
    outbox.release([dying.id])
    clock.advance(60)
    assert dispatch(outbox) == []
    assert outbox.counts().result(5).dropped == 1


def test_expiry_by_age_when_the_clock_is_not_trusted(
    store: Store, outbox: Outbox, make: Make, clock: ManualClock
) -> None:
    add(store, outbox, make(expires_at=clock.utc() + timedelta(seconds=60)))
    clock.trusted = False
    clock.wall -= timedelta(days=20_000)
    clock.advance(59)
    (sent,) = dispatch(outbox)
    assert sent.expiry_s == 1
    outbox.release([sent.id])
    clock.advance(2)
    assert dispatch(outbox) == []


@pytest.mark.parametrize("years", [10, -1, -56])
def test_a_clock_that_is_set_neither_ends_a_row_of_this_run_nor_keeps_it(
    store: Store, outbox: Outbox, make: Make, clock: ManualClock, years: int
) -> None:
    add(store, outbox, make(expires_at=clock.utc() + timedelta(seconds=60)))
    clock.wall += timedelta(days=366 * years)
    clock.advance(20)
    (sent,) = dispatch(outbox)
    assert sent.expiry_s == 40
    outbox.release([sent.id])
    clock.advance(41)
    assert dispatch(outbox) == []


def test_an_impossible_time_in_a_row_holds_up_nothing(
    store: Store, outbox: Outbox, make: Make
) -> None:
    bad, good = add(store, outbox, make(), make())
    store.profile.write(
        lambda c: c.execute("UPDATE outbox SET created_ms=? WHERE id=?", (1 << 60, bad))
    ).result(5)
    assert [each.id for each in dispatch(outbox)] == [good]
    assert outbox.counts().result(5).dead == 1


def test_a_receipt_names_a_bundle_and_rows_of_it_in_any_order(
    store: Store, outbox: Outbox, make: Make
) -> None:
    ids = add(store, outbox, *[make() for _ in range(4)])
    terms = Terms(bundling=Bundling(2, 65_536, deflate=True))
    (whole, torn) = outbox.dispatch(2, terms).result(5)
    assert outbox.settle([ids[0], whole.id, ids[2], "unknown"]).result(5) == 3
    waiting = store.profile.read(lambda c: c.execute("SELECT id, batch FROM outbox").fetchall())
    assert waiting.result(5) == [(ids[3], None)], "what is left of a torn bundle travels anew"
    assert outbox.settle([torn.id]).result(5) == 0


def test_a_published_act_is_never_given_up_silently(
    store: Store, outbox: Outbox, make: Make, clock: ManualClock
) -> None:
    end = clock.utc() + timedelta(seconds=60)
    (sent, _) = add(store, outbox, make(prio=3, expires_at=end), make(prio=4, expires_at=end))
    assert [each.id for each in dispatch(outbox, room=1)] == [sent]
    outbox.release([sent])
    clock.advance(61)
    assert dispatch(outbox) == []
    counts = outbox.counts().result(5)
    assert (counts.waiting, counts.dropped) == (1, 1), "the unpublished one expired"


def test_a_flipped_bit_is_set_aside(store: Store, outbox: Outbox, make: Make) -> None:
    bad, good = add(store, outbox, make(data={"order": "o-1"}), make())

    def flip(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE outbox SET data=? WHERE id=?", (b'{"nrder":"o-1"}', bad))

    store.profile.write(flip).result(5)
    assert [each.id for each in dispatch(outbox)] == [good]
    dead = store.profile.read(lambda c: c.execute("SELECT id, code FROM dead").fetchall())
    assert dead.result(5) == [(bad, "crc")]
    assert outbox.counts().result(5).dropped == 1


def test_counts_tell_the_age_of_the_oldest(
    store: Store, outbox: Outbox, make: Make, clock: ManualClock
) -> None:
    assert outbox.counts().result(5).oldest_ms is None
    add(store, outbox, make())
    clock.advance(90)
    counts = outbox.counts().result(5)
    assert (counts.waiting, counts.oldest_ms, counts.dropped) == (1, 90_000, 0)


def test_a_dispatch_that_cannot_be_written_leaves_the_rows_due(
    store: Store, outbox: Outbox, make: Make
) -> None:
    add(store, outbox, make())
    store.profile.write(lambda c: c.execute("ALTER TABLE ledger RENAME TO gone")).result(5)
    assert isinstance(outbox.dispatch(5).exception(5), sqlite3.OperationalError)
    store.profile.write(lambda c: c.execute("ALTER TABLE gone RENAME TO ledger")).result(5)
    assert len(dispatch(outbox)) == 1


def test_birth_and_will_are_entered_or_refused(
    store: Store, outbox: Outbox, gateway: ScriptedGateway
) -> None:
    message = (f"v1/{store.device_id}/up/state", "state", "P1", "manufacturer", b"{}")
    outbox.record_direct(*message).result(5)
    (entry,) = Ledger(store).page().result(5)
    assert (entry.topic, entry.purpose, entry.bytes, entry.kind) == (message[0], "P1", 2, "state")
    gateway.verdicts["state"] = Verdict.DROP
    with pytest.raises(HabitacleError, match="may not leave"):
        outbox.record_direct(*message).result(5)
    assert len(Ledger(store).page().result(5)) == 1
