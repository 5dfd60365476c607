"""The compiled encoder against cantools, the oracle."""

import random
from pathlib import Path
from typing import Any

import cantools
import pytest

from app.core.errors import HabitacleError
from app.emulator.car.crc8 import crc8
from app.emulator.car.encoder import Encoder, MessageFault
from app.emulator.car.layout import load_encoders
from app.emulator.car.messages import CONTENT
from app.emulator.car.simulation import Simulation

PROFILE = Path(__file__).parents[3] / "assets" / "vehicles" / "habitacle-ev"
ENCODERS = [e for bus in load_encoders(PROFILE).values() for e in bus]
ROUNDS = 60


@pytest.fixture(scope="module")
def oracle() -> dict[str, Any]:
    names = ("powertrain.dbc", "body.dbc", "adas.dbc")
    databases: list[Any] = [cantools.database.load_file(PROFILE / name) for name in names]
    return {message.name: message for database in databases for message in database.messages}


def random_values(encoder: Encoder, rng: random.Random) -> dict[str, float]:
    page = rng.randrange(4) if encoder.selector else None
    values: dict[str, float] = {}
    for field in encoder.fields:
        if field.page in {None, page}:
            raw = rng.randint(field.low, field.high)
            raw = 0 if field.signed and raw == -1 else raw
            values[field.name] = raw * field.scale + field.offset
    if encoder.selector and page is not None:
        values[encoder.selector] = page
    return values


@pytest.mark.parametrize("encoder", ENCODERS, ids=lambda e: e.name)
def test_every_message_encodes_as_cantools_does(encoder: Encoder, oracle: dict[str, Any]) -> None:
    rng = random.Random(encoder.can_id)  # noqa: S311  test data
    for count in range(ROUNDS):
        values = random_values(encoder, rng)
        data = encoder.encode(values, count)
        expected: dict[str, float] = dict(values)
        if encoder.crc_byte is not None:
            expected |= {"Counter": count % 16, "Crc": data[encoder.crc_byte]}
        assert data == oracle[encoder.name].encode(expected, strict=False)


def test_the_content_covers_every_message_and_signal(simulation: Simulation) -> None:
    assert {encoder.name for encoder in ENCODERS} == set(CONTENT)
    for encoder in ENCODERS:
        pages = range(4) if encoder.selector else range(1)
        named = {name for page in pages for name in CONTENT[encoder.name](simulation.car, page)}
        assert named == encoder.names


@pytest.mark.parametrize("encoder", ENCODERS, ids=lambda e: e.name)
def test_an_unknown_value_has_the_code_the_dbc_names_or_all_ones(
    encoder: Encoder, oracle: dict[str, Any]
) -> None:
    rng = random.Random(1)  # noqa: S311  test data
    for field in encoder.fields:
        if field.name == encoder.selector:
            continue
        values: dict[str, float | None] = dict(random_values(encoder, rng))
        if field.page is not None and encoder.selector:
            values = {name: v for name, v in values.items() if name == encoder.selector}
            values |= {f.name: 0.0 for f in encoder.fields if f.page == field.page}
            values[encoder.selector] = field.page
        values[field.name] = None
        unknown = encoder.encode(values)
        raw = oracle[encoder.name].decode(unknown, decode_choices=False, scaling=False)
        assert raw[field.name] & field.mask == field.sna
        values[field.name] = float("nan")
        assert encoder.encode(values) == unknown


@pytest.mark.parametrize("encoder", ENCODERS, ids=lambda e: e.name)
def test_no_real_value_looks_unknown(encoder: Encoder) -> None:
    for field in encoder.fields:
        for value in (-1e9, -0.1, -0.05, 0.0, 1e9):
            assert field.raw(value) != field.mask


def test_counter_runs_and_crc_covers_id_and_payload(oracle: dict[str, Any]) -> None:
    sealed = [encoder for encoder in ENCODERS if encoder.crc_byte is not None]
    assert {encoder.name for encoder in sealed} == {"MOTION", "DRIVE", "GEAR"}
    for encoder in sealed:
        values = random_values(encoder, random.Random(2))  # noqa: S311  test data
        numbers = []
        for count in range(20):
            data = encoder.encode(values, count)
            numbers.append(oracle[encoder.name].decode(data)["Counter"])
            assert data[-1] == crc8(bytes([encoder.can_id & 0xFF]) + data[:-1])
        assert numbers == [count % 16 for count in range(20)]
        assert (
            encoder.encode(values, 3, MessageFault(crc=True))[-1] != encoder.encode(values, 3)[-1]
        )
        frozen = {encoder.encode(values, count, MessageFault(counter=True)) for count in range(20)}
        assert len(frozen) == 1


def test_codes_are_all_ones_unless_the_dbc_names_another_for_not_available() -> None:
    other = {f.name: f.sna for e in ENCODERS for f in e.fields if f.sna != f.mask}
    assert other == dict.fromkeys(("TimeGap", "Distance", "RelativeSpeed"), 0xFFFE)


def test_messages_of_a_can_fd_bus_are_can_fd_and_keep_its_lengths() -> None:
    (front,) = (encoder for encoder in ENCODERS if encoder.fd)
    assert (front.name, front.can_id, front.length, front.period_ms) == ("FRONT", 0x200, 64, 50)
    values = dict.fromkeys(front.names)
    assert len(front.encode(values, fault=MessageFault(length=True))) == 48
    (gear,) = (encoder for encoder in ENCODERS if encoder.name == "GEAR")
    assert len(gear.encode(dict.fromkeys(gear.names), fault=MessageFault(length=True))) == 2


def test_crc8_check_value() -> None:
    assert crc8(b"123456789") == 0x4B


def test_refuses_a_profile_without_its_dbc(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text('[[bus]]\nname = "body"\ndbc = ["none.dbc"]\n')
    with pytest.raises(HabitacleError, match=r"none\.dbc"):
        load_encoders(tmp_path)
