"""`habitacle doctor`: what this machine and a vehicle profile bring, and what they lack."""

import argparse
import os
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from app import __version__
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.core.errors import HabitacleError
from app.emulator.broker import find_mosquitto
from app.main.config import default_data_dir, vehicle_dir
from app.main.data_dir import usable
from app.main.store_report import engines, store_report
from app.main.vehicle_report import report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--vehicle", default="habitacle-ev", metavar="P", help="profile to check")
    parser.add_argument("--dbc", action="append", type=Path, metavar="FILE", help="DBC file")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="folder to check")
    parser.add_argument(
        "--broker", metavar="URL", default=os.environ.get("MQTT_URL"), help="broker to try out"
    )
    parser.epilog = "example: habitacle doctor --vehicle habitacle-ev"


def run(args: argparse.Namespace) -> int:
    """Print one line a finding; HabitacleError names the first thing that cannot be used."""
    for name, value in _machine():
        print(f"{name:12} {value}")
    folder = usable((args.data_dir or default_data_dir()).expanduser())
    print(f"{'data folder':12} {folder}")
    for name, value in store_report(folder):
        print(f"{name:12} {value}")
    if args.broker:
        _try_broker(args.broker)
    profile = load_profile(vehicle_dir(args.vehicle), args.dbc or [])
    for name, value in report(profile, load_plan(profile, None)):
        print(f"{name:12} {value}")
    return 0


def _try_broker(url: str) -> None:
    """One line a feature; HabitacleError when the product could not work with it."""
    from app.adapters.mqtt.address import parse_broker_url
    from app.adapters.mqtt.feature_check import check_features

    lacking = []
    for feature in check_features(parse_broker_url(url)):
        print(f"{'broker':12} {feature.name}: {feature.detail or 'yes'}")
        lacking += [] if feature.there else [feature.name]
    if lacking:
        raise HabitacleError(f"The broker {url} lacks: {', '.join(lacking)}.")


def _machine() -> Iterator[tuple[str, str]]:
    yield "habitacle", __version__
    yield "python", platform.python_version()
    yield "qt", version("PySide6-Essentials")
    yield from engines()
    yield "broker", find_mosquitto() or "embedded (mosquitto is not installed)"
