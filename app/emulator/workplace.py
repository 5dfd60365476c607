"""The emulator's folder: one emulator at a time in it, and what a killed one left is cleaned."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from app.core.errors import HabitacleError


@contextlib.contextmanager
def claimed(data_dir: Path) -> Iterator[Path]:
    """Hold *data_dir* for one emulator; yields the empty folder for sockets and configurations.

    Raises HabitacleError where the folder cannot be written or another emulator holds it. The
    lock is the kernel's, so a killed emulator never keeps it.
    """
    run_dir = data_dir / "run"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(data_dir / "emulator.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise HabitacleError(f"Cannot write to {data_dir}: {error.strerror}.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise HabitacleError(
            f"Another emulator is running in {data_dir}; end it or choose --data-dir."
        ) from error
    try:
        shutil.rmtree(run_dir, ignore_errors=True)
        run_dir.mkdir(mode=0o700)
        yield run_dir
    finally:
        shutil.rmtree(run_dir, ignore_errors=True)
        os.close(handle)
