"""Modes lie with the profile: they survive a restart and end with an erasure."""

from pathlib import Path

from app.adapters.store import Store
from app.adapters.store.modes import ModeRepository
from app.features.consent.domain.modes import UNREADABLE, ModeState
from tests.fakes.car import ManualClock


def test_modes_survive_a_restart(store: Store, tmp_path: Path, clock: ManualClock) -> None:
    chosen = ModeState(privacy=True, minor=True, guardian=frozenset({"P5"}), reminded=("r-1",))
    assert ModeRepository(store).load().result(5) == ModeState()
    ModeRepository(store).save(chosen).result(5)
    store.close()
    again = Store.open(tmp_path / "data", clock)
    try:
        assert ModeRepository(again).load().result(5) == chosen
    finally:
        again.close()


def test_unreadable_modes_are_the_strictest(store: Store) -> None:
    ModeRepository(store).save(ModeState()).result(5)
    store.profile.write(
        lambda connection: connection.execute("UPDATE meta SET v='{' WHERE k='modes'").rowcount
    ).result(5)
    assert ModeRepository(store).load().result(5) == UNREADABLE
