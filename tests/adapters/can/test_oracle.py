"""cantools is the judge of every decoded number."""

import math
import random
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import cantools
import pytest

from app.adapters.can.codegen import compile_decoder
from app.adapters.can.dbc import DbcMessage, load_dbc, read_dbc_text
from app.adapters.can.dbc_decoder import MessageDecoder, message_decoders
from app.adapters.can.dbc_repair import repair
from app.adapters.can.dbc_writer import clean_text
from app.adapters.can.frame import frame_key
from app.adapters.can.layout import Field
from app.adapters.can.logs.reader import LogReader

FOLDERS = {
    "css_nissan_leaf_uds": 3,
    "css_obd2_gps_drive": 2,
    "css_truck_j1939": 1,
    "hyundai_kona_ev_2019_2021": 2,
    "opendbc_selection": 8,
    "toyota_rav4_2017_comma2k19": 1,
    "vw_egolf_ovms": 1,
}
"""Folders of the test data and the DBC files they hold."""
KONA = "hyundai_kona_ev_2019_2021"
DRIVE = "css_obd2_gps_drive"
RECORDED = (
    (f"{KONA}/221217-1-2021-pcan-bcan-no-key.csv", f"{KONA}/pcan_cantools.dbc", 8248),
    (f"{KONA}/221217-1-2021-pcan-bcan-no-key.csv", f"{KONA}/bcan_cantools.dbc", 1602),
    (f"{DRIVE}/00000002-60FE415D.log.gz", f"{DRIVE}/canmod-gps.dbc", 60_000),
    (f"{DRIVE}/00000002-60FE415D.log.gz", f"{DRIVE}/OBD-v4.4.dbc", 7267),
    ("vw_egolf_ovms/kcan-synthetic.crtd", "vw_egolf_ovms/vwegolf.dbc", 5),
)


def same(ours: object, theirs: object) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float) and math.isnan(theirs):
        return math.isnan(ours)
    return ours == theirs


def select(message: DbcMessage, name: str, data: bytes, chance: random.Random) -> bytes:
    """*data* with the multiplexers set so that signal *name* is present."""
    signal = message.signals[name]
    if signal.selector is None:
        return data
    field = message.signals[signal.selector].field
    order: Literal["big", "little"] = "big" if field.big else "little"
    mask, shift = (1 << field.length) - 1, field.shift(message.length)
    whole = int.from_bytes(data, order) & ~(mask << shift)
    whole |= chance.choice(signal.selector_values) << shift
    return select(message, signal.selector, whole.to_bytes(message.length, order), chance)


def payloads(message: DbcMessage, chance: random.Random) -> Iterator[bytes]:
    for _ in range(8):
        yield chance.randbytes(message.length)
    for name, signal in message.signals.items():
        if signal.selector is not None:
            yield select(message, name, chance.randbytes(message.length), chance)


def one_by_one(message: Any, data: bytes) -> dict[str, object]:
    """cantools cannot decode messages whose signals overlap: ask it for one signal at a time."""
    values: dict[str, object] = {}
    for signal in message.signals:
        alone = cantools.database.Message(
            message.frame_id, message.name, message.length, [signal], strict=False
        )
        values.update(alone.decode(data, decode_choices=False))  # type: ignore[arg-type]
    return values


def judges_of(path: Path) -> dict[tuple[int, bool], Any]:
    """cantools' own messages of the file, mended where cantools could not decode them."""
    repaired = repair(read_dbc_text(path))
    text, replaced = clean_text(repaired.messages)
    assert not replaced
    mended: Any = cantools.database.load_string(text, database_format="dbc", strict=False)
    judges = {(m.frame_id, m.is_extended_frame): m for m in mended.messages}
    try:
        untouched: Any = cantools.database.load_file(path, strict=False)
    except cantools.database.errors.Error:
        return judges
    for message in untouched.messages:
        key = (message.frame_id, message.is_extended_frame)
        if len(judges[key].signals) == len(message.signals):
            judges[key] = message
    return judges


def compare(decoder: MessageDecoder, judge: Any, data: bytes) -> int:
    """How many values of *data* are equal; all must be."""
    try:
        expected = judge.decode(data, decode_choices=False)
    except cantools.database.errors.DecodeError:
        if decoder.unknown_selector(data):
            return 0
        expected = one_by_one(judge, data)
    found = dict(decoder.decode(data))
    wrong = [n for n, v in found.items() if not same(v, expected[n])]
    assert not wrong, (decoder.message.name, data.hex())
    assert set(found) == set(expected)
    return len(found)


@pytest.mark.parametrize("folder", FOLDERS)
def test_random_payloads(folder: str, shared_data: Callable[[str], Path]) -> None:
    paths = sorted(shared_data(f"can/{folder}").glob("*.dbc"))
    assert len(paths) == FOLDERS[folder]
    chance = random.Random(2026)  # noqa: S311  repeatable test data
    for path in paths:
        judges, messages = judges_of(path), load_dbc(path)
        assert len(judges) == len(messages)
        for decoder in message_decoders(messages).values():
            message = decoder.message
            judge = judges[message.can_id, message.extended]
            compared = sum(compare(decoder, judge, data) for data in payloads(message, chance))
            assert compared or not message.signals


def test_no_dbc_of_the_test_data_is_forgotten(shared_data: Callable[[str], Path]) -> None:
    found = Counter(path.parent.name for path in shared_data("can").glob("*/*.dbc"))
    assert found == FOLDERS


@pytest.mark.parametrize(("log", "dbc", "fewest"), RECORDED)
def test_recordings(log: str, dbc: str, fewest: int, shared_data: Callable[[str], Path]) -> None:
    path = shared_data(f"can/{dbc}")
    judges, decoders = judges_of(path), message_decoders(load_dbc(path))
    frames: Counter[tuple[int, bytes]] = Counter()
    for record in LogReader(shared_data(f"can/{log}")):
        key = frame_key(record.can_id, record.flags)
        if key in decoders and len(record.data) >= decoders[key].length:
            frames[key, record.data[: decoders[key].length]] += 1
    assert frames.total() >= fewest
    values = 0
    for key, data in frames:
        message = decoders[key].message
        values += compare(decoders[key], judges[message.can_id, message.extended], data)
    assert values > len(frames)


def test_recorded_payloads(rav4_log: Path, rav4_dbc: Path) -> None:
    theirs: Any = cantools.database.load_file(rav4_dbc, strict=False)
    decoders = message_decoders(load_dbc(rav4_dbc))
    frames = values = 0
    for record in LogReader(rav4_log):
        if record.can_id in decoders:
            found = dict(decoders[record.can_id].decode(record.data))
            expected = theirs.decode_message(record.can_id, record.data, decode_choices=False)
            assert found == expected
            frames += 1
            values += len(found)
    assert (frames, values) == (6299, 29156)


@pytest.mark.parametrize(
    ("field", "payload", "expected"),
    [
        (Field(big=True, start=47, length=16, scale=0.01), "000000001D0B7A5E", 29.38),
        (Field(big=True, start=7, length=16, scale=0.01, offset=-67.67), "25B525B525A0258D", 28.86),
        (Field(big=False, start=24, length=12, scale=0.25), "00F07F8C05000000", 355.0),
        (Field(big=False, start=12, length=12, offset=-2047), "00F07F8C05000000", 0),
    ],
)
def test_worked_examples(field: Field, payload: str, expected: float) -> None:
    row = compile_decoder([("value", field)], 8)(bytes.fromhex(payload))
    assert row == (pytest.approx(expected),)


def test_raw_and_signed_forms() -> None:
    field = Field(big=False, start=0, length=16, signed=True, scale=0.1)
    outputs = [("raw", field), ("signed", field), ("value", field)]
    assert compile_decoder(outputs, 2)(b"\xff\xff") == (0xFFFF, -1, -0.1)


@pytest.mark.parametrize("length", [16, 32, 64])
def test_floats(length: int) -> None:
    form = {16: "<e", 32: "<f", 64: "<d"}[length]
    field = Field(big=False, start=0, length=length, signed=True, floating=True)
    payload = struct.pack(form, -1.5)
    assert compile_decoder([("value", field)], length // 8)(payload) == (-1.5,)


def test_a_field_outside_its_message_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        compile_decoder([("value", Field(big=False, start=60, length=8))], 8)
