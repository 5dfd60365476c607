"""Reads the contract's folder."""

import json
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError
from app.features.sync.domain.contract import Contract, parse_contract

_PATTERNS = ("asyncapi.json", "channels/*.json", "schemas/*.json")


def load_contract(folder: Path) -> Contract:
    """The contract in *folder* (`assets/contract`); HabitacleError names what is wrong."""
    return parse_contract(contract_files(folder))


def contract_files(folder: Path) -> dict[str, Any]:
    """The parsed files of *folder* by their path in it; HabitacleError names a bad one."""
    files = {}
    for pattern in _PATTERNS:
        for path in sorted(folder.glob(pattern)):
            try:
                files[path.relative_to(folder).as_posix()] = json.loads(path.read_text("utf-8"))
            except (OSError, ValueError) as error:
                raise HabitacleError(f"{path}: cannot be read as JSON.") from error
    if "asyncapi.json" not in files:
        raise HabitacleError(f"The contract in {folder} cannot be used: no asyncapi.json.")
    return files
