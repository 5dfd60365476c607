"""Forms in which `habitacle signals` writes its rows."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TextIO

Records = Iterable[Mapping[str, Any]]
COLUMNS = (
    "time",
    "log_time",
    "bus",
    "signal",
    "value",
    "unit",
    "validity",
    "reason",
    "label",
)


def write_jsonl(out: TextIO, records: Records) -> None:
    """One JSON object a line."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
    out.writelines(encode(record) + "\n" for record in records)


def write_csv(out: TextIO, records: Records) -> None:
    """RFC 4180 with a header; null is empty, booleans are `true` and `false`, lists are JSON."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(record[name]) for name in COLUMNS] for record in records)


def _cell(value: object) -> object:
    if isinstance(value, (bool, list, tuple)):
        return json.dumps(value)
    return value


WRITERS: dict[str, Callable[[TextIO, Records], None]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
}
