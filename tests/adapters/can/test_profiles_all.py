"""Every profile of the product loads and says nothing that `doctor` cannot explain."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.core.errors import HabitacleError
from app.main.vehicle_report import slow_gates
from tests.adapters.can.profile_rows import VEHICLES

PROFILES = sorted(path.parent.name for path in VEHICLES.glob("*/profile.toml"))
SLOW_ON_PURPOSE = {
    "toyota-rav4-2017": ["SelectedGear comes every 1020 ms in GEAR_PACKET"],
    "obd2-car": ["Speed comes every 1000 ms in"],
}


_TABLE = (VEHICLES / "README.md").read_text("utf-8").split("\n## ")[1]
LISTED = dict(re.findall(r"\n\| `([a-z0-9-]+)` \| ([^|]+) \|", _TABLE))
"""How many signals the list of the profiles says each has."""


def test_the_list_is_complete() -> None:
    assert {"hyundai-kona-ev", "j1939-truck", "obd2-car", "vw-egolf"} <= set(PROFILES)
    assert sorted(LISTED) == PROFILES


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_loads(name: str, shared_data: Callable[[str], Path]) -> None:
    folders = [path for path in sorted(shared_data("can").iterdir()) if path.is_dir()]
    try:
        profile = load_profile(VEHICLES / name, folders)
    except HabitacleError as error:
        if "name it with --dbc" in str(error):
            pytest.skip(str(error))
        raise
    plan = load_plan(profile, None)
    assert set(plan.order) == profile.supported_paths
    assert LISTED[name] in {str(len(plan.order)), "nearly the whole catalogue"}
    warnings = [text.split("; ")[0] for text in slow_gates(plan)]
    expected = SLOW_ON_PURPOSE.get(name, [])
    assert len(warnings) == len(expected)
    for text in expected:
        assert any(text in warning for warning in warnings), warnings
