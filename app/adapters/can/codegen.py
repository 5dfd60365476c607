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
    namespace: dict[str, Any] = {"__builtins__": {}, "int": int, **helpers}
    exec(source, namespace)  # noqa: S102  text made of integers and float literals below
    decoder: Decoder = namespace["decode"]
    return decoder


def decoder_source(outputs: Sequence[Output], size: int) -> tuple[str, dict[str, Any]]:
    """The text of the decoder and the helper functions it calls."""
    names: dict[tuple[Any, ...], str] = {}
    helpers: dict[str, Any] = {}
    lines: list[str] = []
    results: list[str] = []
    for kind, field in outputs:
        _check(field, size)
        key = (field.big, field.start, field.length)
        if key not in names:
            names[key] = f"r{len(names)}"
            lines.append(f"    {names[key]} = {_extract(field, size)}")
        results.append(_result(kind, field, names[key], helpers))
    body = "\n".join(lines)
    head = [
        f"    {name} = int.from_bytes(d, '{order}')"
        for name, order in (("b", "big"), ("l", "little"))
        if f"({name} >>" in body
    ]
    text = "\n".join(["def decode(d):", *head, *lines, f"    return ({' '.join(results)})"])
    return text, helpers


def _check(field: Field, size: int) -> None:
    inside = field.start >= 0 and field.length > 0 and field.last_byte < size
    if not inside or (field.floating and field.length not in _FLOAT):
        raise ValueError("signal does not fit its message")


def _extract(field: Field, size: int) -> str:
    mask = (1 << field.length) - 1
    first = field.position // 8
    if first == field.last_byte:
        down = 7 - (field.position + field.length - 1) % 8 if field.big else field.start % 8
        whole = field.length == 8  # noqa: PLR2004  one byte
        return f"d[{first}]" if whole else f"d[{first}] >> {down} & {mask}"
    return f"({'b' if field.big else 'l'} >> {field.shift(size)}) & {mask}"


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
