import logging
import os
from pathlib import Path

import pytest

from app.adapters.preferences import PreferenceFile
from app.features.profile.domain import Preferences

CHOSEN = Preferences("day", "fr", "Zoë", reduced_motion=True, large_text=True)


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "new" / "preferences.json"
    assert PreferenceFile(path).load() == Preferences()
    PreferenceFile(path).save(CHOSEN)
    assert PreferenceFile(path).load() == CHOSEN
    assert [entry.name for entry in path.parent.iterdir()] == ["preferences.json"]


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"\xff\xfe", b'{"theme": "dusk"}', b'{"language": 3}']
)
def test_a_damaged_file_means_defaults_and_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes
) -> None:
    path = tmp_path / "preferences.json"
    path.write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        assert PreferenceFile(path).load() == Preferences()
    assert len(caplog.records) == 1
    PreferenceFile(path).save(CHOSEN)
    assert PreferenceFile(path).load() == CHOSEN


def test_a_file_that_cannot_be_written_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        PreferenceFile(tmp_path / "file" / "preferences.json").save(CHOSEN)
    assert "cannot be saved" in caplog.text


def test_an_interrupted_save_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "preferences.json"
    PreferenceFile(path).save(CHOSEN)

    def cut(*_args: object, **_kwargs: object) -> None:
        raise OSError("no power")

    monkeypatch.setattr(os, "fsync", cut)
    PreferenceFile(path).save(Preferences())
    monkeypatch.undo()
    assert PreferenceFile(path).load() == CHOSEN
