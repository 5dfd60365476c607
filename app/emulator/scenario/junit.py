"""JUnit XML of a whole session: a suite for each file, a test case for each run."""

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.emulator.scenario.results import Result


def write_junit(results: Sequence[Result], path: Path) -> None:
    """Write *path*; OSError when it cannot be."""
    root = ET.Element("testsuites", _totals(results), name="scenarios")
    for file, group in itertools.groupby(results, key=lambda result: result.run.scenario.path):
        each = list(group)
        suite = ET.SubElement(root, "testsuite", {"name": file.stem, **_totals(each)})
        for result in each:
            _case(suite, result)
    ET.indent(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _case(suite: ET.Element, result: Result) -> None:
    scenario = result.run.scenario
    case = ET.SubElement(
        suite,
        "testcase",
        name=_legal(result.run.name),
        classname=f"scenarios.{scenario.path.stem}",
        file=str(scenario.path),
        time=f"{result.seconds:.3f}",
    )
    failure = result.failure
    if failure is not None:
        text = _legal(failure.sentence(scenario.path))
        node = ET.SubElement(case, "failure", message=text, type="expectation")
        node.text = "\n".join([text, *map(_legal, failure.log)])
    if result.pictures:
        # The form in which CI servers find attachments of a test case.
        lines = (f"[[ATTACHMENT|{picture.resolve()}]]" for picture in result.pictures)
        ET.SubElement(case, "system-out").text = "\n".join(lines)


def _totals(results: Sequence[Result]) -> dict[str, str]:
    return {
        "tests": str(len(results)),
        "failures": str(sum(not each.passed for each in results)),
        "errors": "0",
        "skipped": "0",
        "time": f"{sum(each.seconds for each in results):.3f}",
    }


def _legal(text: str) -> str:
    """Without the control characters that XML does not allow."""
    return "".join(_printable(text))


def _printable(text: str) -> Iterable[str]:
    return (
        c if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff") else "\ufffd" for c in text
    )
