"""What the mirrors of a database hold: who this device is, its consents, its orders."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from app.adapters.store.chains import Chained, linked, newest_run, sound_chain
from app.adapters.store.crc import crc_of
from app.adapters.store.damaged import read_rows
from app.adapters.store.driver import errors
from app.adapters.store.meta import get_meta, set_meta
from app.adapters.store.mirror import Line
from app.core.canonical import canonical_json, sha256_hex
from app.core.ids import is_device_id
from app.features.consent.domain.record import Record

CONSENT_HEAD = "consent_head"
"""Key in the device's `meta`: number and hash of the profile's last consent record."""
HEAD_DUE = "head_due"
"""Key in a rebuilt profile's `meta`: the head its records had, until the device's is settled."""
_NO_TABLE = "no such table"


class Copy(Protocol):
    """One kind of item that is in a database and in a mirror."""

    name: str

    def newer(self, connection: sqlite3.Connection, n: int) -> list[Line]:
        """Items of the database with numbers above *n*, in order."""

    def damage(self, connection: sqlite3.Connection, lines: Sequence[Line]) -> str | None:
        """Why the database, beside *lines* of its mirror, must be damaged; None if it need not."""

    def restore(
        self,
        connection: sqlite3.Connection,
        lines: Sequence[Line],
        source: sqlite3.Connection | None,
    ) -> int:
        """Put *lines*, and what only the damaged *source* has, into a new database.

        Returns how many items it has then.
        """


OWNER = "owner"
"""Key in `meta` of the number of the car's owner, which numbers the lines of the identity."""


class IdentityCopy:
    """The device id, which also stands in the certificate; a line for each owner of the car."""

    name = "identity"

    def newer(self, connection: sqlite3.Connection, n: int) -> list[Line]:
        """The id in force, once for each change."""
        device, owner = get_meta(connection, "device_id"), owner_number(connection)
        return [] if n >= owner or device is None else [_line(owner, {"device_id": device})]

    def damage(self, connection: sqlite3.Connection, lines: Sequence[Line]) -> str | None:
        """A device does not change its id but with its owner, and then it says so."""
        kept = self._kept(lines)
        if kept is None or lines[-1].n < owner_number(connection):
            return None
        return None if kept == get_meta(connection, "device_id") else "identity"

    def restore(
        self,
        connection: sqlite3.Connection,
        lines: Sequence[Line],
        source: sqlite3.Connection | None,  # noqa: ARG002  salvaged before
    ) -> int:
        """Write the id."""
        kept = self._kept(lines)
        if kept is not None:
            set_meta(connection, "device_id", kept)
            set_meta(connection, OWNER, str(lines[-1].n))
        return int(kept is not None)

    @staticmethod
    def _kept(lines: Sequence[Line]) -> str | None:
        ids = [str(_object(line).get("device_id", "")) for line in lines]
        return ids[-1] if ids and is_device_id(ids[-1]) else None


def owner_number(connection: sqlite3.Connection) -> int:
    """How many owners this car's store has had, this one included."""
    return int(get_meta(connection, OWNER) or 1)


def change_device_id(connection: sqlite3.Connection, device: str) -> None:
    """The car changes hands: from now on it is *device*; in the current transaction."""
    set_meta(connection, OWNER, str(owner_number(connection) + 1))
    set_meta(connection, "device_id", device)


class ConsentCopy:
    """Consent records and, with the first that names it, the text they answer."""

    name = "consents"

    def newer(self, connection: sqlite3.Connection, n: int) -> list[Line]:
        """Records above *n*; a text is repeated where it may be missing in the mirror."""
        rows = connection.execute(
            "SELECT seq, body FROM consent_record WHERE seq>? ORDER BY seq", (n,)
        ).fetchall()
        seen: set[str] = set()
        lines = []
        for seq, body in rows:
            record = json.loads(body)
            sha = str(record.get("notice", {}).get("text_sha256"))
            text = None if sha in seen else _text(connection, sha)
            seen.add(sha)
            lines.append(_line(seq, {"record": record, "text": text}))
        return lines

    def damage(self, connection: sqlite3.Connection, lines: Sequence[Line]) -> str | None:
        """A broken chain, or one that is shorter than its mirror."""
        if not lines:
            return None
        rows = _rows(connection, "SELECT body, hash FROM consent_record ORDER BY seq")
        texts = _rows(connection, "SELECT text_sha256, body FROM notice_text")
        if not sound_chain(rows) or any(sha256_hex(text.encode()) != sha for sha, text in texts):
            return "consent"
        return "commits lost" if len(rows) < max(line.n for line in lines) else None

    def restore(
        self,
        connection: sqlite3.Connection,
        lines: Sequence[Line],
        source: sqlite3.Connection | None,
    ) -> int:
        """Write the newest unbroken run of records."""
        items = [_object(line) for line in lines]
        texts = [item.get("text") for item in items]
        records = [item.get("record") for item in items]
        if source is not None:
            texts += [row[0] for row in read_rows(source, "notice_text", ("body",))]
            records += [_parsed(row[0]) for row in read_rows(source, "consent_record", ("body",))]
        for text in texts:
            _keep_text(connection, text)
        run = newest_run(records)
        head = f"{run[-1]['seq']} {run[-1]['hash']}" if run else "0"
        set_meta(connection, HEAD_DUE, head)
        return _write_chain(connection, linked(run))


class OrderCopy:
    """The newest state of each order."""

    name = "orders"

    def newer(self, connection: sqlite3.Connection, n: int) -> list[Line]:
        """States above *n*."""
        rows = connection.execute(
            "SELECT n, order_id, body FROM purchase WHERE n>? ORDER BY n", (n,)
        )
        return [_line(n, {"order_id": order, "body": body}) for n, order, body in rows]

    def damage(self, connection: sqlite3.Connection, lines: Sequence[Line]) -> str | None:
        """A row with a wrong checksum, or fewer changes than the mirror saw."""
        if not lines:
            return None
        rows = _rows(connection, "SELECT n, order_id, body, crc FROM purchase")
        if any(crc_of(fields) != crc for *fields, crc in rows):
            return "order"
        used = _rows(connection, "SELECT seq FROM sqlite_sequence WHERE name='purchase'")
        return "commits lost" if (used or [(0,)])[0][0] < max(line.n for line in lines) else None

    def restore(
        self,
        connection: sqlite3.Connection,
        lines: Sequence[Line],
        source: sqlite3.Connection | None,  # noqa: ARG002  salvaged before
    ) -> int:
        """Write the last state of each order."""
        for line in lines:
            item = _object(line)
            fields = (line.n, str(item.get("order_id", "")), str(item.get("body", "")))
            connection.execute(
                "INSERT OR REPLACE INTO purchase(n, order_id, body, crc) VALUES(?, ?, ?, ?)",
                (*fields, crc_of(fields)),
            )
        return int(connection.execute("SELECT count(*) FROM purchase").fetchone()[0])


def _keep_text(connection: sqlite3.Connection, body: object) -> None:
    """Keep the shown text whose JSON is *body*, unless it is none."""
    if isinstance(body, str):
        connection.execute(
            "INSERT OR IGNORE INTO notice_text(text_sha256, body) VALUES(?, ?)",
            (sha256_hex(body.encode()), body),
        )


def _write_chain(connection: sqlite3.Connection, links: Sequence[Chained]) -> int:
    """Write sealed *links* into the empty table of consents."""
    for body in links:
        connection.execute(
            "INSERT INTO consent_record(seq, record_id, body, hash) VALUES(?, ?, ?, ?)",
            (body["seq"], Record(body).id, canonical_json(body).decode(), body["hash"]),
        )
    return len(links)


def _text(connection: sqlite3.Connection, sha: str) -> str | None:
    row = connection.execute("SELECT body FROM notice_text WHERE text_sha256=?", (sha,)).fetchone()
    return None if row is None else str(row[0])


def _rows(connection: sqlite3.Connection, query: str) -> list[Any]:
    """The rows; none where the table is still to be made by a later step."""
    try:
        return connection.execute(query).fetchall()
    except errors() as error:
        if _NO_TABLE in str(error):
            return []
        raise


def _line(n: int, item: Mapping[str, Any]) -> Line:
    return Line(n, canonical_json(item))


def _object(line: Line) -> dict[str, Any]:
    body = _parsed(line.data)
    return body if isinstance(body, dict) else {}


def _parsed(text: object) -> object:
    try:
        return json.loads(text) if isinstance(text, (str, bytes)) else None
    except ValueError:
        return None
