"""packaging/setup and packaging/run: idempotent, quick, and plain about what they may not do."""

import os
import re
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.packaging.scripts import PACKAGING, call, program, small_project

ABSENT = "run libabsent.so.9 libabsent9\nrun libc.so.6 libc6\ndev absent-broker absent-broker\n"
# What the scripts call; apt-get, sudo and id are left out or replaced.
TOOLS = ("bash", "env", "dirname", "cat", "flock", "sha256sum", "rm", "mv", "chmod")
PROOFS = ("prove-clean-root", "prove-socketcan")


def contents(folder: Path) -> dict[str, int]:
    """Every file with the time of its last change."""
    return {str(path): path.lstat().st_mtime_ns for path in folder.rglob("*")}


@pytest.fixture
def unprivileged(tmp_path: Path) -> Path:
    """A PATH of a user who is not root and has no sudo."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    python = sys._base_executable  # type: ignore[attr-defined]
    program(folder / "python3", f'exec "{python}" "$@"')
    program(folder / "id", "echo 1000")
    return folder


def test_a_second_run_does_nothing_and_says_nothing(project: Path) -> None:
    before = contents(project)
    begin = time.monotonic()
    result = call(project / "packaging/setup")
    took = time.monotonic() - begin
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert contents(project) == before
    assert took < 1


def test_run_hands_its_arguments_on(project: Path) -> None:
    result = call(project / "packaging/run", "--scenario", "two words", "--headless")
    assert result.stdout == "emulate|--scenario|two words|--headless\n"
    assert result.returncode == 0


def test_a_new_dependency_list_is_installed(project: Path) -> None:
    with (project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert "installing the Python packages" in call(project / "packaging/setup").stderr
    assert call(project / "packaging/setup").stderr == ""


def test_development_tools_satisfy_a_plain_setup(project: Path) -> None:
    (project / ".venv/.setup-run").unlink(missing_ok=True)
    assert "installing the Python packages" in call(project / "packaging/setup", "--dev").stderr
    assert call(project / "packaging/setup").stderr == ""


def test_a_broken_environment_is_made_anew(project: Path) -> None:
    python = project / ".venv/bin/python"
    python.unlink()
    assert "making .venv" in call(project / "packaging/setup").stderr
    assert python.exists()


@pytest.mark.parametrize(
    ("words", "packages"), [([], "libabsent9"), (["--dev"], "libabsent9 absent-broker")]
)
def test_without_rights_one_line_says_what_to_run(
    tmp_path: Path, unprivileged: Path, words: list[str], packages: str
) -> None:
    root = small_project(tmp_path, ABSENT)
    program(unprivileged / "apt-get", "echo apt-get was called; exit 99")
    result = call(root / "packaging/setup", *words, PATH=str(unprivileged))
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == (
        "packaging/setup: an administrator has to run: "
        f"sudo apt-get install --no-install-recommends -y {packages}\n"
    )
    assert not (root / ".venv").exists()


def test_without_apt_one_line_names_the_packages(tmp_path: Path, unprivileged: Path) -> None:
    root = small_project(tmp_path, ABSENT)
    result = call(root / "packaging/setup", PATH=str(unprivileged))
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "libabsent9" in result.stderr


def test_sudo_is_used_where_it_asks_no_password(tmp_path: Path, unprivileged: Path) -> None:
    root = small_project(tmp_path, ABSENT)
    log = tmp_path / "calls"
    program(unprivileged / "apt-get", "exit 0")
    program(unprivileged / "sudo", f'printf "%s " "$@" >>{log}')
    result = call(root / "packaging/setup", PATH=str(unprivileged))
    assert result.returncode == 1
    assert "still missing after the installation: libabsent9" in result.stderr
    assert f"-n {root}/packaging/apt-install libabsent9 " in log.read_text("utf-8")


def test_a_failed_installation_shows_what_apt_said(tmp_path: Path, unprivileged: Path) -> None:
    root = small_project(tmp_path, ABSENT)
    program(unprivileged / "id", "echo 0")
    program(unprivileged / "apt-get", "echo E: no such package; exit 100")
    result = call(root / "packaging/setup", PATH=str(unprivileged))
    assert result.returncode == 1
    assert "E: no such package" in result.stderr


def test_an_old_python_is_refused(tmp_path: Path, unprivileged: Path) -> None:
    root = small_project(tmp_path, ABSENT)
    program(unprivileged / "id", "echo 0")
    program(unprivileged / "python3", "exit 1")
    program(unprivileged / "apt-get", "exit 0")
    result = call(root / "packaging/setup", PATH=str(unprivileged))
    assert result.returncode == 1
    assert "needs CPython 3.11 or newer" in result.stderr


@pytest.mark.parametrize("before", ["#!/bin/sh\nexit 0\n", None])
@pytest.mark.parametrize("end", [0, 100])
def test_no_service_starts_during_an_installation(
    tmp_path: Path, unprivileged: Path, before: str | None, end: int
) -> None:
    policy, log = tmp_path / "policy-rc.d", tmp_path / "calls"
    if before:
        policy.write_text(before, "utf-8")
    for tool in ("update-rc.d", "systemctl"):
        program(unprivileged / tool, f'echo "{tool} $*" >>{log}')
    program(
        unprivileged / "apt-get",
        f"""[ "$1" = update ] && exit
        {policy} mosquitto start; echo "policy $?" >>{log}
        printf '#!/bin/sh' >{unprivileged}/mosquitto; chmod +x {unprivileged}/mosquitto
        exit {end}""",
    )
    script = PACKAGING / "apt-install"
    result = call(script, "mosquitto", PATH=str(unprivileged), POLICY_RC_D=str(policy))
    assert result.returncode == end
    said = log.read_text("utf-8").splitlines()
    assert said[0] == "policy 101"
    disabled = ["update-rc.d mosquitto disable", "systemctl disable --quiet mosquitto.service"]
    assert said[1:] == ([] if end else disabled)
    assert (policy.read_text("utf-8") if policy.exists() else None) == before


@pytest.mark.parametrize("script", ["setup", "test", *PROOFS])
def test_help_has_an_example_and_does_nothing(tmp_path: Path, script: str) -> None:
    root = small_project(tmp_path, ABSENT)
    result = call(root / "packaging" / script, "--help")
    assert result.returncode == 0
    assert "Example: " in result.stdout
    assert not (root / ".venv").exists()


@pytest.mark.parametrize("script", ["setup", "test"])
def test_an_unknown_word_is_a_usage_error(tmp_path: Path, script: str) -> None:
    root = small_project(tmp_path, ABSENT)
    result = call(root / "packaging" / script, "--unknown")
    assert result.returncode == 2
    assert "Usage: " in result.stderr


def test_the_list_names_each_package_once() -> None:
    text = (PACKAGING / "system-packages.txt").read_text("utf-8")
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    assert all(len(row) == 3 and row[0] in {"run", "dev"} for row in rows)
    assert len({row[2] for row in rows}) == len(rows) > 30


def test_the_scripts_name_no_host() -> None:
    for path in PACKAGING.iterdir():
        if path.is_file():
            hosts = re.findall(r"https?://([^/\s'\"]+)", path.read_text("utf-8"))
            assert hosts == [], path


def test_scripts_may_be_executed() -> None:
    for name in ("run", "test", "setup", "apt-install", *PROOFS, "../.ci/run"):
        assert os.access(PACKAGING / name, os.X_OK), name
