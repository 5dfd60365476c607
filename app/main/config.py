"""Configuration of the HMI: a TOML file, overridden by the command line."""

import argparse
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.adapters.mqtt.address import parse_broker_url
from app.core.errors import HabitacleError
from app.main.paths import ASSETS

_CHANNEL = re.compile(r"socketcand:(?P<host>[^:/]+):(?P<port>\d{1,5})/(?P<channel>[A-Za-z0-9_-]+)")
_DISPLAY = re.compile(r"(?P<w>\d{3,4})x(?P<h>\d{3,4})(@(?P<inch>[1-9]\d?(\.\d+)?))?")
_WORDS = {str: "text", list: "a list", dict: "a table"}
_KEYS = {
    "vehicle": str,
    "dbc": list,
    "data_dir": str,
    "broker": str,
    "can": dict,
    "display": str,
    "driver_side": str,
}


@dataclass(frozen=True, slots=True)
class CanChannel:
    """Where one bus of the vehicle profile is reached."""

    host: str
    port: int
    channel: str


@dataclass(frozen=True, slots=True)
class DisplaySize:
    """Window size in device pixels and, when known, the panel's diagonal in inches."""

    width: int = 1920
    height: int = 720
    diagonal_in: float | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """All the HMI knows of its surroundings: a car, a broker, a folder, a display."""

    vehicle: Path
    data_dir: Path
    broker: str | None = None
    can: Mapping[str, CanChannel] = field(default_factory=dict)
    dbc: tuple[Path, ...] = ()
    display: DisplaySize = field(default_factory=DisplaySize)
    driver_side: str = "left"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options shared by every command that opens the HMI."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="TOML configuration")
    parser.add_argument("--vehicle", metavar="P", help="vehicle profile: id or folder")
    parser.add_argument("--dbc", action="append", type=Path, metavar="FILE", help="DBC file")
    parser.add_argument("--data-dir", metavar="DIR", help="where the app keeps its data")
    parser.add_argument("--broker", metavar="URL", help="mqtt://host:port; none: stay offline")
    parser.add_argument(
        "--can",
        action="append",
        metavar="BUS=CHANNEL",
        help="bus of the profile = socketcand:HOST:PORT/CHANNEL",
    )
    parser.add_argument("--display", metavar="WxH[@IN]", help="such as 1920x720@12.3")


def from_arguments(args: argparse.Namespace) -> Config:
    """Merge file and command line; HabitacleError names the faulty key."""
    raw = _read(args.config) if args.config else {}
    for key in ("vehicle", "data_dir", "broker", "display"):
        if getattr(args, key, None) is not None:
            raw[key] = getattr(args, key)
        if raw.get(key) == "":
            raise HabitacleError(f"The setting '{key}' is empty.")
    if args.dbc:
        raw["dbc"] = [str(path) for path in args.dbc]
    for item in getattr(args, "can", None) or []:
        bus, separator, channel = item.partition("=")
        if not separator:
            raise HabitacleError(f"--can {item}: expected BUS=socketcand:HOST:PORT/CHANNEL.")
        raw["can"] = {**raw.get("can", {}), bus: channel}
    return Config(
        vehicle=vehicle_dir(raw.get("vehicle", "habitacle-ev")),
        data_dir=Path(raw.get("data_dir", default_data_dir())).expanduser(),
        broker=_broker(raw.get("broker")),
        can={bus: parse_channel(bus, text) for bus, text in raw.get("can", {}).items()},
        dbc=tuple(map(_dbc, raw.get("dbc", []))),
        display=parse_display(raw.get("display", "1920x720")),
        driver_side=_side(raw.get("driver_side", "left")),
    )


def default_data_dir() -> Path:
    """`$XDG_DATA_HOME/habitacle`, by default in the user's home."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "habitacle"


def vehicle_dir(name: str) -> Path:
    """Folder of a profile given by id or by path; HabitacleError if there is none."""
    for folder in (Path(name), ASSETS / "vehicles" / name):
        if name and (folder / "profile.toml").is_file():
            return folder
    known = sorted(path.parent.name for path in (ASSETS / "vehicles").glob("*/profile.toml"))
    raise HabitacleError(f"No vehicle profile '{name}'; known: {', '.join(known)}.")


def parse_channel(bus: str, text: object) -> CanChannel:
    """`socketcand:HOST:PORT/CHANNEL`; HabitacleError otherwise."""
    match = _CHANNEL.fullmatch(str(text))
    if not match or not 0 < int(match["port"]) < 1 << 16:
        raise HabitacleError(
            f"CAN channel of bus '{bus}' is '{text}'; expected socketcand:HOST:PORT/CHANNEL."
        )
    return CanChannel(match["host"], int(match["port"]), match["channel"])


def parse_display(text: str) -> DisplaySize:
    """`WxH` in device pixels, 600 to 9999 each way, optionally `@` diagonal in inches."""
    match = _DISPLAY.fullmatch(text)
    if not match or min(int(match["w"]), int(match["h"])) < 600:  # noqa: PLR2004  hmi.md 2.1
        raise HabitacleError(f"Display '{text}' is not WxH[@inches], 600 to 9999 pixels.")
    inch = float(match["inch"]) if match["inch"] else None
    return DisplaySize(int(match["w"]), int(match["h"]), inch)


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise HabitacleError(f"Configuration {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HabitacleError(f"Configuration {path} is not TOML: {error}.") from error
    for key, value in raw.items():
        if key not in _KEYS:
            raise HabitacleError(f"Configuration {path}: unknown key '{key}'.")
        if not isinstance(value, _KEYS[key]):
            raise HabitacleError(f"Configuration {path}: '{key}' is not {_WORDS[_KEYS[key]]}.")
    return raw


def _dbc(name: object) -> Path:
    if not isinstance(name, str):
        raise HabitacleError(f"'dbc' holds {name!r}; expected names of DBC files.")
    return Path(name).expanduser()


def _broker(url: str | None) -> str | None:
    if url is not None:
        parse_broker_url(url)
    return url


def _side(text: str) -> str:
    if text not in {"left", "right"}:
        raise HabitacleError(f"driver_side is '{text}'; expected left or right.")
    return text
