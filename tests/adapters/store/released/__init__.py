"""Databases as released versions left them: frozen, never regenerated.

`<version>-<file>.sql` is `iterdump()` of a store that this version filled: before a release with
new steps in `schema.py`, add the two files of that version.
"""

import sqlite3
from pathlib import Path

HERE = Path(__file__).parent
RELEASES = sorted({path.name.split("-")[0] for path in HERE.glob("*.sql")})


def rebuild(release: str, folder: Path) -> None:
    """Put the databases of *release* into the new *folder*."""
    folder.mkdir(mode=0o700)
    for path in HERE.glob(f"{release}-*.sql"):
        connection = sqlite3.connect(folder / f"{path.stem.removeprefix(release + '-')}.db")
        connection.executescript(path.read_text("utf-8"))
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
