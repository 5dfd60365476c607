"""Qt's compiled catalogue format with CLDR plural rules; `lrelease` gets several wrong."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_LANGUAGE, _HASHES, _MESSAGES, _RULES = 0xA7, 0x42, 0x69, 0x88
_END, _TRANSLATION, _SOURCE, _CONTEXT, _DISAMBIGUATION = 0x01, 0x03, 0x06, 0x07, 0x08
_SIZE = 4


class Message(NamedTuple):
    """One translated message; `forms` has one text, or one a plural category."""

    context: str
    source: str
    disambiguation: str
    forms: Sequence[str]


def elf_hash(data: bytes) -> int:
    """The hash Qt looks messages up by: "Open" is 0x566be."""
    h = 0
    for byte in data:
        h = (h << 4) + byte
        g = h & 0xF0000000
        if g:
            h ^= g >> 24
        h &= ~g
    return h or 1


def write_qm(language: str, rule: bytes, messages: Iterable[Message]) -> bytes:
    """The bytes `QTranslator.loadFromData` takes; *rule* comes from the plural table."""
    body = bytearray()
    hashes: list[tuple[int, int]] = []
    for message in messages:
        source = message.source.encode()
        disambiguation = message.disambiguation.encode()
        hashes.append((elf_hash(source + disambiguation), len(body)))
        for form in message.forms:
            body += _field(_TRANSLATION, form.encode("utf-16-be"))
        body += _field(_DISAMBIGUATION, disambiguation)
        body += _field(_SOURCE, source)
        body += _field(_CONTEXT, message.context.encode())
        body.append(_END)
    table = b"".join(struct.pack(">II", *pair) for pair in sorted(hashes))
    return b"".join(
        (
            _MAGIC,
            _field(_LANGUAGE, language.encode()),
            _field(_HASHES, table),
            _field(_MESSAGES, bytes(body)),
            _field(_RULES, rule),
        )
    )


def read_qm(data: bytes) -> Iterator[Message]:
    """The messages in bytes that `write_qm` made, in the order they were written."""
    body = dict(_fields(data[len(_MAGIC) :]))[_MESSAGES]
    forms: list[str] = []
    texts: dict[int, str] = {}
    for tag, text in _fields(body):
        if tag == _TRANSLATION:
            forms.append(text.decode("utf-16-be"))
        elif tag != _END:
            texts[tag] = text.decode()
        else:
            yield Message(texts[_CONTEXT], texts[_SOURCE], texts[_DISAMBIGUATION], tuple(forms))
            forms, texts = [], {}


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and contents of each field; the end of a message is a tag alone."""
    at = 0
    while at < len(data):
        tag, size = data[at], 0
        at += 1
        if tag != _END:
            size = int.from_bytes(data[at : at + _SIZE])
            at += _SIZE
        yield tag, data[at : at + size]
        at += size


def _field(tag: int, data: bytes) -> bytes:
    return struct.pack(">BI", tag, len(data)) + data
