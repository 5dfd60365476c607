from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.can.filters import kernel_filters
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.slcan import SlcanSource
from app.adapters.can.socketcan import SocketcanSource
from app.adapters.can.socketcand import SocketcandSource
from app.adapters.can.unix_source import UnixSource
from app.adapters.can.virtual import VirtualSource
from app.core.errors import HabitacleError
from app.main.can_sources import live_sources
from app.main.car_link import live_car
from app.main.channels import parse_channel
from app.main.config import Config
from tests.fakes.can import BODY, HEAD, write_profile
from tests.fakes.can_links import KernelSocket
from tests.fakes.car import ManualClock

BUSES = ("main", "a", "b", "c", "d", "e")


def head() -> str:
    """The small car's head with further buses, the last of them CAN FD."""
    extra = "".join(f'[[bus]]\nname = "{bus}"\ndbc = ["small.dbc"]\n' for bus in BUSES[1:])
    return HEAD + extra + "fd = true\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_profile(tmp_path, BODY, head())


def test_every_kind_of_channel(folder: Path) -> None:
    plan = load_plan(load_profile(folder), None)
    texts = {
        "main": "socketcan:can0",
        "a": "socketcand:127.0.0.1:7/can0",
        "b": "slcan:/dev/ttyACM0@500000",
        "c": "unix:/run/can.sock#0",
        "d": "unix:/run/can.sock#1",
        "e": "virtual:lab",
    }
    channels = {bus: parse_channel(bus, text) for bus, text in texts.items()}
    sources = live_sources(channels, plan, ManualClock())
    kinds = [SocketcanSource, SocketcandSource, SlcanSource, UnixSource, UnixSource, VirtualSource]
    assert [type(source) for source in sources.values()] == kinds
    assert sources["c"] is sources["d"]


@pytest.mark.parametrize(("bus", "fd"), [("main", False), ("e", True)])
def test_filters_and_fd_come_from_the_profile(folder: Path, bus: str, fd: bool) -> None:
    plan = load_plan(load_profile(folder), None)
    source = live_sources({bus: parse_channel(bus, "socketcan:can7")}, plan, ManualClock())[bus]
    assert isinstance(source, SocketcanSource)
    kernel = KernelSocket()
    source.connect = kernel.connect
    source.open()
    assert kernel.asked == [("can7", kernel_filters(plan, bus), fd)]
    source.close()
    kernel.end()


def test_a_bus_the_profile_lacks_and_no_bus_at_all(folder: Path, tmp_path: Path) -> None:
    channel = parse_channel("x", "socketcan:can0")
    with pytest.raises(HabitacleError, match="has no bus 'x'; it has a, b, c, d, e, main"):
        live_car(Config(folder, tmp_path, can={"x": channel}), ManualClock())
    with pytest.raises(HabitacleError, match="No CAN channel is configured for small-car"):
        live_car(Config(folder, tmp_path), ManualClock())


def test_a_known_car_is_loaded_when_it_is_asked_for(folder: Path, tmp_path: Path) -> None:
    config = Config(folder, tmp_path / "data", can={"main": parse_channel("main", "virtual:lab")})
    first, second = (live_car(config, ManualClock()) for _ in range(2))
    assert second.facts == first.facts
    assert second.load().plan == first.load().plan
    with pytest.raises(HabitacleError, match="has no bus 'x'"):
        live_car(replace(config, can={"x": parse_channel("x", "virtual:lab")}), ManualClock())


def test_a_known_car_with_a_fault_is_refused_when_loaded(folder: Path, tmp_path: Path) -> None:
    config = Config(folder, tmp_path / "data", can={"main": parse_channel("main", "virtual:lab")})
    live_car(config, ManualClock())
    (folder / "small.dbc").unlink()
    car = live_car(config, ManualClock())
    with pytest.raises(HabitacleError, match=r"DBC file 'small\.dbc' is not in"):
        car.load()


def test_a_profile_edited_during_the_start_is_refused_once(folder: Path, tmp_path: Path) -> None:
    config = Config(folder, tmp_path / "data", can={"main": parse_channel("main", "virtual:lab")})
    live_car(config, ManualClock())
    car = live_car(config, ManualClock())
    file = folder / "profile.toml"
    file.write_text(file.read_text("utf-8").replace('"left"', '"right"'), "utf-8")
    with pytest.raises(HabitacleError, match="was changed during the start; start again"):
        car.load()
    again = live_car(config, ManualClock())
    assert again.facts.driver_side == "right"
    assert again.load().profile.driver_side == "right"


def test_a_faulty_edit_is_refused_at_once(folder: Path, tmp_path: Path) -> None:
    config = Config(folder, tmp_path / "data", can={"main": parse_channel("main", "virtual:lab")})
    live_car(config, ManualClock())
    (folder / "profile.toml").write_text("colour = 1\n", "utf-8")
    with pytest.raises(HabitacleError, match=r"profile\.toml"):
        live_car(config, ManualClock())
