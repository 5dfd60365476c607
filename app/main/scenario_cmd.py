"""`habitacle scenario`: run, check and list scenario files."""

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from app.core.errors import HabitacleError
from app.emulator.scenario.checking import check
from app.emulator.scenario.expansion import runs_of
from app.emulator.scenario.junit import write_junit
from app.emulator.scenario.model import Run, Scenario
from app.emulator.scenario.reading import load_scenario, load_schema
from app.emulator.scenario.results import Result
from app.emulator.scenario.schema import ScenarioSchema
from app.emulator.scenario.session import perform_all
from app.main.paths import ASSETS

FOLDER = ASSETS / "scenarios"
_OUTPUT = "output.txt"
_SCHEMA = FOLDER / "scenario.schema.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands of `habitacle scenario`."""
    parser.epilog = "Example: habitacle scenario run assets/scenarios/*.toml --junit result.xml"
    commands = parser.add_subparsers(dest="scenario_command", metavar="COMMAND", required=True)
    run_parser = commands.add_parser(
        "run",
        help="run scenarios, each on a desk of its own",
        description="Run scenarios without a window, each on a desk and a data folder of its own.",
        epilog="Example: habitacle scenario run my.toml --shots pictures --language en fr",
    )
    run_parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    run_parser.add_argument("--junit", type=Path, metavar="F", help="write the results for a CI")
    run_parser.add_argument("--shots", type=Path, metavar="DIR", help="where pictures go")
    for look, metavar in (("language", "L"), ("display", "D"), ("theme", "T")):
        text = f"in place of the {look} that the files say"
        run_parser.add_argument(f"--{look}", nargs="+", metavar=metavar, help=text)
    run_parser.add_argument("--repeat", type=_count, default=1, metavar="N", help="each N times")
    run_parser.add_argument("--keep-going", action="store_true", help="go on after a failure")
    check_parser = commands.add_parser(
        "check",
        help="say what is wrong with scenario files",
        description="Check scenario files without running them.",
        epilog="Example: habitacle scenario check my.toml",
    )
    check_parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    commands.add_parser(
        "list",
        help="name the scenarios that come with the product",
        description="Name the scenarios that come with the product.",
        epilog="Example: habitacle scenario list",
    )


def run(args: argparse.Namespace) -> int:
    """Run the subcommand. HabitacleError for a file that cannot be used."""
    schema = load_schema(_SCHEMA)
    if args.scenario_command == "list":
        for scenario in _load(sorted(FOLDER.glob("*.toml")), schema):
            print(f"{scenario.path.stem:32} {scenario.title} ({len(runs_of(scenario, schema))})")
        return 0
    looks = {look: getattr(args, look, None) for look in ("language", "display", "theme")}
    override = {look: chosen for look, chosen in looks.items() if chosen}
    runs = [
        each
        for scenario in _load(args.files, schema)
        for each in runs_of(scenario, schema, override)
    ]
    _check(runs)
    if args.scenario_command == "check":
        print(f"{len(args.files)} files, {len(runs)} runs: all right.")
        return 0
    return _run(args, runs)


def _run(args: argparse.Namespace, runs: Sequence[Run]) -> int:
    from app.main.scenario_stage import DeskStage

    pictures = args.shots or Path(tempfile.mkdtemp(prefix="habitacle-shots-"))
    try:
        pictures.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HabitacleError(f"--shots {pictures}: {error.strerror}.") from error
    _report((), args.junit)
    results: list[Result] = []
    try:
        with _children_apart(pictures / _OUTPUT) as ours:
            perform_all(
                [each for each in runs for _ in range(args.repeat)],
                lambda each, folder: DeskStage(each.given, folder, each.scenario.path.parent),
                pictures.resolve(),
                lambda result: _tell(result, results, ours),
                keep_going=args.keep_going,
            )
    finally:  # what was done before Ctrl-C is told, too
        _sum_up(results, len(runs) * args.repeat, args.junit)
    return 0 if all(each.passed for each in results) else 1


def _report(results: Sequence[Result], junit: Path | None) -> None:
    """Write *results*; before the first run none, so that a wrong place is told at once."""
    if junit is not None:
        try:
            write_junit(results, junit)
        except OSError as error:
            raise HabitacleError(f"--junit {junit}: {error.strerror}.") from error


def _sum_up(results: Sequence[Result], wanted: int, junit: Path | None) -> None:
    _report(results, junit)
    failed = sum(not each.passed for each in results)
    left = wanted - len(results)
    rest = f", {left} not run" if left else ""
    print(f"{len(results) - failed} passed, {failed} failed{rest}.")


@contextlib.contextmanager
def _children_apart(path: Path) -> Iterator[TextIO]:
    """What HMI, broker and car write to stderr goes to *path*; yields our own stderr."""
    sys.stderr.flush()
    kept = os.dup(2)
    with os.fdopen(kept, "w") as ours, path.open("w") as theirs:
        os.dup2(theirs.fileno(), 2)
        try:
            yield ours
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)


def _tell(result: Result, results: list[Result], err: TextIO) -> None:
    results.append(result)
    word = "ok  " if result.passed else "FAIL"
    print(f"{word} {result.seconds:5.1f} s  {result.run.name}", flush=True)
    if result.failure is not None:
        print(result.failure.sentence(result.run.scenario.path), file=err, flush=True)


def _load(files: Sequence[Path], schema: ScenarioSchema) -> list[Scenario]:
    return [load_scenario(path, schema) for path in files]


def _check(runs: Sequence[Run]) -> None:
    from app.main.scenario_words import vocabulary

    known = vocabulary()
    for each in runs:
        check(each, known)


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 on")
    return number
