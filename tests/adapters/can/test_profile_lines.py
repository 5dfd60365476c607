"""A fault names the line it stands on, and a refused profile leaves what was good untouched."""

import json
import logging
from pathlib import Path

import pytest

from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.core.errors import HabitacleError
from app.core.toml_lines import load_located
from tests.fakes.can import BODY, HEAD, write_profile

SIGNAL = '[[signal]]\npath = "Vehicle.Exterior.LightIntensity"\nbus = "main"\n'


INPUTS = """[[derived]]
path = "Vehicle.Exterior.LightIntensity"
op = "sum"
inputs = [
    "Vehicle.Nope",
]
"""


@pytest.mark.parametrize(
    ("more", "offset"),
    [
        (SIGNAL + 'source = "MOTION.Fuel"\ncolour = 1\n', 4),
        (SIGNAL + 'source = "Fuel"\n', 3),
        (SIGNAL + 'source = "MOTION.Fuel"\nfactor = true\n', 4),
        (SIGNAL + 'source = "MOTION.Nope"\n', 0),
        (SIGNAL + 'source = "MOTION.Fuel"\nunit = "kPa"\n', 0),
        (SIGNAL + 'source = "MOTION.Fuel"\nmap = { 1 = true }\n', 4),
        ('[[message]]\nbus = "main"\nname = "NOPE"\n', 0),
        (INPUTS, 3),
    ],
)
def test_the_line_is_named(tmp_path: Path, more: str, offset: int) -> None:
    with pytest.raises(HabitacleError) as caught:
        load_plan(load_profile(write_profile(tmp_path, BODY + more)), None)
    line = (HEAD + BODY).count("\n") + 1 + offset
    assert f"profile.toml, line {line}: [[" in str(caught.value)


def test_lines_of_tables_and_keys() -> None:
    top = load_located(
        'a = 1\n[b]\nc = """\nd = 1\n"""\n  [[e]]\n  f = 1\n[[e]]\n\nf = 2\n# g = 1\n'
    )
    assert (top.line, top.keys_at["a"]) == (None, 1)
    assert (top["b"].line, top["b"].keys_at["c"]) == (2, 3)
    assert [(t.line, t.keys_at) for t in top["e"]] == [(6, {"f": 7}), (8, {"f": 10})]
    assert top["e"][1] == {"f": 2}


def test_a_refused_profile_leaves_the_plan_cache_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    car, cache = write_profile(tmp_path), tmp_path / "cache"
    plan = load_plan(load_profile(car), cache)
    (file,) = cache.iterdir()
    before = file.read_bytes()
    for body in (BODY + SIGNAL, BODY + SIGNAL + 'source = "MOTION.Nope"\n'):
        write_profile(tmp_path, body)
        with pytest.raises(HabitacleError):
            load_plan(load_profile(car), cache)
        assert [file.read_bytes()] == [path.read_bytes() for path in cache.iterdir()] == [before]
    write_profile(tmp_path)
    with caplog.at_level(logging.WARNING):
        assert load_plan(load_profile(car), cache) == plan
    assert not caplog.records
    assert json.loads(file.read_bytes()) == json.loads(before)
