"""`habitacle run`: the HMI, exactly as in the car."""

import argparse

from app.adapters.clock import SystemClock
from app.main import config as configuration
from app.main import logs
from app.main.car_link import live_car
from app.main.data_dir import usable
from app.main.window_app import run_window


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    configuration.add_arguments(parser)
    configuration.add_developer(parser)
    configuration.add_issuer_keys(parser)
    configuration.add_hands(parser)
    parser.epilog = (
        "example: habitacle run --vehicle habitacle-ev --broker mqtt://127.0.0.1:1883\n"
        "           --can powertrain=socketcand:127.0.0.1:29536/can0"
    )


def run(args: argparse.Namespace) -> int:
    """Open the HMI; 0 once its window is closed."""
    config = configuration.from_arguments(args)
    if args.hands is not None or args.wall is not None:
        from app.main.hands_run import run_with_hands

        return run_with_hands(args, config)
    logs.keep_in(usable(config.data_dir))
    clock = SystemClock()
    return run_window(config, live_car(config, clock), clock, developer=args.developer)
