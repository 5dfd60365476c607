"""Files that must survive a power cut, and files that must be gone."""

import contextlib
import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make *folder*, 0700, and what it lies in, unless they are there; its name is durable then.

    Also a name that was there: whoever made it may not have got so far. OSError.
    """
    missing = [each for each in folder.parents if not each.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in reversed([folder, *missing]):
        # A parent that we may not read was made by somebody else, long ago.
        with contextlib.suppress(PermissionError):
            sync_folder(each.parent)


def shred(path: Path) -> None:
    """Overwrite *path* with zeros, sync, remove; no error when there is none.

    Flash may keep old blocks: what must be unreadable is encrypted and loses its key.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, "wb") as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(bytes(min(left, 1 << 20)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def replace_durably(path: Path, data: bytes) -> None:
    """Put *data* under *path*, 0600: the old content or the new, never a mixture. OSError."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
