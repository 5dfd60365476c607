"""`python -m app.main.contract_doc`: what is made from the contract, `topics.json` and the page."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.features.sync.contract_files import contract_files
from app.main.contract_reference import reference
from app.main.contract_topics import topics_table
from app.main.paths import ASSETS

FOLDER = ASSETS / "contract"


def made(folder: Path) -> dict[str, str]:
    """Text by file name of all that is made from *folder*; HabitacleError for a bad file."""
    files = contract_files(folder)
    return {"topics.json": _json(topics_table(files)), "REFERENCE.md": reference(files)}


def stale(folder: Path) -> list[str]:
    """Names of the made files that do not say what the contract says now."""
    return [
        name
        for name, text in made(folder).items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files, or with `--check` only say whether they are up to date (1 if not)."""
    parser = argparse.ArgumentParser(
        prog="python -m app.main.contract_doc",
        description="Write topics.json and REFERENCE.md of the contract.",
        epilog="example: python -m app.main.contract_doc --check",
    )
    parser.add_argument("--check", action="store_true", help="change nothing, name what is old")
    args = parser.parse_args(argv)
    names = stale(FOLDER)
    for name in names:
        if args.check:
            print(f"{FOLDER / name} is not up to date.", file=sys.stderr)
        else:
            (FOLDER / name).write_text(made(FOLDER)[name], "utf-8")
            print(FOLDER / name)
    return 1 if args.check and names else 0


def _json(table: Mapping[str, Any]) -> str:
    """One line a field, so that a difference reads well."""
    rows = []
    for row in table["topics"]:
        head = {key: value for key, value in row.items() if key != "fields"}
        fields = ",\n".join(
            f"        {json.dumps(path)}: {json.dumps(field)}"
            for path, field in row["fields"].items()
        )
        text = json.dumps(head)[:-1]
        rows.append(f'    {text},\n      "fields": {{\n{fields}\n      }}\n    }}')
    start = f'{{\n  "schema": {json.dumps(table["schema"])},\n  "source": '
    return (
        f'{start}{json.dumps(table["source"])},\n  "topics": [\n' + ",\n".join(rows) + "\n  ]\n}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
