import pytest

from app.core.strict_json import parse_object


def test_an_object_is_read() -> None:
    assert parse_object('{"é": [1, null, {"a": 1.5}]}'.encode()) == {"é": [1, None, {"a": 1.5}]}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[1]",
        b'"x"',
        b"{",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 1}',
        b'{"a": {"b": 1, "b": 2}}',
        b'{"a": "\xff"}',
        b'{"a":' * 100_000,
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_object(data)
