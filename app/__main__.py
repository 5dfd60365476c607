"""The `habitacle` command: argument parsing only, every command imported when it is chosen."""

import argparse
import gc
import importlib
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from types import FrameType, ModuleType

from app import __version__
from app.core.errors import HabitacleError

COMMANDS = {
    "run": ("app.main.run_cmd", "the HMI, exactly as in the car"),
    "emulate": ("app.main.emulate_cmd", "the HMI with a simulated car, backend and bench window"),
    "replay": ("app.main.replay_cmd", "the HMI with a recorded CAN log as its only source"),
    "signals": ("app.main.signals_cmd", "decode a CAN log to JSON lines or CSV"),
    "listen": ("app.main.listen_cmd", "print the values of a live car as they change"),
    "scenario": ("app.main.scenario_cmd", "run files that say what a tester does by hand"),
    "i18n": ("app.i18n.cli", "extract, update and check the translation catalogues"),
    "privacy": ("app.main.privacy_cmd", "list what left the car"),
    "sync-probe": ("app.main.sync_probe", "a car without a screen, driven by lines of text"),
    "bench": ("app.main.bench_cmd", "measure start, memory, decoding and CPU share as ratios"),
    "doctor": ("app.main.doctor_cmd", "check this machine and a vehicle profile"),
}


_LASTING = ("run", "emulate", "replay", "listen")
"""Commands that a signal ends with exit code 0, from their first moment on."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 on success, 1 on a refused input, 2 on usage, 130 on Ctrl-C.

    For the commands that run until they are ended Ctrl-C is the usual end: 0.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in words if word in COMMANDS), None)
    if chosen in _LASTING:
        _on_signal(_leave_at_once)
    parser, module = _parser(chosen)
    args = parser.parse_args(words)
    if module is None:
        parser.print_help()
        return 2
    if chosen in _LASTING:
        from app.main.logs import started

        _on_signal(_leave)
        with started(verbose=args.verbose):
            return _guarded(module, args)
    logging.basicConfig(
        level=logging.DEBUG if args.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    return _guarded(module, args)


def _on_signal(handle: Callable[[int, FrameType | None], None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handle)


def _leave_at_once(_number: int, _frame: FrameType | None) -> None:
    # While libraries load nothing is open yet, and an exception could end Qt's import in abort().
    os._exit(0)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _parser(chosen: str | None) -> tuple[argparse.ArgumentParser, ModuleType | None]:
    parser = argparse.ArgumentParser(
        prog="habitacle",
        description="Connected services of a car's head unit.",
        epilog="Example: habitacle emulate --display 1024x600@7",
    )
    parser.add_argument("--version", action="version", version=f"habitacle {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    module = None
    for name, (module_name, summary) in COMMANDS.items():
        sub = commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == chosen:
            gc.disable()  # nothing that loads is garbage
            module = importlib.import_module(module_name)
            gc.enable()
            module.add_arguments(sub)
            sub.add_argument("-v", "--verbose", action="store_true", help="log more; tracebacks")
    return parser, module


def _guarded(module: ModuleType, args: argparse.Namespace) -> int:
    try:
        return int(module.run(args))
    except HabitacleError as error:
        _report(str(error), args.verbose)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has left; say nothing, and keep the interpreter from saying it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  a person gets one sentence; -v shows the rest
        _report(f"internal error: {type(error).__name__}: {error}", args.verbose)
        return 1


def _report(sentence: str, verbose: bool) -> None:
    if verbose:
        traceback.print_exc()
    print(f"habitacle: {sentence}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
