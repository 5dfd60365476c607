import argparse
from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.main import config as configuration
from app.main.channels import (
    CanChannel,
    SlcanChannel,
    SocketcanChannel,
    SocketcandChannel,
    UnixChannel,
    VirtualChannel,
)
from app.main.config import Config, DisplaySize

CAN = "socketcand:127.0.0.1:29536/can0"


def config(*words: object) -> Config:
    parser = argparse.ArgumentParser()
    configuration.add_arguments(parser)
    return configuration.from_arguments(parser.parse_args([str(word) for word in words]))


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    found = config()
    assert found.vehicle.name == "habitacle-ev"
    assert found.data_dir == Path("/somewhere/habitacle")
    assert (found.broker, found.can, found.dbc) == (None, {}, ())
    assert found.display == DisplaySize(1920, 720, None)
    assert found.driver_side is None


def test_without_a_data_home_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/anna")
    assert config().data_dir == Path("/home/anna/.local/share/habitacle")


def test_the_command_line_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    file.write_text(
        'broker = "mqtt://127.0.0.1:1"\ndata_dir = "/one"\ndriver_side = "right"\n'
        f'dbc = ["a.dbc"]\n[can]\nbody = "socketcan:can1"\npowertrain = "{CAN}"\n',
        "utf-8",
    )
    found = config(
        "--config", file, "--data-dir", "/two", "--can", "body=socketcand:127.0.0.1:7/vcan1"
    )
    assert found.broker == "mqtt://127.0.0.1:1"
    assert found.data_dir == Path("/two")
    assert found.driver_side == "right"
    assert found.dbc == (Path("a.dbc"),)
    assert found.can == {
        "body": SocketcandChannel("127.0.0.1", 7, "vcan1"),
        "powertrain": SocketcandChannel("127.0.0.1", 29536, "can0"),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("vehicle = [", "is not TOML"),
        ("colour = 1", "unknown key 'colour'"),
        ("vehicle = 1", "'vehicle' is not text"),
        ("can = 1", "'can' is not a table"),
        ('dbc = "a.dbc"', "'dbc' is not a list"),
        ("dbc = [5]", "'dbc' holds 5"),
        ('vehicle = ""', "'vehicle' is empty"),
        ('data_dir = ""', "'data_dir' is empty"),
        ('display = "10x10"', "Display '10x10'"),
        ('driver_side = "up"', "driver_side is 'up'"),
        ("[can]\nbody = 5", "CAN channel of bus 'body' is '5'"),
        ("[can]\nbody = {channel = 'can0'}", "CAN channel of bus 'body' is '{"),
        ("[can]\na = 'socketcan:can0'\nb = 'socketcan:can0'", "Buses 'a' and 'b' have the same"),
        ('broker = "http://127.0.0.1"', "Broker URL 'http://127.0.0.1'"),
    ],
)
def test_a_faulty_file_is_refused_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "car.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(HabitacleError) as refusal:
        config("--config", file)
    assert words in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(HabitacleError, match="is not TOML"):
        config("--config", file)
    with pytest.raises(HabitacleError, match="Is a directory"):
        config("--config", tmp_path)
    with pytest.raises(HabitacleError, match="No such file"):
        config("--config", tmp_path / "missing.toml")


@pytest.mark.parametrize(
    "channel",
    [
        "bad",
        "socketcand:127.0.0.1:0/can0",
        "socketcand:127.0.0.1:65536/can0",
        "socketcand:127.0.0.1:1/",
        "socketcand::1/can0",
        "socketcan:",
        "socketcan:can0/1",
        "socketcan:a-name-of-17-bytes",
        "slcan:/dev/ttyACM0",
        "slcan:/dev/ttyACM0@500001",
        "slcan:@500000",
        "unix:/run/can.sock",
        "unix:/run/can.sock#256",
        "unix:#0",
        "virtual:",
        "udp_multicast:239.74.163.2",
        "auto:",
    ],
)
def test_wrong_channels(channel: str) -> None:
    with pytest.raises(HabitacleError, match="expected socketcand:HOST:PORT/CHANNEL"):
        config("--can", f"body={channel}")


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        (CAN, SocketcandChannel("127.0.0.1", 29536, "can0")),
        ("socketcan:can0", SocketcanChannel("can0")),
        ("slcan:/dev/ttyACM0@500000", SlcanChannel("/dev/ttyACM0", 500_000)),
        ("unix:/run/can.sock#2", UnixChannel("/run/can.sock", 2)),
        ("virtual:lab", VirtualChannel("lab")),
    ],
)
def test_channels(text: str, channel: CanChannel) -> None:
    assert config("--can", f"body={text}").can == {"body": channel}


def test_a_channel_as_a_table(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    file.write_text('[can]\nbody = {interface = "socketcan", channel = "can0"}\n', "utf-8")
    assert config("--config", file).can == {"body": SocketcanChannel("can0")}


def test_one_channel_serves_one_bus_and_a_bus_has_one_channel() -> None:
    with pytest.raises(HabitacleError, match="'body' and 'hv' have the same CAN channel"):
        config("--can", f"body={CAN}", "--can", f"hv={CAN}")
    with pytest.raises(HabitacleError, match="names bus 'body' twice"):
        config("--can", f"body={CAN}", "--can", "body=socketcan:can0")
    two = config("--can", "body=unix:/run/can.sock#0", "--can", "hv=unix:/run/can.sock#1")
    assert len(two.can) == 2


def test_a_channel_without_a_bus() -> None:
    with pytest.raises(HabitacleError, match="expected BUS="):
        config("--can", "body")


@pytest.mark.parametrize("name", ["", "nope", "../../etc"])
def test_unknown_vehicles(name: str) -> None:
    with pytest.raises(HabitacleError):
        config("--vehicle", name)


def test_an_unknown_vehicle_is_told_the_known_ones() -> None:
    with pytest.raises(HabitacleError, match=r"known: habitacle-ev, .*toyota-rav4-2017"):
        config("--vehicle", "nope")


@pytest.mark.parametrize(
    "broker", ["", "http://x", "mqtt://10.0.0.1", "mqtt://127.0.0.1:99999", "127.0.0.1:1883"]
)
def test_wrong_brokers_are_refused_before_anything_opens(broker: str) -> None:
    with pytest.raises(HabitacleError):
        config("--broker", broker)


@pytest.mark.parametrize(
    "display", ["", "abc", "599x720", "99999x99999", "1920x720@0", "1920x720@0.5", "1920x720@"]
)
def test_impossible_displays(display: str) -> None:
    with pytest.raises(HabitacleError):
        config("--display", display)


def test_displays() -> None:
    assert configuration.parse_display("1024x600@7") == DisplaySize(1024, 600, 7.0)
    assert configuration.parse_display("600x600") == DisplaySize(600, 600, None)
    assert configuration.parse_display("3840x1100@34.5").diagonal_in == 34.5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('broker = "mqtts://broker.example"', "mqtts needs"),
        ('broker = "mqtt://127.0.0.1:1"\nidentity = "i"\nauthority = "a.pem"', "mqtt none"),
        ('broker = "mqtts://broker.example"\nidentity = "i"', "belong together"),
        ('authority = "a.pem"', "belong together"),
    ],
)
def test_an_encrypted_broker_and_an_identity_need_each_other(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "car.toml"
    file.write_text(text)
    with pytest.raises(HabitacleError, match=words):
        config("--config", file)


def test_a_broker_with_an_identity(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    file.write_text('broker = "mqtts://broker.example"\nidentity = "i"\nauthority = "a.pem"')
    found = config("--config", file)
    assert (found.broker, found.identity) == ("mqtts://broker.example", Path("i"))
