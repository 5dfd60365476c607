"""Multiplexers, also nested and several in one message; cantools is the judge."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import cantools
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.can.compile_message import compile_message
from app.adapters.can.dbc import DbcMessage, load_dbc
from app.adapters.can.intake import Counts, Slot
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.rules import MessageRule, Profile, SignalRule
from app.core.errors import HabitacleError
from app.core.signals import SignalClass, SignalDef
from tests.adapters.can.car import HandCar
from tests.fakes.can import BODY, HEAD, write_profile

ASSETS = Path(__file__).resolve().parents[3] / "assets"
OWN = ASSETS / "vehicles" / "habitacle-ev"
OBD = "css_obd2_gps_drive/OBD-v4.4.dbc"
UDS = "css_nissan_leaf_uds/tp_uds.dbc"
LOG = "css_obd2_gps_drive/00000002-60FE415D.log.gz"


@cache
def any_profile() -> Profile:
    return load_profile(OWN)


class Subscribed:
    """All signals of one message, mapped and decoded as in the car."""

    def __init__(self, message: DbcMessage) -> None:
        names = list(message.signals)
        rules = [SignalRule(name, "bus", message.name, name) for name in names]
        definitions = {
            name: SignalDef(name, "float", None, None, None, SignalClass.INSTANT) for name in names
        }
        option = MessageRule("bus", message.name)
        plan = compile_message(any_profile(), option, message, list(enumerate(rules)), definitions)
        self.counts = Counts()
        self.slot = Slot(plan, self.counts)

    def values(self, data: bytes) -> dict[str, object]:
        found: dict[str, object] = {}
        for variant in self.slot.receive(data, 0):
            row = variant.decode(data)
            found |= {signal.path: row[signal.value] for signal in variant.signals}
        return found


def judge(path: Path, name: str) -> Any:
    database: Any = cantools.database.load_file(path, strict=False)
    return database.get_message_by_name(name)


def expected(message: Any, data: bytes) -> dict[str, object] | None:
    """What cantools decodes; None where a multiplexer is unknown to it."""
    try:
        decoded: dict[str, object] = message.decode(data, decode_choices=False)
    except cantools.database.errors.DecodeError:
        return None
    return decoded


def with_selectors(message: DbcMessage, data: bytes, leaf: str, choose: int) -> bytes:
    """*data* where all multiplexers above *leaf* let it come."""
    signal = message.signals[leaf]
    while signal.selector is not None:
        values = signal.selector_values
        signal, value = message.signals[signal.selector], values[choose % len(values)]
        field = signal.field
        order: Literal["big", "little"] = "big" if field.big else "little"
        mask, shift = (1 << field.length) - 1, field.shift(len(data))
        whole = int.from_bytes(data, order) & ~(mask << shift) | value << shift
        data = whole.to_bytes(len(data), order)
    return data


@pytest.mark.parametrize(
    ("dbc", "name", "deepest"),
    [
        (OBD, "OBD_RX", 2),
        (OBD, "OBD_TX", 2),
        (OBD, "OBD_RX_EXT", 3),
        (UDS, "Battery", 2),
    ],
)
def test_nested_multiplexers_equal_cantools(
    dbc: str, name: str, deepest: int, shared_data: Callable[[str], Path]
) -> None:
    path = shared_data(f"can/{dbc}")
    (message,) = (m for m in load_dbc(path) if m.name == name)
    ours, theirs = Subscribed(message), judge(path, name)
    chains = {len(variant.mux) for variant in ours.slot.plan.variants}
    assert max(chains) >= deepest
    compared = 0

    @settings(max_examples=150, deadline=None)
    @given(
        data=st.binary(min_size=message.length, max_size=message.length),
        leaf=st.sampled_from([None, *message.signals]),
        choose=st.integers(0, 300),
    )
    def check(data: bytes, leaf: str | None, choose: int) -> None:
        nonlocal compared
        if leaf is not None:
            data = with_selectors(message, data, leaf, choose)
        before = ours.counts.mux_unknown
        found, wanted = ours.values(data), expected(theirs, data)
        if wanted is None:
            assert ours.counts.mux_unknown > before
            return
        assert found == wanted
        assert leaf is None or leaf in found
        compared += 1

    check()
    assert compared > 15


def test_a_recorded_drive_equals_cantools(shared_data: Callable[[str], Path]) -> None:
    path = shared_data(f"can/{OBD}")
    (message,) = (m for m in load_dbc(path) if m.name == "OBD_RX")
    ours, theirs = Subscribed(message), judge(path, "OBD_RX")
    answers = {r.data for r in LogReader(shared_data(f"can/{LOG}")) if r.can_id == 0x7E8}
    assert len(answers) > 100
    for data in answers:
        assert ours.values(data) == expected(theirs, data)


NESTED = """VERSION ""

BS_:

BU_: XXX

BO_ 256 NEST: 8 XXX
 SG_ Plain : 56|8@1+ (1,0) [0|0] "km/h" XXX
 SG_ Service M : 0|8@1+ (1,0) [0|0] "" XXX
 SG_ Group m1M : 8|8@1+ (1,0) [0|0] "" XXX
 SG_ Deep m2 : 16|8@1+ (1,0) [0|0] "%" XXX
 SG_ Side m3 : 16|8@1+ (1,0) [0|0] "%" XXX
 SG_ Index : 24|8@1+ (1,0) [0|0] "" XXX

SG_MUL_VAL_ 256 Group Service 1-1;
SG_MUL_VAL_ 256 Deep Group 2-2, 5-6;
SG_MUL_VAL_ 256 Side Service 3-3;
"""
MESSAGE = '\n[[message]]\nbus = "main"\nname = "NEST"\nevent = true\n'


def signal(path: str, source: str, more: str = "") -> str:
    head = f'\n[[signal]]\npath = "Vehicle.{path}"\nbus = "main"\n'
    return f'{head}source = "NEST.{source}"\n{more}\n'


LIGHT, FUEL = "Exterior.LightIntensity", "Powertrain.FuelSystem.RelativeLevel"
WEAR = "Body.Windshield.Front.Wiping.WiperWear"


def nest(folder: Path, *signals: str, message: str = MESSAGE) -> HandCar:
    car = write_profile(folder, message + "".join(signals), dbc=NESTED)
    return HandCar(load_plan(load_profile(car), None))


def test_each_level_selects(tmp_path: Path) -> None:
    auto = nest(tmp_path, signal("Speed", "Plain"), signal(LIGHT, "Deep"), signal(FUEL, "Side"))
    for data, light, fuel in (
        (bytes((1, 2, 11)), 11, None),
        (bytes((1, 6, 12)), 12, None),
        (bytes((3, 2, 13)), 12, 13),
        (bytes((1, 3, 14)), 12, 13),
        (bytes((9, 2, 15)), 12, 13),
    ):
        auto.send(256, data.ljust(7, b"\0") + b"\x32")
        auto.beat()
        assert auto.sample("Speed").value == 50
        assert auto.sample(LIGHT).value == light
        known = auto.known.get(f"Vehicle.{FUEL}")
        assert (known.value if known else None) == fuel
    assert auto.intake.counts.mux_unknown == 2


def test_mux_narrows_any_level_and_adds_another(tmp_path: Path) -> None:
    auto = nest(
        tmp_path,
        signal(LIGHT, "Deep", "mux = { Group = 5 }"),
        signal(FUEL, "Deep", "mux = { Index = 7, Group = 6 }"),
        signal(WEAR, "Plain", 'mux = { Index = 7 }\nunit = "%"'),
    )
    for payload in ((1, 2, 1, 7), (1, 5, 2, 0), (1, 6, 3, 7), (1, 6, 4, 1)):
        auto.send(256, bytes(payload).ljust(7, b"\0") + bytes((payload[2],)))
        auto.beat()
    assert [auto.sample(path).value for path in (LIGHT, FUEL, WEAR)] == [2, 3, 3]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("mux = { Group = 3 }", "'Deep' does not come with Group = 3"),
        ("mux = { Service = 2 }", "'Deep' does not come with Service = 2"),
        ("mux = { Index = 256 }", "'Index' cannot be 256"),
        ("mux = { Side = 1 }", "'Side' does not come with the 'mux' asked for"),
        ("mux = { Nope = 1 }", "signal 'Nope' is not in message 'NEST'"),
        ("mux = {}", "expected signal = integer"),
        ('mux = { Group = "2" }', "expected signal = integer"),
    ],
)
def test_a_mux_that_cannot_be_is_refused(tmp_path: Path, more: str, words: str) -> None:
    with pytest.raises(HabitacleError, match=words) as caught:
        nest(tmp_path, signal(LIGHT, "Deep", more))
    assert f"[[signal]] Vehicle.{LIGHT}" in str(caught.value)


def test_a_short_payload_without_its_multiplexer_selects_nothing(tmp_path: Path) -> None:
    message = MESSAGE + 'length = "min"\nmin_length = 1\n'
    dbc = NESTED.replace("Group Service 1-1", "Group Service 0-0")
    car = write_profile(
        tmp_path,
        message + signal(LIGHT, "Service", 'mux = { Index = 0 }\nunit = "%"'),
        dbc=dbc,
    )
    auto = HandCar(load_plan(load_profile(car), None))
    auto.send(256, bytes((5, 0, 0)))
    auto.beat()
    assert f"Vehicle.{LIGHT}" not in auto.known
    auto.send(256, bytes((5, 0, 0, 0)))
    auto.beat()
    assert auto.sample(LIGHT).value == 5


def test_a_multiplexed_period_is_learned_of_each_part(tmp_path: Path) -> None:
    message = '\n[[message]]\nbus = "main"\nname = "NEST"\n'
    auto = nest(tmp_path, signal(LIGHT, "Deep"), signal(FUEL, "Side"), message=message)
    auto.intake.silence_ns = 10**12
    for step in range(400):
        auto.at(step * 100)
        rare = step % 10 == 0
        auto.send(256, bytes((3 if rare else 1, 2, 9)).ljust(8, b"\0"))
        auto.beat()
    slow = [
        v.learned_ns
        for v in auto.intake.slots[256].variants
        if v.signals[0].path == f"Vehicle.{FUEL}"
    ]
    assert slow == [5_000_000_000]
    auto.at(39_000 + 4999)
    auto.beat()
    assert auto.sample(FUEL).value == 9
    assert auto.sample(LIGHT).value is None


def test_an_index_that_is_no_multiplexer_takes_turns(tmp_path: Path) -> None:
    message = MESSAGE.replace("event = true", "period_ms = 100")
    light = signal(LIGHT, "Service", 'mux = { Index = 1 }\nunit = "%"')
    fuel = signal(FUEL, "Service", 'mux = { Index = 2 }\nunit = "%"')
    car = write_profile(tmp_path, message + light + fuel, dbc=NESTED)
    (plan,) = load_plan(load_profile(car), None).messages
    found = {s.path: (s.period_ms, s.timeout_ms) for v in plan.variants for s in v.signals}
    assert found == dict.fromkeys((f"Vehicle.{LIGHT}", f"Vehicle.{FUEL}"), (200, 1000))
    assert [selector.known for selector in plan.selectors] == [None]


def test_one_plain_multiplexer_still_works(tmp_path: Path) -> None:
    plan = load_plan(load_profile(write_profile(tmp_path, BODY, HEAD)), None)
    (tyres,) = (m for m in plan.messages if m.name == "TYRES")
    assert [v.mux for v in tyres.variants] == [((0, 0),), ((0, 1),)]
    assert tyres.selectors[0].known == (0, 1)
