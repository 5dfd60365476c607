"""Several PIDs in one OBD-II mode 01 answer (SAE J1979: the data bytes of each PID)."""

from collections.abc import Iterator

CURRENT_DATA = 0x41

_BYTES = {
    1: "04 05 06 07 08 09 0A 0B 0D 0E 0F 11 12 13 1C 1D 1E 2C 2D 2E 2F 30 33 45 46 47 48 49 4A 4B"
    " 4C 51 52 5A 5B 5C 5F 61 62",
    2: "02 03 0C 10 14 15 16 17 18 19 1A 1B 1F 21 22 23 31 32 3C 3D 3E 3F 42 43 44 4D 4E 53 54"
    " 55 56 57 58 59 5D 5E 63",
    4: "00 01 20 24 25 26 27 28 29 2A 2B 34 35 36 37 38 39 3A 3B 40 41 4F 50 60 80 A0 A6 C0",
}
_LENGTHS = {int(pid, 16): size for size, pids in _BYTES.items() for pid in pids.split()}


def single_answers(payload: bytes) -> Iterator[bytes]:
    """Mode 01 *payload* as answers of one PID each, `41 PID data`.

    Whole only if every length is known and they fit exactly; otherwise the first PID owns it all.
    """
    parts, start = [], 1
    while start < len(payload):
        size = _LENGTHS.get(payload[start])
        if size is None or start + 1 + size > len(payload):
            yield payload
            return
        parts.append(payload[:1] + payload[start : start + 1 + size])
        start += 1 + size
    yield from parts
