import subprocess
import sys
from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.main.data_dir import usable

ROOT = Path(__file__).resolve().parents[2]


def test_it_is_made_for_its_owner_only(tmp_path: Path) -> None:
    folder = usable(tmp_path / "data")
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert usable(folder) == folder


def test_a_file_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in ("file", "file/below"):
        with pytest.raises(HabitacleError, match="cannot be made"):
            usable(tmp_path / place)


@pytest.mark.parametrize("place", ["", "below"])
def test_without_permission(place: str) -> None:
    if Path("/usr").owner() != "root":
        pytest.skip("needs a folder of another user: /usr does not belong to root")
    script = (
        "import os, sys; from pathlib import Path; from app.main.data_dir import usable;"
        "os.getuid() or os.setuid(65534); usable(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(Path("/usr") / place)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "HabitacleError: The data folder /usr" in done.stderr
