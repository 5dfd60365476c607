"""Damaged files are kept apart for a while, never deleted at once."""

import contextlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.adapters.files import sync_folder

QUARANTINE = "quarantine"


def quarantine(data_dir: Path, files: Sequence[Path], reason: str, now: datetime) -> Path:
    """Move *files* to a folder of their own; returns it. OSError."""
    stamp = now.strftime("%Y%m%dT%H%M%S.%fZ")
    folder = data_dir / QUARANTINE / f"{stamp}-{reason.replace(' ', '-')}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in files:
        with contextlib.suppress(FileNotFoundError):
            file.rename(folder / file.name)
    sync_folder(folder)
    sync_folder(data_dir)
    return folder


def sweep_quarantine(data_dir: Path, before: datetime) -> None:
    """Remove what has been in quarantine since *before*. OSError."""
    folder = data_dir / QUARANTINE
    if not folder.is_dir():
        return
    for each in sorted(folder.iterdir()):
        if each.stat().st_mtime < before.timestamp():
            for file in each.iterdir():
                file.unlink()
            each.rmdir()
    if not any(folder.iterdir()):
        folder.rmdir()
