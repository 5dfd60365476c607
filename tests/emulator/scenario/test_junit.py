"""The results as a CI reads them."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from app.emulator.scenario.junit import write_junit
from app.emulator.scenario.results import Failure, Result
from tests.emulator.scenario.conftest import MakeRuns

TEXT = 'title = "Two"\n[matrix]\ntheme = ["day", "night"]\n[[step]]\nkey = "Tab"\n'


def test_one_case_for_each_run(runs: MakeRuns, tmp_path: Path) -> None:
    day, night = runs(TEXT)
    picture = tmp_path / "x.png"
    bad = Failure(night.steps[0], "expected <a> & '\x07'", picture, ("state",), ("error \x00",))
    results = [Result(day, 1.5), Result(night, 2.25, (picture,), bad)]
    path = tmp_path / "out/junit.xml"
    write_junit(results, path)
    root = ET.parse(path).getroot()  # noqa: S314  our own file
    (suite,) = root.findall("testsuite")
    totals = {"tests": "2", "failures": "1", "errors": "0", "skipped": "0", "time": "3.750"}
    assert {key: root.get(key) for key in totals} == totals
    assert (suite.get("name"), suite.get("failures")) == ("my", "1")
    first, second = suite.findall("testcase")
    assert (first.get("name"), first.get("time")) == ("Two [theme day]", "1.500")
    assert (first.find("failure"), first.find("system-out")) == (None, None)
    told = second.find("failure")
    assert told is not None
    assert told.get("message") == (
        f"my.toml:4: step 1 (key): expected <a> & '\ufffd'; picture {picture}; last messages: state"
    )
    assert "error \ufffd" in str(told.text)
    assert second.findtext("system-out") == f"[[ATTACHMENT|{picture}]]"


def test_a_place_that_cannot_be_written(runs: MakeRuns, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        write_junit([Result(runs(TEXT)[0], 1.0)], tmp_path / "file/junit.xml")
