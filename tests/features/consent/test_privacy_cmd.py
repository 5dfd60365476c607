"""`habitacle privacy ledger` on good and bad folders."""

import json
import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from app.__main__ import main
from app.adapters.store import Store
from app.adapters.store.ledger_rows import append_entry
from app.core.message import Permission, Verdict
from app.features.consent.domain.ledger import Left
from tests.fakes.car import ManualClock


@pytest.fixture
def folder(tmp_path: Path, clock: ManualClock) -> Path:
    """One birth and two records have left; the app is stopped."""
    store = Store.open(tmp_path, clock)
    allowed = Permission(Verdict.SEND, lawful_basis="C", categories=("alert", "odometer"))
    for database, topic in (
        (store.device, "up/state"),
        (store.profile, "up/maintenance/one"),
        (store.profile, "up/maintenance/two"),
    ):
        clock.advance(1)
        left = Left(f"v1/hu-1/{topic}", "P3", "garage-demo", b"{}")
        entering = partial(append_entry, left=left, permission=allowed, now=clock.utc())
        database.write(entering).result(5)
    store.close()
    return tmp_path


def ledger(*args: str) -> int:
    return main(["privacy", "ledger", *args])


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def refused(capsys: pytest.CaptureFixture[str], args: Sequence[str], words: str) -> str:
    assert ledger(*args) == 1
    out, err = capsys.readouterr()
    assert words in err
    assert err.count("\n") == 1
    return out


def test_json_lines_newest_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(folder)
    assert ledger("--data-dir", str(folder), "--format", "jsonl") == 0
    out, err = capsys.readouterr()
    entries = [json.loads(line) for line in out.splitlines()]
    assert [entry["topic"].rpartition("/")[2] for entry in entries] == ["two", "one", "state"]
    assert entries[0]["categories"] == ["alert", "odometer"]
    assert err == ""
    assert files(folder) == before


def test_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ledger("--data-dir", str(folder)) == 0
    head, first, *_, last = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["time", "(UTC)"]
    assert first.startswith("2026-11-24T17:42:03.000Z  P3")
    assert "alert, odometer" in first
    assert last.endswith("v1/hu-1/up/state")


def test_nothing_has_left(
    tmp_path: Path, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    Store.open(tmp_path, clock).close()
    assert ledger("--data-dir", str(tmp_path)) == 0
    assert capsys.readouterr().out == "Nothing has left the car.\n"


def test_after_a_power_cut_the_last_entry_is_there(
    tmp_path: Path, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store.open(tmp_path / "live", clock)
    try:
        left = Left("v1/hu-1/up/state", "P1", "manufacturer", b"{}")
        allowed = Permission(Verdict.SEND)
        store.device.write(lambda c: append_entry(c, left, allowed, clock.utc())).result(5)
        (tmp_path / "cut").mkdir()
        for name, content in files(tmp_path / "live").items():
            (tmp_path / "cut" / name).write_bytes(content)
    finally:
        store.close()
    assert ledger("--data-dir", str(tmp_path / "cut"), "--format", "jsonl") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_missing_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(capsys, ["--data-dir", str(tmp_path / "none")], "There is no data folder")


def test_a_folder_of_something_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(capsys, ["--data-dir", str(tmp_path)], "holds no data of Habitacle")
    assert list(tmp_path.iterdir()) == []


def test_while_the_app_runs(
    folder: Path, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store.open(folder, clock)
    try:
        refused(capsys, ["--data-dir", str(folder)], "is running")
    finally:
        store.close()


def test_a_cut_ledger_is_shown_and_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = sqlite3.connect(folder / "p-1.db")
    connection.execute("DELETE FROM ledger WHERE seq=2")
    connection.commit()
    connection.close()
    out = refused(capsys, ["--data-dir", str(folder), "--format", "jsonl"], "p-1.db was changed")
    assert len(out.splitlines()) == 2


def test_a_file_that_is_no_database(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "device.db").write_bytes(b"x" * 200)
    refused(capsys, ["--data-dir", str(folder)], "is not a database")


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as usage:
        main(["privacy"])
    assert usage.value.code == 2
    with pytest.raises(SystemExit) as usage:
        ledger("--format", "xml")
    assert usage.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("instead", ["nothing", "folder"])
def test_a_missing_file_is_not_an_empty_ledger(
    folder: Path, capsys: pytest.CaptureFixture[str], instead: str
) -> None:
    (folder / "p-1.db").unlink()
    if instead == "folder":
        (folder / "p-1.db").mkdir()
    assert refused(capsys, ["--data-dir", str(folder)], "The file p-1.db is missing") == ""
