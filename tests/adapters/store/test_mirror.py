"""Lines beside the database: torn ones are dropped, the others still count."""

import errno
import os
from pathlib import Path

import pytest

from app.adapters.keystore import FileKeyStore
from app.adapters.store.mirror import Line, Mirror, Plain, form_line


def lines(*numbers: int) -> list[Line]:
    return [Line(n, f"item {n}".encode()) for n in numbers]


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    made = Mirror(tmp_path / "p-1.consents", Plain())
    made.read()
    return made


def test_the_worked_example() -> None:
    assert form_line(17, b"sealed-bytes") == b"e811e8b9 17 c2VhbGVkLWJ5dGVz\n"


def test_lines_come_back(mirror: Mirror) -> None:
    mirror.append(lines(1, 2))
    mirror.append(lines(3))
    again = Mirror(mirror.path, Plain())
    assert again.read() == lines(1, 2, 3)
    assert (again.head, again.whole, again.size) == (3, True, mirror.path.stat().st_size)


def test_a_torn_end_is_dropped(mirror: Mirror) -> None:
    mirror.append(lines(1, 2))
    for cut in range(1, len(form_line(2, b"item 2"))):
        content = form_line(1, b"item 1") + form_line(2, b"item 2")
        mirror.path.write_bytes(content[:-cut])
        again = Mirror(mirror.path, Plain())
        assert again.read() == lines(1), cut
        assert not again.whole


def test_lines_after_a_torn_one_count(mirror: Mirror) -> None:
    mirror.append(lines(1, 2, 3))
    content = bytearray(mirror.path.read_bytes())
    content[len(form_line(1, b"item 1")) + 12] ^= 4
    mirror.path.write_bytes(content)
    assert mirror.read() == lines(1, 3)
    assert (mirror.head, mirror.whole) == (3, False)


def test_no_flipped_bit_gives_a_wrong_line(mirror: Mirror) -> None:
    mirror.append(lines(1, 2))
    good = mirror.path.read_bytes()
    for bit in range(len(good) * 8):
        content = bytearray(good)
        content[bit // 8] ^= 1 << bit % 8
        mirror.path.write_bytes(content)
        found = mirror.read()
        assert all(line in lines(1, 2) for line in found), bit


def test_rewriting_replaces_all(mirror: Mirror) -> None:
    mirror.append(lines(1, 2, 3))
    mirror.rewrite(lines(2))
    assert mirror.read() == lines(2)
    mirror.append(lines(4))
    assert mirror.read() == lines(2, 4)
    assert [path.name for path in mirror.path.parent.iterdir()] == ["p-1.consents"]


@pytest.mark.parametrize("call", ["pwrite", "fsync"])
def test_an_append_that_fails_leaves_nothing(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    mirror.append(lines(1))
    real = os.pwrite

    def fail(descriptor: int, data: bytes = b"", offset: int = 0) -> int:
        if data:
            real(descriptor, bytes(data)[:5], offset)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(OSError, match="No space"):
            mirror.append(lines(2))
    assert mirror.read() == lines(1)
    mirror.append(lines(2))
    assert mirror.read() == lines(1, 2)


def test_sealed_lines_need_their_key(tmp_path: Path) -> None:
    class Sealed:
        def __init__(self, folder: str) -> None:
            self.keys = FileKeyStore(tmp_path / folder)

        def seal(self, data: bytes) -> bytes:
            return self.keys.seal("p-1", data)

        def unseal(self, sealed: bytes) -> bytes:
            return self.keys.unseal("p-1", sealed)

    mirror = Mirror(tmp_path / "m", Sealed("keys"))
    mirror.read()
    mirror.append(lines(1))
    assert mirror.read() == lines(1)
    other = Mirror(tmp_path / "m", Sealed("others"))
    assert other.read() == []
    assert not other.whole
