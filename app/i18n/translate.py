"""Messages written in Python (`view.py` and Qt code only; QML has `qsTr`)."""

import re

from PySide6.QtCore import QCoreApplication

_PLACE = re.compile(r"%([1-9])")


def place(template: str, values: tuple[str, ...]) -> str:
    """*template* with `%1`-`%9` replaced in one pass; a place without a value stays as it is."""

    def value(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        return values[index] if index < len(values) else match[0]

    return _PLACE.sub(value, template)


def tr(context: str, source: str, *args: object, n: int | None = None, dis: str = "") -> str:
    """The text of *source* in the language in force, `%n` and `%1`-`%9` filled in.

    *context*, *source* and *dis* (what tells two equal sources apart) are string literals, or
    extraction refuses the call. *n* is a whole number >= 0. Numbers in *args* are formatted by
    the caller (`Fmt`). A comment above the call explains the text: `#: …`, `#~ max 24`.
    """
    text = QCoreApplication.translate(context, source, dis or None, -1 if n is None else n)
    return place(text, tuple(map(str, args)))


def tr_data(context: str, source: str) -> str:
    """The text of a *source* that comes from a data file, in the language in force.

    For the messages `data_messages.py` extracts from `assets`; everything else is `tr`'s.
    """
    return QCoreApplication.translate(context, source)
