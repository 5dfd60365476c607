from pathlib import Path

import pytest

from app.core.catalogue import expand_path, parse_catalogue, parse_jump_rules
from app.core.errors import HabitacleError
from app.core.signals import SignalClass

FILE = Path(__file__).resolve().parents[2] / "assets" / "vss" / "catalogue.toml"
HEAD = 'schema = "catalogue/1"\n[signal]\n'


def test_the_product_s_catalogue() -> None:
    catalogue = parse_catalogue(FILE.read_text("utf-8"))
    tyre = catalogue["Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure"]
    assert (tyre.type, tyre.unit, tyre.minimum, tyre.maximum) == ("uint16", "kPa", 50, 500)
    assert tyre.cls is SignalClass.SLOW
    assert catalogue["Vehicle.TraveledDistance"].unit == "m"
    assert catalogue["Vehicle.Speed"].cls is SignalClass.INSTANT
    assert all(path.startswith("Vehicle.") and "{" not in path for path in catalogue)
    assert set(parse_jump_rules(FILE.read_text("utf-8"))) <= set(catalogue)


def test_expansion_keeps_the_order() -> None:
    assert expand_path("Row{1,2}.{Left,Right}") == [
        "Vehicle.Row1.Left",
        "Vehicle.Row1.Right",
        "Vehicle.Row2.Left",
        "Vehicle.Row2.Right",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema = ", "not TOML"),
        ('schema = "other/1"', "schema"),
        (HEAD + '"A" = { type = "int9", cls = "I" }', "int9"),
        (HEAD + '"A" = { type = "float", cls = "X" }', "cls"),
        (HEAD + '"A" = { type = "float", cls = "I", colour = 1 }', "unknown key colour"),
        (
            HEAD + '"A{1,1}" = { type = "float", cls = "I" }\n"A1" = { type = "float", cls = "I" }',
            "twice",
        ),
    ],
)
def test_faults_are_named(text: str, words: str) -> None:
    with pytest.raises(HabitacleError, match=words):
        parse_catalogue(text)
