from collections.abc import Callable
from pathlib import Path

import pytest

from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from tests.fakes.can import write_profile

ASSETS = Path(__file__).resolve().parents[3] / "assets"
RAV4 = "can/toyota_rav4_2017_comma2k19"


@pytest.fixture
def small_plan(tmp_path: Path) -> Plan:
    return load_plan(load_profile(write_profile(tmp_path)), None)


@pytest.fixture
def rav4_log(shared_data: Callable[[str], Path]) -> Path:
    return shared_data(f"{RAV4}/drive_10s_can0.log")


@pytest.fixture
def rav4_dbc(shared_data: Callable[[str], Path]) -> Path:
    return shared_data(f"{RAV4}/toyota_new_mc_pt_generated.dbc")


@pytest.fixture
def rav4_plan(rav4_dbc: Path) -> Plan:
    return load_plan(load_profile(ASSETS / "vehicles" / "toyota-rav4-2017", [rav4_dbc]), None)
