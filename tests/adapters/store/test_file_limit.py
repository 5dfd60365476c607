"""The kernel refuses to let a file grow: real I/O errors, then the limit goes."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import resource, signal, sys
from pathlib import Path
from app.adapters.clock import SystemClock
from app.adapters.keystore import FileKeyStore
from app.adapters.store import Outbox, Store
from app.core.errors import StorageError
from app.core.message import Outgoing
from tests.fakes.consents import ScriptedGateway

folder, sealed = Path(sys.argv[1]), sys.argv[2] == "sealed"
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(folder, SystemClock(), FileKeyStore(folder / "keys") if sealed else None)
outbox = Outbox(store, ScriptedGateway())
accepted = []

def add(count):
    refused = set()
    for _ in range(count):
        n = len(accepted)
        act = Outgoing("up/order/cpo", "order.stop", "P7", "cpo", 1, {"n": n, "x": "y" * 500})
        try:
            accepted.append(store.profile.write(lambda c: outbox.add(c, act)).result(9))
        except StorageError as error:
            refused.add(error.code)
    return refused

assert add(5) == set()
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
size = (folder / "p-1.db-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10_000, hard))
assert add(100) == {"io_error"}
assert outbox.counts().result(9).waiting == len(accepted) < 105
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
store.look_after().result(9)
assert store.storage == "ok", store.storage
assert add(5) == set()
assert {each.id for each in outbox.dispatch(1000).result(9)} == set(accepted)
store.close()
again = Store.open(folder, SystemClock(), FileKeyStore(folder / "keys") if sealed else None)
assert again.recovered == ()
assert Outbox(again, ScriptedGateway()).counts().result(9).waiting == len(accepted)
again.close()
print("good")
"""


@pytest.mark.parametrize("form", ["plain", "sealed"])
def test_it_goes_on_when_the_limit_is_gone(tmp_path: Path, form: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "data"), form],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "good\n", done.stderr
