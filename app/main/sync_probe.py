"""`habitacle sync-probe`: a car without a screen, driven by lines of text on any broker."""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from app.adapters.mqtt.address import parse_broker_url
from app.adapters.mqtt.tls import TlsFiles
from app.core.errors import HabitacleError
from app.core.ids import is_device_id
from app.main.sync_probe_car import Options, ProbeCar
from app.main.sync_probe_lines import Lines, Output
from app.main.sync_probe_overlay import load_overlay

_EPILOG = """\
stdin, a line each: DO KEY [TYPE], DUMP, CONSENT GIVE|WITHDRAW PURPOSE RECIPIENT, NET OFF|ON,
CLOCK SECONDS, LEDGER, QUIT. The environment may give MQTT_URL (or MQTT_HOST and MQTT_PORT),
STATE_DIR and VIN (an id, never a real one) instead of --url, --data-dir and --device.

Example: habitacle sync-probe --url mqtt://127.0.0.1:1883 --data-dir /tmp/car-1 --device car-1
"""
_PAD_MAX = 100_000
_SWITCH_S = 0.0005
"""As in the product: a thread that waits for another's turn does not wait long."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    env = os.environ
    parser.add_argument("--url", metavar="U", default=_url(), help="broker (default %(default)s)")
    parser.add_argument("--data-dir", type=Path, metavar="D", default=env.get("STATE_DIR") or None)
    parser.add_argument("--device", metavar="ID", default=env.get("VIN") or None)
    parser.add_argument("--cafile", type=Path, metavar="F", help="authority of an mqtts broker")
    parser.add_argument("--cert", type=Path, metavar="F", help="certificate of the device")
    parser.add_argument("--key", type=Path, metavar="F", help="private key of the device")
    parser.add_argument("--encrypt", action="store_true", help="encrypt the databases")
    parser.add_argument("--pad", type=int, default=200, metavar="N", help="filler bytes, 200")
    parser.add_argument("--events", action="store_true", help="also tell what happens unasked")
    parser.add_argument("--print-contract", action="store_true", help="print the wire, and exit")
    parser.epilog = _EPILOG
    parser.set_defaults(usage_error=parser.error)


def run(args: argparse.Namespace) -> int:
    """Read lines until QUIT or the end of input; 0 then."""
    overlay = load_overlay()
    if args.print_contract:
        print(json.dumps(overlay.wire, separators=(",", ":")))
        return 0
    options = _options(args)
    sys.setswitchinterval(_SWITCH_S)
    output = Output(1)
    car = ProbeCar(options, overlay, output.line, events=args.events)
    lines = Lines(0, output, car)
    restore = [_on(number, lines.quit) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        output.line("READY")
        car.start()
        lines.run()
    finally:
        for undo in restore:
            undo()
        car.close()
    return 0


def _options(args: argparse.Namespace) -> Options:
    if args.data_dir is None or args.device is None:
        args.usage_error("--data-dir (or STATE_DIR) and --device (or VIN) are required")
    if not 0 <= args.pad <= _PAD_MAX:
        args.usage_error(f"--pad takes 0 to {_PAD_MAX}")
    files = (args.cafile, args.cert, args.key)
    if any(files) and not all(files):
        args.usage_error("--cafile, --cert and --key belong together")
    if not is_device_id(args.device):
        raise HabitacleError(
            f"Device '{args.device}' may not stand in topics: letters, digits, - and _, at most 64,"
            " and not shaped like a VIN."
        )
    address = parse_broker_url(args.url)
    if address.tls is not all(files):
        raise HabitacleError("mqtts needs --cafile, --cert and --key; mqtt takes none of them.")
    return Options(
        address=address,
        data_dir=args.data_dir,
        device=args.device,
        tls=TlsFiles(*files) if all(files) else None,
        encrypt=args.encrypt,
        pad=args.pad,
    )


def _url() -> str:
    env = os.environ
    if env.get("MQTT_URL"):
        return env["MQTT_URL"]
    return f"mqtt://{env.get('MQTT_HOST') or '127.0.0.1'}:{env.get('MQTT_PORT') or '1883'}"


def _on(number: signal.Signals, act: Callable[[], None]) -> Callable[[], None]:
    def handle(_number: int, _frame: FrameType | None) -> None:
        act()

    before = signal.signal(number, handle)

    def restore() -> None:
        signal.signal(number, before)

    return restore
