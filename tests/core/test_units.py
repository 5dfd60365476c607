import pytest

from app.core.units import canonical_unit, conversion, round_half_up


@pytest.mark.parametrize(
    ("source", "target", "value", "expected"),
    [
        ("mph", "km/h", 10, 16.09344),
        ("mi", "m", 15589, 25_088_063.616),
        ("km", "m", 14452.5, 14_452_500),
        ("bar", "kPa", 2.4, 240),
        ("psi", "kPa", 35, 241.3165),
        ("hPa", "kPa", 2400, 240),
        ("degF", "Celsius", 212, 100),
        ("rad", "degrees", 3.141592653589793, 180),
        ("g", "m/s^2", 1, 9.80665),
        ("min", "s", 90, 5400),
        ("h", "s", 2, 7200),
        ("mV", "V", 12400, 12.4),
        ("%", "percent", 50, 50),
        ("m/s", "km/h", 10, 36),
    ],
)
def test_conversions(source: str, target: str, value: float, expected: float) -> None:
    found = conversion(source, target)
    assert found is not None
    assert value * found[0] + found[1] == pytest.approx(expected, rel=1e-6)


def test_exact_factors_stay_integers() -> None:
    assert conversion("km", "m") == (1000, 0)
    assert isinstance((conversion("km", "m") or (0.5,))[0], int)
    assert conversion("kPa", "kPa") == (1, 0)


def test_pairs_without_conversion() -> None:
    assert conversion("km", "kPa") is None
    assert conversion("furlong", "m") is None


def test_spellings() -> None:
    assert canonical_unit("degC") == "Celsius"
    assert canonical_unit("°C") == "Celsius"
    assert canonical_unit("deg/s") == "degrees/s"
    assert canonical_unit("furlong") == "furlong"


def test_half_up() -> None:
    assert [round_half_up(v) for v in (0.5, 1.5, 2.4, -0.5, -0.6)] == [1, 2, 2, 0, -1]
