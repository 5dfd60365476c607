"""`habitacle scenario` on files that it does not have to run."""

from pathlib import Path

import pytest

from app.__main__ import main

GOOD = 'title = "Good"\n[matrix]\ntheme = ["day", "night"]\n[[step]]\nkey = "Tab"\n'


def test_check_says_how_many_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "good.toml"
    path.write_text(GOOD)
    assert main(["scenario", "check", str(path)]) == 0
    assert capsys.readouterr().out == "1 files, 2 runs: all right.\n"


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = 3\nstep = [{ key = 'x' }]", "bad.toml:1: title must be a text in quotes, not 3."),
        (GOOD.replace("key", "kez"), "bad.toml:4: step 1 'kez' is not known; allowed: drive"),
        (GOOD.replace('key = "Tab"', "set.soc = 101"), "bad.toml:4: step 1 (set): The charge"),
        (GOOD.replace("key =", "key"), "bad.toml:5: not TOML: expected '='"),
    ],
)
def test_wrong_input_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, text: str, sentence: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    assert main(["scenario", command, str(path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert told.err.count("\n") == 1


def test_looks_of_the_command_line_are_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "good.toml"
    path.write_text(GOOD)
    assert main(["scenario", "run", str(path), "--theme", "red"]) == 1
    assert "given.theme must be one of auto, day, night, not 'red'." in capsys.readouterr().err
    assert main(["scenario", "run", str(path), "--language", "en", "tlh"]) == 1
    assert "'tlh' is not a language of:" in capsys.readouterr().err


def test_pictures_need_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "good.toml"
    path.write_text(GOOD)
    (tmp_path / "file").touch()
    assert main(["scenario", "run", str(path), "--shots", str(tmp_path / "file/x")]) == 1
    assert "--shots" in capsys.readouterr().err


def test_list_names_every_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("first-drive ") for line in lines)


@pytest.mark.parametrize("words", [[], ["run"], ["run", "x", "--repeat", "0"], ["perform"]])
def test_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["scenario", *words])
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err
