"""packaging/test: every step runs, a failure is counted, the table names it."""

from pathlib import Path

import pytest

from tests.packaging.scripts import call, program, small_project

STEPS = ["format", "lint", "types", "imports", "qml", "words", "tests"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The script with a set-up and tools that only say that they ran."""
    root = small_project(tmp_path, "")
    program(root / "packaging/setup", 'echo "setup $*"')
    for tool in ("ruff", "mypy", "lint-imports", "habitacle", "python"):
        program(root / ".venv/bin" / tool, f'echo "{tool} $*"')
    return root


def table(output: str) -> dict[str, str]:
    lines = output.partition("== summary\n")[2].splitlines()
    return {line.split()[0]: line.split()[1] for line in lines}


def test_all_steps_succeed(root: Path) -> None:
    result = call(root / "packaging/test")
    assert result.returncode == 0
    assert result.stdout.startswith("setup --dev\n")
    assert table(result.stdout) == dict.fromkeys(STEPS, "ok")
    assert "python -m pytest" in result.stdout


def test_a_failure_does_not_stop_the_rest(root: Path) -> None:
    program(root / ".venv/bin/mypy", "exit 1")
    program(root / ".venv/bin/python", "exit 5")
    result = call(root / "packaging/test")
    assert result.returncode == 1
    failed = {"types", "qml", "tests"}
    assert table(result.stdout) == {step: "FAILED" if step in failed else "ok" for step in STEPS}


def test_words_fail_when_a_catalogue_is_out_of_date(root: Path) -> None:
    program(root / ".venv/bin/habitacle", '[ "$2" != extract ]')
    assert table(call(root / "packaging/test", "words").stdout) == {"words": "FAILED"}


def test_chosen_steps_only(root: Path) -> None:
    result = call(root / "packaging/test", "lint", "types")
    assert table(result.stdout) == {"lint": "ok", "types": "ok"}


def test_no_step_runs_without_a_setup(root: Path) -> None:
    program(root / "packaging/setup", "exit 1")
    result = call(root / "packaging/test")
    assert result.returncode == 1
    assert "==" not in result.stdout


def test_ci_runs_the_same(root: Path) -> None:
    script = Path(__file__).resolve().parents[2] / ".ci/run"
    program(root / "packaging/test", 'echo "packaging/test $#"')
    (root / ".ci").mkdir()
    copy = root / ".ci/run"
    copy.write_bytes(script.read_bytes())
    copy.chmod(0o755)
    assert call(copy).stdout == "packaging/test 0\n"
