"""Latin letters in disguise: readable, yet seen not to be the source text."""

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "åßçðéƒĝĥîĵķļḿñöþφŕšţûѵŵχýžÅΒÇÐÉҒĜĤÎĴĶĻḾÑÖÞΦŔŠŢÛѴŴΧÝŽ"
_LETTERS = str.maketrans(_PLAIN, _ACCENTED)


def accented(text: str) -> str:
    """Every letter a-z replaced by one that reads alike; nothing else changes."""
    return text.translate(_LETTERS)
