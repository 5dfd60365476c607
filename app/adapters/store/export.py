"""Everything kept of a driver in one ZIP file: lines of JSON, and a page for people."""

import hashlib
import html
import json
import os
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.adapters.store.places import DEVICE_FILE, PROFILE_FILE
from app.core.errors import HabitacleError

_TABLES: tuple[tuple[str, str, str], ...] = (
    ("consents.jsonl", PROFILE_FILE, "SELECT body FROM consent_record ORDER BY seq"),
    ("receipts/texts.jsonl", PROFILE_FILE, "SELECT body FROM notice_text ORDER BY text_sha256"),
    ("ledger.jsonl", PROFILE_FILE, "SELECT body FROM ledger ORDER BY seq"),
    ("ledger-device.jsonl", DEVICE_FILE, "SELECT body FROM ledger ORDER BY seq"),
    ("orders.jsonl", PROFILE_FILE, "SELECT body FROM purchase ORDER BY n"),
    (
        "maintenance.jsonl",
        PROFILE_FILE,
        (
            "SELECT json_object('key', key, 'kind', kind, 'severity', severity,"
            " 'opened_at', opened_at,"
            " 'closed_at', closed_at, 'params', json(params)) FROM alert ORDER BY opened_at, id"
        ),
    ),
    (
        "waiting.jsonl",
        PROFILE_FILE,
        (
            "SELECT json_object('id', id, 'topic', topic, 'type', type, 'data',"
            " json(CAST(data AS TEXT))) FROM outbox ORDER BY seq"
        ),
    ),
)


def write_export(connections: Mapping[str, sqlite3.Connection], out: Path) -> None:
    """Write the new file *out*, 0600. HabitacleError when it exists or cannot be written."""
    files = {name: _lines(connections[file], query) for name, file, query in _TABLES}
    files["index.html"] = _page(files).encode()
    manifest = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    files["manifest.json"] = json.dumps({"sha256": manifest}, indent=1).encode()
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, content in files.items():
                archive.writestr(name, content)
    except FileExistsError as error:
        raise HabitacleError(f"The file {out} exists already; name a new one.") from error
    except OSError as error:
        raise HabitacleError(f"The file {out} cannot be written: {error.strerror}.") from error


def _lines(connection: sqlite3.Connection, query: str) -> bytes:
    table = query.partition(" FROM ")[2].split()[0]
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name=?", (table,)).fetchone()
    rows: Iterator[Any] = iter(connection.execute(query) if known else ())
    return b"".join(str(body).encode() + b"\n" for (body,) in rows)


def _page(files: Mapping[str, bytes]) -> str:
    parts = []
    for name, content in files.items():
        rows = "".join(
            f"<li><code>{html.escape(line)}</code></li>" for line in content.decode().splitlines()
        )
        parts.append(f"<h2>{html.escape(name)}</h2><ol>{rows}</ol>")
    return f'<!doctype html><meta charset="utf-8"><title>Habitacle</title>{"".join(parts)}'
