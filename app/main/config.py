"""Configuration of the HMI: a TOML file, overridden by the command line."""

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from app.core.errors import HabitacleError
from app.main.channels import FORMS, CanChannel, check_distinct, parse_channel
from app.main.paths import ASSETS

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
    "identity": str,
    "authority": str,
    "broker_profile": str,
}


class DisplaySize(NamedTuple):
    """Window size in device pixels and, when known, the panel's diagonal in inches."""

    width: int = 1920
    height: int = 720
    diagonal_in: float | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """All the HMI knows of its surroundings: a car, a broker, a folder, a display.

    `driver_side` left or right, None as the car's profile says. `identity` is the folder of the
    device's certificates and `authority` the PEM file its broker is checked against, both for
    mqtts only; `broker_profile` names limits that the broker does not announce. `issuer_keys` are
    trusted beside those of the product, with a broker on this machine only.
    """

    vehicle: Path
    data_dir: Path
    broker: str | None = None
    can: Mapping[str, CanChannel] = field(default_factory=dict)
    dbc: tuple[Path, ...] = ()
    display: DisplaySize = field(default_factory=DisplaySize)
    driver_side: str | None = None
    identity: Path | None = None
    authority: Path | None = None
    broker_profile: str = "default"
    issuer_keys: Path | None = None


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
        help=f"bus of the profile = {FORMS}",
    )
    parser.add_argument("--display", metavar="WxH[@IN]", help="such as 1920x720@12.3")


def add_developer(parser: argparse.ArgumentParser) -> None:
    """The option of the commands that open the HMI on a desk."""
    parser.add_argument(
        "--developer",
        action="store_true",
        help="offer the test languages and the page of all vehicle signals",
    )


def add_issuer_keys(parser: argparse.ArgumentParser) -> None:
    """The option by which a desk lets its HMI trust its own cloud."""
    parser.add_argument(
        "--issuer-keys",
        type=Path,
        metavar="FILE",
        help="for a desk: whose signed commands to obey besides; with a broker on this machine",
    )


def add_hands(parser: argparse.ArgumentParser) -> None:
    """The options by which a desk sees and touches its HMI, and sets its clock."""
    parser.add_argument(
        "--hands",
        type=int,
        metavar="FD",
        help="for a desk, with --developer: inherited socket over which to be seen and touched",
    )
    parser.add_argument(
        "--wall", metavar="TIME", help="with --hands: the wall clock at first, ISO 8601 with zone"
    )


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
    can = raw.get("can", {}) | _given_channels(getattr(args, "can", None) or [])
    return Config(
        vehicle=vehicle_dir(raw.get("vehicle", "habitacle-ev")),
        data_dir=Path(raw.get("data_dir", default_data_dir())).expanduser(),
        broker=_broker(raw),
        can=_channels(can),
        dbc=tuple(map(_dbc, raw.get("dbc", []))),
        display=parse_display(raw.get("display", "1920x720")),
        driver_side=_side(raw.get("driver_side")),
        identity=_path(raw.get("identity")),
        authority=_path(raw.get("authority")),
        broker_profile=raw.get("broker_profile", "default"),
        issuer_keys=_issuer_keys(getattr(args, "issuer_keys", None), raw.get("broker")),
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


def parse_display(text: str) -> DisplaySize:
    """`WxH` in device pixels, 600 to 9999 each way, optionally `@` diagonal in inches."""
    match = _DISPLAY.fullmatch(text)
    if not match or min(int(match["w"]), int(match["h"])) < 600:  # noqa: PLR2004  hmi.md 2.1
        raise HabitacleError(f"Display '{text}' is not WxH[@inches], 600 to 9999 pixels.")
    inch = float(match["inch"]) if match["inch"] else None
    return DisplaySize(int(match["w"]), int(match["h"]), inch)


def _read(path: Path) -> dict[str, Any]:
    import tomllib  # not loaded for a start without a file

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


def _given_channels(items: list[str]) -> dict[str, str]:
    """`BUS=CHANNEL` of the command line."""
    given: dict[str, str] = {}
    for item in items:
        bus, separator, channel = item.partition("=")
        if not separator:
            raise HabitacleError(f"--can {item}: expected BUS=CHANNEL; a channel is {FORMS}.")
        if bus in given:
            raise HabitacleError(f"--can names bus '{bus}' twice.")
        given[bus] = channel
    return given


def _channels(texts: Mapping[str, object]) -> dict[str, CanChannel]:
    channels = {bus: parse_channel(bus, text) for bus, text in texts.items()}
    check_distinct(channels)
    return channels


def _dbc(name: object) -> Path:
    if not isinstance(name, str):
        raise HabitacleError(f"'dbc' holds {name!r}; expected names of DBC files.")
    return Path(name).expanduser()


def _broker(raw: Mapping[str, Any]) -> str | None:
    named = [key for key in ("identity", "authority") if raw.get(key) is not None]
    if len(named) == 1:
        raise HabitacleError("The settings 'identity' and 'authority' belong together.")
    url: str | None = raw.get("broker")
    if url is not None:
        from app.adapters.mqtt.address import parse_broker_url  # its package loads the client

        if parse_broker_url(url).tls is not bool(named):
            raise HabitacleError(
                f"Broker '{url}': mqtts needs the settings 'identity' and 'authority', mqtt none."
            )
    return url


def _issuer_keys(path: Path | None, broker: str | None) -> Path | None:
    """*path* once it holds keys; read when it is given, for a car in service has no such file."""
    if path is None:
        return None
    from app.adapters.issuer_keys import check_owned, load_issuer_keys
    from app.adapters.mqtt.address import parse_broker_url

    if broker is None or parse_broker_url(broker).tls:
        raise HabitacleError("--issuer-keys is for a desk: it needs a broker on this machine.")
    check_owned(path)
    load_issuer_keys(path)
    return path


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text).expanduser()


def _side(text: str | None) -> str | None:
    if text not in {None, "left", "right"}:
        raise HabitacleError(f"driver_side is '{text}'; expected left or right.")
    return text
