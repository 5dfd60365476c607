"""What is kept of a profile between starts, and when it is not believed."""

import json
from pathlib import Path

import pytest

from app.adapters.can.facts import CarFacts, facts_of, keep_facts, kept_facts
from app.adapters.can.profile import load_profile
from app.main.config import vehicle_dir
from tests.fakes.can import BODY, write_profile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_profile(tmp_path, BODY)


@pytest.fixture
def facts(folder: Path, tmp_path: Path) -> CarFacts:
    """Kept in `cache`."""
    facts = facts_of(load_profile(folder))
    keep_facts(folder, tmp_path / "cache", facts)
    return facts


def test_facts_come_back(folder: Path, facts: CarFacts, tmp_path: Path) -> None:
    assert kept_facts(folder, tmp_path / "cache") == facts
    assert kept_facts(folder, tmp_path / "elsewhere") is None


def test_an_edited_profile_is_read_again(folder: Path, facts: CarFacts, tmp_path: Path) -> None:
    file = folder / "profile.toml"
    text = file.read_text("utf-8")
    file.write_text(text + "\n# one line more\n", "utf-8")
    assert kept_facts(folder, tmp_path / "cache") is None
    file.write_text(text, "utf-8")
    assert kept_facts(folder, tmp_path / "cache") == facts
    file.unlink()
    assert kept_facts(folder, tmp_path / "cache") is None


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"key": 1}', "wrong field"])
def test_a_damaged_file_is_not_believed(
    folder: Path, facts: CarFacts, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "cache" / f"facts-{facts.id}.json"
    document = json.loads(file.read_text("utf-8"))
    document["facts"]["colour"] = document["facts"].pop("has_park")
    file.write_text(json.dumps(document) if damage == "wrong field" else damage, "utf-8")
    assert kept_facts(folder, tmp_path / "cache") is None
    assert "damaged" in caplog.text or "key" in damage


def test_a_folder_that_cannot_be_written_is_a_warning(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file", "utf-8")
    keep_facts(folder, tmp_path / "cache", facts_of(load_profile(folder)))
    assert "cannot be written" in caplog.text


def test_who_may_be_asked() -> None:
    ours = facts_of(load_profile(vehicle_dir("habitacle-ev")))
    assert (ours.has_diag, ours.ask_bus) == (True, "powertrain")
    assert "Vehicle.Speed" in ours.supported_paths
