"""kill -9 at any moment: what was called accepted is there, nothing is there twice."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters.keystore import FileKeyStore
from app.adapters.store import ConsentRepository, Ledger, OrderRepository, Outbox, Store
from app.adapters.store.ends import Ends
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway

ROOT = Path(__file__).resolve().parents[3]
ROUNDS = 20
WRITER = """
import sys
from pathlib import Path
from app.adapters.clock import SystemClock
from app.adapters.keystore import FileKeyStore
from app.adapters.store import OrderRepository, Outbox, Store
from app.core.message import Outgoing
from tests.fakes.consents import ScriptedGateway

folder, first, sealed = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "sealed"
store = Store.open(folder, SystemClock(), FileKeyStore(folder / "keys") if sealed else None)
outbox = Outbox(store, ScriptedGateway())
orders = OrderRepository(store)

def say(word, key):
    sys.stdout.write(f"{word} {key}\\n")
    sys.stdout.flush()

say("ready", "-")
for n in range(first, first + 100000):
    key = f"k-{n}"
    act = Outgoing("up/order/cpo", "order.stop", "P7", "cpo", 1, {"n": n}, id=key)
    if n % 5:
        store.profile.write(lambda c: outbox.add(c, act)).result(9)
    else:
        orders.save(f"o-{n}", f'{{"n":{n}}}', act).result(9)
        say("order", f"o-{n}")
    say("accepted", key)
    if n % 3 == 0:
        ids = [each.id for each in outbox.dispatch(2).result(9)]
        say("published", len(ids))
        outbox.settle(ids).result(9)
        for each in ids:
            say("settled", each)
"""


@pytest.mark.parametrize("form", ["plain", "sealed"])
def test_nothing_accepted_is_lost(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "data"
    generator = random.Random(form)  # noqa: S311  a test's choice of moments
    accepted: set[str] = set()
    settled: set[str] = set()
    orders: set[str] = set()
    first, published = 0, 0
    for turn in range(ROUNDS // 2):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(first), form],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        left = generator.randrange(200)
        lines = []
        for line in process.stdout:
            lines.append(line)
            if len(lines) > left:
                process.send_signal(signal.SIGKILL)
        assert process.wait(20) == -signal.SIGKILL
        process.stdout.close()
        for word, key in (line.split() for line in lines if line.endswith("\n")):
            {"accepted": accepted, "settled": settled, "order": orders}.get(word, set()).add(key)
            published += int(key) if word == "published" else 0
        first += 1000
        last = look(folder, form, accepted, settled, orders)
        assert last >= published, turn
    assert len(accepted) > ROUNDS


def look(folder: Path, form: str, accepted: set[str], settled: set[str], orders: set[str]) -> int:
    """Open what the killed process left; how many publishes the ledger knows."""
    clock = ManualClock()
    store = Store.open(folder, clock, FileKeyStore(folder / "keys") if form == "sealed" else None)
    try:
        assert store.recovered == ()
        ends = Ends(store)
        query = "SELECT id, seq, data FROM outbox"
        rows = store.profile.read(lambda c: c.execute(query).fetchall()).result(5)
        waiting = {row[0] for row in rows}
        confirmed = set(ends.confirmed().result(5))
        assert len(rows) == len(waiting)
        assert len({row[1] for row in rows}) == len(rows)
        assert not waiting & confirmed
        assert accepted <= waiting | confirmed
        assert settled <= confirmed
        assert all(f"k-{json.loads(row[2])['n']}" == row[0] for row in rows)
        assert orders <= OrderRepository(store).load().result(5).keys()
        assert ConsentRepository(store).load().result(5).intact
        assert Ledger(store).verify().result(5)
        assert ends.dead().result(5) == []
        counted = store.profile.read(lambda c: c.execute("SELECT sum(n) FROM usage").fetchone())
        assert counted.result(5)[0] == len(rows)
        assert Outbox(store, ScriptedGateway()).counts().result(5).waiting == len(rows)
        entries = store.profile.read(lambda c: c.execute("SELECT count(*) FROM ledger").fetchone())
        return int(entries.result(5)[0])
    finally:
        store.close()
