"""What a screen asks of a car before its profile is loaded, kept from the start before."""

import json
import logging
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app import __version__
from app.adapters.can.cache import keep

if TYPE_CHECKING:
    # Loaded after the first frame; named here for the type checker alone.
    from app.adapters.can.rules import Profile

_CATALOGUE = Path(__file__).resolve().parents[3] / "assets" / "vss" / "catalogue.toml"
_log = logging.getLogger(__name__)


class CarFacts(NamedTuple):
    """The part of a vehicle profile that shows in the first frame.

    `ask_bus` is the bus on which diagnostic requests may be sent, "" if they may not; `has_diag`
    whether the profile speaks of diagnostics at all.
    """

    id: str
    driver_side: str
    has_park: bool
    headlamp_automatic: bool
    buses: tuple[str, ...]
    supported_paths: tuple[str, ...]
    has_diag: bool
    ask_bus: str


def facts_of(profile: "Profile") -> CarFacts:
    """The facts of a loaded *profile*."""
    diag = profile.diag
    return CarFacts(
        id=profile.id,
        driver_side=profile.driver_side,
        has_park=profile.has_park,
        headlamp_automatic=profile.headlamp_automatic,
        buses=tuple(bus.name for bus in profile.buses),
        supported_paths=tuple(sorted(profile.supported_paths)),
        has_diag=diag is not None,
        ask_bus=diag.bus if diag is not None and diag.transmit else "",
    )


def kept_facts(profile_dir: Path, cache_dir: Path) -> CarFacts | None:
    """The facts kept for exactly the profile text that is in *profile_dir* now; None if not."""
    try:
        document = json.loads(_file(profile_dir, cache_dir).read_bytes())
        if document["key"] != _key(profile_dir):
            return None
        facts = document["facts"]
        lists = {name: tuple(facts[name]) for name in ("buses", "supported_paths")}
        return CarFacts(**{**facts, **lists})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        _log.warning("the kept facts of %s are damaged: %s", profile_dir.name, error)
        return None


def keep_facts(profile_dir: Path, cache_dir: Path, facts: CarFacts) -> None:
    """Keep *facts* for the next start; a folder that cannot be written is only a warning."""
    keep(_file(profile_dir, cache_dir), {"key": _key(profile_dir), "facts": facts._asdict()})


def _file(profile_dir: Path, cache_dir: Path) -> Path:
    return cache_dir / f"facts-{profile_dir.resolve().name}.json"


def _key(profile_dir: Path) -> str:
    """Changes with the profile, the catalogue and the program; tells edits apart, not forgeries."""
    texts = ((profile_dir / "profile.toml").read_bytes(), _CATALOGUE.read_bytes())
    return " ".join([__version__, *(f"{len(text)}-{zlib.crc32(text):08x}" for text in texts)])
