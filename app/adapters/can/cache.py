"""What is kept between starts to make the next one quicker; always possible to build anew."""

import json
import logging
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)


def keep(file: Path, document: Any) -> None:
    """Write *document* as JSON, whole or not at all; a place that takes none is only a warning."""
    new = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(document, separators=(",", ":")), "utf-8")
        new.replace(file)
    except OSError as error:
        _log.warning("cache %s cannot be written: %s", file, error.strerror)
