"""A trace where a command takes a CAN log."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def trace_as_log(args: argparse.Namespace) -> Iterator[None]:
    """While it lasts, `log`, `vehicle` and `channel` of *args* stand for the trace `log` names.

    What the arguments say wins over the trace; anything but a trace is left as it is.
    HabitacleError for a trace that is damaged.
    """
    from app.emulator.trace.bundle import is_bundle, opened

    if not is_bundle(args.log):
        yield
        return
    with opened(args.log) as bundle:
        args.log = bundle.can_log
        if not (args.vehicle or args.dbc):
            args.vehicle = bundle.manifest.profile
        if args.vehicle:
            own = [f"{bus}={bus}" for bus in bundle.manifest.buses]
            args.channel = [*own, *(args.channel or [])]
        yield
