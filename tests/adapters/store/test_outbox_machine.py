"""The outbox against a model that is a list, over restarts, power cuts and a clock that runs."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from app.adapters.store import Ledger, Outbox, Store
from app.adapters.store.bounds import product_bounds
from app.adapters.store.ends import Ends
from app.core.errors import IdempotencyConflict
from app.core.message import Outgoing
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway
from tests.fakes.disk import FakeDisk

KEYS = [f"k-{n}" for n in range(8)]
SUBJECTS = [None, "o-1", "o-2"]
CLASS_0 = 5


@dataclass
class Row:
    """What the model knows of a waiting row."""

    id: str
    n: int
    prio: int
    file: int
    seq: int
    end: float | None = None
    ckey: str | None = None
    subject: str | None = None
    attempts: int = 0
    flying: bool = False


class OutboxMachine(RuleBasedStateMachine):
    """Rows leave by (prio, file, seq), once at a time, until they are settled."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="habitacle-outbox-"))
        self.clock = ManualClock()
        self.rows: list[Row] = []
        self.done: dict[str, int] = {}
        self.dead: set[str] = set()
        self.seqs = [0, 0]
        self.published = 0

    @initialize()
    def start(self) -> None:
        disk = FakeDisk(product_bounds())
        self.store = Store.open(self.folder / "data", self.clock, disk=disk)
        self.outbox = Outbox(self.store, ScriptedGateway())

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @rule(
        key=st.sampled_from(KEYS),
        n=st.integers(0, 1),
        prio=st.sampled_from([0, 1, 3, 3, 6, 8]),
        file=st.integers(0, 1),
        life=st.sampled_from([None, None, 30, 90]),
        ckey=st.sampled_from([None, None, "part"]),
        subject=st.sampled_from(SUBJECTS),
    )
    def add(
        self,
        *,
        key: str,
        n: int,
        prio: int,
        file: int,
        life: int | None,
        ckey: str | None,
        subject: str | None,
    ) -> None:
        now = self.clock.utc()
        message = Outgoing(
            *("up/maintenance/garage-demo", "maintenance.record", "P3", "garage-demo", prio),
            data={"n": n},
            id=key,
            ckey=ckey,
            subject=subject,
            expires_at=None if life is None else now + timedelta(seconds=life),
        )
        future = self.store.databases[file].write(lambda c: self.outbox.add(c, message))
        known = self.done.get(key, next((row.n for row in self.rows if row.id == key), None))
        if known is not None and known != n:
            assert isinstance(future.exception(5), IdempotencyConflict)
            return
        assert future.result(5) == key
        if known is not None:
            return
        if ckey is not None:
            self.rows = [
                row for row in self.rows if row.file != file or row.ckey != ckey or row.attempts
            ]
        self.seqs[file] += 1
        end = None if life is None else now.timestamp() + life
        row = Row(key, n, prio, file, self.seqs[file], end, ckey, subject)
        self.dead.discard(key)
        self.rows.append(row)

    @rule(room=st.integers(1, 4))
    def dispatch(self, room: int) -> None:
        found = self.outbox.dispatch(room).result(5)
        self.published += len(found)
        got = [each.id for each in found]
        assert got == self._expected(room)
        for row in self.rows:
            if row.id in got:
                row.attempts += 1
                row.flying = True

    def _expected(self, room: int) -> list[str]:
        """The model's own dispatch; forgets what expires on the way."""
        now = self.clock.utc().timestamp()
        taken: list[str] = []
        for row in sorted(self.rows, key=lambda row: (row.prio, row.file, row.seq)):
            if len(taken) == room:
                break
            if row.flying or self._blocked(row):
                continue
            if row.end is not None and row.end <= now:
                if row.prio > CLASS_0 or not row.attempts:
                    self.rows.remove(row)
                continue
            taken.append(row.id)
        return taken

    def _blocked(self, row: Row) -> bool:
        return row.subject is not None and any(
            other.subject == row.subject
            and other.file == row.file
            and other.seq < row.seq
            and other.prio <= row.prio
            for other in self.rows
        )

    @precondition(lambda self: any(row.flying for row in self.rows))
    @rule(data=st.data())
    def receipt(self, data: st.DataObject) -> None:
        ids = data.draw(st.lists(st.sampled_from(KEYS), max_size=4, unique=True))
        known = [row for row in self.rows if row.id in ids and row.attempts]
        assert self.outbox.settle(ids).result(5) == len(known)
        for row in known:
            self.done[row.id] = row.n
            self.rows.remove(row)

    @precondition(lambda self: any(row.attempts for row in self.rows))
    @rule(data=st.data())
    def reject(self, data: st.DataObject) -> None:
        id_ = data.draw(st.sampled_from([row.id for row in self.rows if row.attempts]))
        assert self.outbox.reject([id_], "refused").result(5) == 1
        self.rows = [row for row in self.rows if row.id != id_]
        self.dead.add(id_)

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        ids = data.draw(st.lists(st.sampled_from(KEYS), max_size=8, unique=True))
        self.outbox.release(ids)
        for row in self.rows:
            row.flying = row.flying and row.id not in ids

    @rule(seconds=st.sampled_from([1, 31, 100]))
    def wait(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @rule(cut=st.booleans())
    def restart(self, *, cut: bool) -> None:
        folder = self.folder / "data"
        if cut:
            shutil.copytree(folder, self.folder / "cut")
        self.store.close()
        if cut:
            shutil.rmtree(folder)
            (self.folder / "cut").rename(folder)
        self.start()
        assert self.store.recovered == ()
        for row in self.rows:
            row.flying = False

    @invariant()
    def agrees(self) -> None:
        waiting = {row.id for row in self.rows}
        counts = self.outbox.counts().result(5)
        assert counts.waiting == len(self.rows) == len(waiting)
        assert set(Ends(self.store).confirmed().result(5)) == self.done.keys()
        assert {row.id for row in Ends(self.store).dead().result(5)} >= self.dead

    @invariant()
    def every_publish_is_in_the_ledger(self) -> None:
        ledger = Ledger(self.store)
        assert len(ledger.page().result(5)) == min(200, self.published)
        assert ledger.verify().result(5)


TestOutbox = OutboxMachine.TestCase
TestOutbox.settings = settings(
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
