"""From a language's PO file to the bytes Qt translates with; kept in a cache by content."""

import logging
import zlib
from pathlib import Path

from app.core.errors import HabitacleError
from app.i18n.languages import PSEUDO, SOURCE

_LOG = logging.getLogger(__name__)
_FORMAT = b"1"
"""Part of the cache key: changes when the same PO must give other bytes."""


def load_qm(translations: Path, language: str, cache: Path | None = None) -> bytes:
    """The Qt catalogue of `po/<language>.po`, built unless *cache* has it.

    A file that cannot be read gives the newest good catalogue of the cache, with a warning.
    Raises HabitacleError if there is none. Pseudo-locales are made from the English catalogue.
    """
    path = translations / "po" / f"{SOURCE if language in PSEUDO else language}.po"
    try:
        data = path.read_bytes()
        # Tells editions apart, not forgeries; hashlib would take 3 ms of the first frame.
        digest = f"{len(data):08x}{zlib.crc32(_FORMAT + data):08x}"
        kept = None if cache is None else cache / f"{language}-{digest}.qm"
        if kept is not None and kept.is_file():
            return kept.read_bytes()
        # Most starts find the catalogue in the cache and need none of this.
        from app.i18n.build_qm import build_qm

        qm = build_qm(language, data, path, translations.parent / "assets" / "fonts")
    except (OSError, HabitacleError) as error:
        return _last_good(language, cache, error)
    if kept is not None:
        _keep(kept, language, qm)
    return qm


def _keep(kept: Path, language: str, qm: bytes) -> None:
    """Write *qm* and drop the language's older files; a full disk only costs the next start."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        for old in _cached(kept.parent, language):
            old.unlink()
        part = kept.with_suffix(".part")
        part.write_bytes(qm)
        part.replace(kept)
    except OSError as error:
        _LOG.warning("The catalogue %s could not be kept: %s", kept, error)


def _last_good(language: str, cache: Path | None, error: Exception) -> bytes:
    for kept in _cached(cache, language) if cache is not None else ():
        _LOG.warning("%s The catalogue read before is used.", error)
        return kept.read_bytes()
    raise HabitacleError(f"The language {language} cannot be loaded: {error}") from error


def _cached(cache: Path, language: str) -> list[Path]:
    return sorted(cache.glob(f"{language}-{'[0-9a-f]' * 16}.qm"))
