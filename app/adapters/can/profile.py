"""Reads a vehicle profile folder: `profile.toml` and where its DBC files are."""

import hashlib
import os
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.adapters.can.dbc_file import file_sha256
from app.adapters.can.derived_rules import read_derived
from app.adapters.can.diag_model import IsoTpRule
from app.adapters.can.diag_rules import read_diag, read_isotp, read_transmits
from app.adapters.can.profile_rules import read_message, read_signal
from app.adapters.can.rules import BusRule, Profile
from app.adapters.can.tables import Table
from app.core.catalogue import parse_catalogue, parse_jump_rules
from app.core.errors import HabitacleError
from app.core.toml_lines import LocatedTable, load_located

SCHEMA = "vehicle-profile/1"
CATALOGUE = Path(__file__).resolve().parents[3] / "assets" / "vss" / "catalogue.toml"
DBC_PATH_VARIABLE = "HABITACLE_DBC_PATH"
DEFAULT_SILENCE_MS = 1000
LAST_ID = 0x1FFFFFFF

_ID = re.compile(r"[a-z0-9-]{1,64}")


def load_profile(profile_dir: Path, dbc: Sequence[Path] = ()) -> Profile:
    """Read and check the profile in *profile_dir*; neither cantools nor can is imported.

    *dbc* are DBC files or folders looked at first; then the profile's folder, its `search` list
    and `HABITACLE_DBC_PATH`. HabitacleError names file, key and reason; any fault refuses all.
    """
    if (missing := next((path for path in dbc if not path.exists()), None)) is not None:
        raise HabitacleError(f"DBC file {missing}: No such file or directory.")
    file = profile_dir / "profile.toml"
    text, data = _read(file)
    catalogue_text = CATALOGUE.read_text("utf-8")
    catalogue = parse_catalogue(catalogue_text)
    top = Table(file, "profile", data)
    profile_id, version = _head(top, profile_dir), top.take("version", str)
    search = [*dbc, profile_dir, *_search_folders(profile_dir, top.strings("search"))]
    vehicle = top.table("vehicle")
    if vehicle is None:
        raise top.fault("[vehicle] is missing")
    facts = _vehicle(vehicle)
    buses = tuple(_bus(file, raw, search) for raw in top.tables("bus"))
    real = _names(top, buses)
    isotp = tuple(
        read_isotp(file, raw, real, lambda table, name: _find_dbc(table, name, search))
        for raw in top.tables("isotp")
    )
    names = real | _isotp_names(top, isotp)
    messages = tuple(read_message(file, raw, names) for raw in top.tables("message"))
    signals = tuple(read_signal(file, raw, names, catalogue) for raw in top.tables("signal"))
    derived = tuple(read_derived(file, raw, names, catalogue) for raw in top.tables("derived"))
    diag, transmits = read_diag(file, top, real, catalogue), read_transmits(file, top, real)
    top.done()
    hashes = [file_sha256(path) for path in _dbc_files(buses, isotp)]
    digest = hashlib.sha256("\n".join([text, catalogue_text, *hashes]).encode())
    return Profile(
        file=file,
        id=profile_id,
        version=version,
        buses=buses,
        messages=messages,
        signals=signals,
        derived=derived,
        catalogue=catalogue,
        jumps=parse_jump_rules(catalogue_text),
        sha256=digest.hexdigest(),
        isotp=isotp,
        diag=diag,
        transmits=transmits,
        **facts,
    )


def _read(file: Path) -> tuple[str, LocatedTable]:
    try:
        text = file.read_text("utf-8")
        return text, load_located(text)
    except OSError as error:
        raise HabitacleError(f"{file}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HabitacleError(f"{file} is not TOML: {error}.") from error


def _head(top: Table, profile_dir: Path) -> str:
    top.choice("schema", (SCHEMA,))
    top.choice("vss", ("6.0",))
    identifier = top.take("id", str)
    if not _ID.fullmatch(identifier):
        raise top.fault("'id' may hold a-z, 0-9 and '-', 64 at most")
    if identifier != profile_dir.resolve().name:
        raise top.fault(f"'id' is '{identifier}', not the folder's name")
    return identifier


def _vehicle(table: Table) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "powertrain": table.choice("powertrain", ("combustion", "hybrid", "electric")),
        "driver_side": table.choice("driver_side", ("left", "right")),
        "has_park": table.take("has_park", bool),
        "time_gap": table.choice("time_gap", ("headway", "ttc", "none"), "none"),
        "height_mm": table.positive("height_mm"),
        "width_mm": table.positive("width_mm"),
        "headlamp_automatic": table.take("headlamp_automatic", bool, default=False),
    }
    try:
        facts["vin_ids"] = tuple(int(item, 0) for item in table.strings("vin_ids"))
    except ValueError as error:
        raise table.fault("'vin_ids' is not a list of strings such as \"0x6B4\"") from error
    if not all(0 <= item <= LAST_ID for item in facts["vin_ids"]):
        raise table.fault("'vin_ids' holds a number that is no identifier", "vin_ids")
    table.done()
    return facts


def _bus(file: Path, raw: object, search: Sequence[Path]) -> BusRule:
    table = Table(file, "[[bus]]", raw)
    name = table.take("name", str)
    table.place = f"[[bus]] {name}"
    if table.peek("dbc") is None:
        raise table.fault("'dbc' is missing; [] for a bus with diagnostics only")
    files = table.strings("dbc")
    rule = BusRule(
        name=name,
        dbc=tuple(_find_dbc(table, item, search) for item in files),
        channels=table.strings("channels"),
        silence_ms=table.positive("silence_ms") or DEFAULT_SILENCE_MS,
        fd=table.take("fd", bool, default=False),
        j1939=table.take("j1939", bool, default=False),
        line=table.line,
    )
    table.done()
    return rule


def _names(top: Table, buses: Sequence[BusRule]) -> frozenset[str]:
    names = [bus.name for bus in buses]
    labels = [label for bus in buses for label in bus.channels]
    if not names:
        raise top.fault("no [[bus]]")
    for item in (*names, *labels):
        if names.count(item) > 1 or labels.count(item) > 1:
            raise top.fault(f"bus name or channel '{item}' is used twice")
    return frozenset(names)


def _dbc_files(buses: Sequence[BusRule], isotp: Sequence[IsoTpRule]) -> list[Path]:
    groups = [bus.dbc for bus in buses] + [rule.dbc for rule in isotp]
    return [path for group in groups for path in group]


def _isotp_names(top: Table, isotp: Sequence[IsoTpRule]) -> frozenset[str]:
    names = [rule.name for rule in isotp]
    if double := next((name for name in names if names.count(name) > 1), None):
        raise top.fault(f"two [[isotp]] are called '{double}'")
    return frozenset(names)


def _search_folders(profile_dir: Path, search: Sequence[str]) -> list[Path]:
    folders = [profile_dir / Path(item).expanduser() for item in search]
    folders += [Path(p) for p in os.environ.get(DBC_PATH_VARIABLE, "").split(os.pathsep) if p]
    return folders


def _find_dbc(table: Table, name: str, search: Sequence[Path]) -> Path:
    for place in search:
        if place.is_file() and place.name == Path(name).name:
            return place
        if (place / name).is_file():
            return place / name
    looked = ", ".join(str(place) for place in search)
    raise HabitacleError(
        f"{table.file}: {table.place}: DBC file '{name}' is not in {looked}; name it with --dbc."
    )
