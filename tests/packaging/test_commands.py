"""Every command explains itself and refuses what it does not know."""

import pytest

from app.__main__ import COMMANDS, main


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert f"xample: habitacle {command}" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_option_is_a_usage_error(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([command, "--no-such-option"])
    assert end.value.code == 2
    assert "usage: habitacle" in capsys.readouterr().err
