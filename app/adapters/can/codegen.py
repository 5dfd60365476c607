"""Compiles a list of fields to a function from payload to tuple.

The generated text holds integers and float literals only; names from outside never enter it.
"""

import struct
from collections.abc import Callable, Sequence
from typing import Any

from app.adapters.can.layout import Field

Row = tuple[Any, ...]
Decoder = Callable[[bytes], Row]
Output = tuple[str, Field]
"""Kind and field: `raw` the unsigned bit pattern, `signed` the raw number, `value` the scaled."""

_FLOAT = {16: "<e", 32: "<f", 64: "<d"}


def compile_decoder(outputs: Sequence[Output], size: int) -> Decoder:
    """Decoder of payloads of exactly *size* bytes, values equal to cantools bit for bit.

    Raises ValueError for a field outside the payload or of an impossible form.
    """
    source, helpers = decoder_source(outputs, size)
    namespace: dict[str, Any] = {"__builtins__": {}, "from_bytes": int.from_bytes, **helpers}
    exec(source, namespace)  # noqa: S102  text made of integers and float literals below
    decoder: Decoder = namespace["decode"]
    return decoder


def decoder_source(outputs: Sequence[Output], size: int) -> tuple[str, dict[str, Any]]:
    """The text of the decoder and the helper functions it calls."""
    fields = [(field.big, field.start, field.length) for _, field in outputs]
    names: dict[tuple[bool, int, int], str] = {}
    helpers: dict[str, Any] = {}
    lines: list[str] = []
    results: list[str] = []
    for (kind, field), key in zip(outputs, fields, strict=True):
        _check(field, size)
        text = _extract(field, size)
        if fields.count(key) > 1:
            if key not in names:
                names[key] = f"r{len(names)}"
                lines.append(f"    {names[key]} = {text}")
            text = names[key]
        results.append(_result(kind, field, text, helpers))
    body = "\n".join([*lines, f"    return ({' '.join(results)})"])
    head = [
        f"    {name} = from_bytes(d, '{order}')"
        for name, order in (("b", "big"), ("l", "little"))
        if f"({name} >>" in body
    ]
    return "\n".join(["def decode(d, from_bytes=from_bytes):", *head, body]), helpers


def _check(field: Field, size: int) -> None:
    inside = field.start >= 0 and field.length > 0 and field.last_byte < size
    if not inside or (field.floating and field.length not in _FLOAT):
        raise ValueError("signal does not fit its message")


def _extract(field: Field, size: int) -> str:
    """Text of the unsigned number; short fields come from their bytes, which is fastest."""
    mask = (1 << field.length) - 1
    first, last = field.position // 8, field.last_byte
    span = last - first + 1
    if span > 2:  # noqa: PLR2004  from three bytes on the whole payload is read at once
        return f"({'b' if field.big else 'l'} >> {field.shift(size)} & {mask})"
    down = 8 * (last + 1) - field.position - field.length if field.big else field.start % 8
    number = f"d[{first}]"
    if span > 1:
        number = f"d[{first}] << 8 | d[{last}]" if field.big else f"d[{first}] | d[{last}] << 8"
    if down + field.length == 8 * span:
        return f"({number})" if not down else f"(({number}) >> {down})"
    return f"(({number}) >> {down} & {mask})" if down else f"(({number}) & {mask})"


def _result(kind: str, field: Field, name: str, helpers: dict[str, Any]) -> str:
    if kind == "raw":
        return f"{name},"
    if field.floating:
        helper = f"f{field.length}"
        helpers[helper] = _float_reader(field.length)
        number = f"{helper}({name})"
    elif field.signed:
        half = 1 << field.length - 1
        number = f"(({name} ^ {half}) - {half})"
    else:
        number = name
    if kind == "value":
        if field.scale != 1:
            number += f" * {field.scale!r}"
        if field.offset != 0:
            number += f" + {field.offset!r}"
    return f"{number},"


def _float_reader(length: int) -> Callable[[int], float]:
    unpack = struct.Struct(_FLOAT[length]).unpack

    def read(raw: int) -> float:
        number: float = unpack(raw.to_bytes(length // 8, "little"))[0]
        return number

    return read
