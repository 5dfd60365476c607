import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters.can.plan import COMPILER_VERSION, load_plan
from app.adapters.can.profile import load_profile
from tests.fakes.can import BODY, write_profile

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import sys
from pathlib import Path
from app.adapters.can.plan import COMPILER_VERSION, load_plan
from app.adapters.can.profile import load_profile
plan = load_plan(load_profile(Path(sys.argv[1])), Path(sys.argv[2]))
print(len(plan.messages), sorted({"cantools", "can"} & set(sys.modules)))
"""


def cached(folder: Path) -> Path:
    (file,) = folder.glob("plan-*.json")
    return file


def test_a_hit_is_equal_and_imports_no_can_library(tmp_path: Path) -> None:
    car, cache = write_profile(tmp_path), tmp_path / "cache"
    plan = load_plan(load_profile(car), cache)
    assert load_plan(load_profile(car), cache) == plan
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, car, cache],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"{len(plan.messages)} []"


def test_a_changed_profile_or_dbc_is_compiled_anew(tmp_path: Path) -> None:
    car, cache = write_profile(tmp_path), tmp_path / "cache"
    load_plan(load_profile(car), cache)
    write_profile(tmp_path, BODY.replace("factor = -1", "factor = 2"))
    plan = load_plan(load_profile(car), cache)
    (factor,) = (
        s.linear[0]
        for m in plan.messages
        for v in m.variants
        for s in v.signals
        if s.path == "Vehicle.Acceleration.Longitudinal"
    )
    assert factor == 2
    first = json.loads(cached(cache).read_text())["sha256"]
    (car / "small.dbc").write_text((car / "small.dbc").read_text() + "\n", "utf-8")
    load_plan(load_profile(car), cache)
    assert json.loads(cached(cache).read_text())["sha256"] != first


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", f'{{"version": {COMPILER_VERSION}}}', "half", "plan"]
)
def test_a_damaged_cache_is_rebuilt(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    car, cache = write_profile(tmp_path), tmp_path / "cache"
    plan = load_plan(load_profile(car), cache)
    whole = cached(cache).read_text()
    if damage == "half":
        damage = whole[: len(whole) // 2]
    elif damage == "plan":
        damage = json.dumps({**json.loads(whole), "plan": ["x"]})
    cached(cache).write_text(damage)
    assert load_plan(load_profile(car), cache) == plan
    assert "damaged" in caplog.text
    assert cached(cache).read_text() == whole


def test_a_cache_that_cannot_be_written_is_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    plan = load_plan(load_profile(write_profile(tmp_path)), tmp_path / "file" / "cache")
    assert plan.messages
    assert "cannot be written" in caplog.text
