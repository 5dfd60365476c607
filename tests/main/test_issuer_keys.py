"""`run --issuer-keys`: a desk's own signer is obeyed, and nobody else's file."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.__main__ import main
from app.core.errors import HabitacleError
from app.emulator.cloud import desk_signer, pinned_file
from app.main import emulate_cmd, run_cmd
from app.main.config import Config
from app.main.desk import HmiOptions
from tests.main.test_commands import RUN

DESK = ("--broker", "mqtt://127.0.0.1:1")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    desk_signer(tmp_path / "cloud")
    return pinned_file(tmp_path / "cloud")


def refusal(capsys: pytest.CaptureFixture[str], words: Sequence[object]) -> str:
    assert main(["run", *map(str, words)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(".")
    return line


def test_a_desks_keys_reach_the_link(
    keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Config] = []

    def run_window(config: Config, *_: object, **_more: object) -> int:
        seen.append(config)
        return 0

    monkeypatch.setattr(run_cmd, "run_window", run_window)
    words = [*RUN[:3], "--data-dir", str(tmp_path / "hmi"), *DESK]
    assert main([*words, "--issuer-keys", str(keys)]) == 0
    assert main(words) == 0
    assert [config.issuer_keys for config in seen] == [keys, None]


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_is_refused(
    mode: int, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.chmod(mode)
    assert "others can write it" in refusal(capsys, [*DESK, "--issuer-keys", keys])


def test_a_missing_or_faulty_file_is_refused(
    keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "No such file" in refusal(capsys, [*DESK, "--issuer-keys", tmp_path / "none.json"])
    assert "is not a file" in refusal(capsys, [*DESK, "--issuer-keys", tmp_path])
    for text in ("", "[]", '{"schema":"issuer-keys/2","keys":[]}'):
        keys.write_text(text, "utf-8")
        assert "no issuer keys" in refusal(capsys, [*DESK, "--issuer-keys", keys])
    short = {"kid": "a", "issuer": "a", "public": "00" * 31, "types": []}
    keys.write_text(json.dumps({"schema": "issuer-keys/1", "keys": [short]}), "utf-8")
    assert "32 bytes" in refusal(capsys, [*DESK, "--issuer-keys", keys])


def test_a_file_of_another_user_is_refused(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if os.geteuid() != 0:
        pytest.skip("only the administrator can give a file away")
    os.chown(keys, 12345, -1)
    assert "belongs to another user" in refusal(capsys, [*DESK, "--issuer-keys", keys])


def test_only_a_broker_on_this_machine_goes_with_it(
    keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "for a desk" in refusal(capsys, ["--issuer-keys", keys])
    config = tmp_path / "car.toml"
    config.write_text('broker = "mqtts://b.example:8883"\nidentity = "i"\nauthority = "a"\n')
    assert "for a desk" in refusal(capsys, ["--config", config, "--issuer-keys", keys])


def test_the_emulator_keeps_its_key_in_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []

    def desk(_clock: object, _options: HmiOptions, _port: object, keys: Path) -> None:
        seen.append(keys)
        raise HabitacleError("far enough")

    monkeypatch.setattr(emulate_cmd, "Desk", desk)
    assert main(["emulate", "--headless", "--data-dir", str(tmp_path / "data")]) == 1
    assert seen == [tmp_path / "data" / "cloud"]
