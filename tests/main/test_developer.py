"""`--developer` reaches the HMI from every command that opens one."""

from pathlib import Path

import pytest

from app.__main__ import main
from app.core.errors import HabitacleError
from app.main import emulate_cmd, replay_cmd, run_cmd
from app.main.desk import HmiOptions
from tests.main.test_commands import LINE, RUN


@pytest.mark.parametrize("wanted", [True, False])
def test_run_and_replay(wanted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seen: list[object] = []

    def run_window(*_: object, developer: bool) -> int:
        seen.append(developer)
        return 0

    monkeypatch.setattr(run_cmd, "run_window", run_window)
    monkeypatch.setattr(replay_cmd, "run_window", run_window)
    Path("drive.log").write_text(LINE)
    more = ["--developer"] if wanted else []
    assert main([*RUN, *more]) == 0
    words = ["replay", "drive.log", "--vehicle", "habitacle-ev", "--channel", "can0=powertrain"]
    assert main([*words, *more]) == 0
    assert seen == [wanted, wanted]


@pytest.mark.parametrize("wanted", [True, False])
def test_emulate_tells_its_hmi(
    wanted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def desk(_clock: object, options: HmiOptions, *_more: object) -> None:
        seen.append("--developer" in options.arguments)
        raise HabitacleError("far enough")

    monkeypatch.setattr(emulate_cmd, "Desk", desk)
    words = ["emulate", "--headless", "--data-dir", str(tmp_path / "data")]
    assert main([*words, *(["--developer"] if wanted else [])]) == 1
    assert seen == [wanted]
