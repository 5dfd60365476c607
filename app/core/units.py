"""Linear conversion between the units that DBC files and the catalogue use."""

import math
from fractions import Fraction

_ALIASES = {
    "kph": "km/h",
    "kmh": "km/h",
    "deg": "degrees",
    "°": "degrees",
    "degree": "degrees",
    "deg/s": "degrees/s",
    "degree/s": "degrees/s",
    "°/s": "degrees/s",
    "%": "percent",
    "degc": "Celsius",
    "°c": "Celsius",
    "c": "Celsius",
    "celsius": "Celsius",
    "degf": "Fahrenheit",
    "°f": "Fahrenheit",
    "f": "Fahrenheit",
    "m/s2": "m/s^2",
    "m/s²": "m/s^2",
    "mi": "mile",
    "miles": "mile",
    "minutes": "min",
    "seconds": "s",
    "sec": "s",
    "hours": "h",
    "1/min": "rpm",
    "u/min": "rpm",
    "mbar": "hPa",
    "liter": "l",
    "litre": "l",
}
# unit: (dimension, factor to the dimension's base unit, offset)
_DEGREE = Fraction(180 / math.pi)
_GRAVITY = Fraction("9.80665")
_LINEAR: dict[str, tuple[str, Fraction, Fraction]] = {
    unit: (dimension, Fraction(factor), Fraction(offset))
    for dimension, unit, factor, offset in (
        ("speed", "m/s", 1, 0),
        ("speed", "km/h", Fraction(5, 18), 0),
        ("speed", "mph", Fraction("0.44704"), 0),
        ("length", "m", 1, 0),
        ("length", "km", 1000, 0),
        ("length", "mm", Fraction(1, 1000), 0),
        ("length", "cm", Fraction(1, 100), 0),
        ("length", "mile", Fraction("1609.344"), 0),
        ("pressure", "kPa", 1000, 0),
        ("pressure", "Pa", 1, 0),
        ("pressure", "hPa", 100, 0),
        ("pressure", "bar", 100_000, 0),
        ("pressure", "psi", Fraction("6894.757293168361"), 0),
        ("temperature", "Celsius", 1, 0),
        ("temperature", "Fahrenheit", Fraction(5, 9), Fraction(-160, 9)),
        ("temperature", "K", 1, Fraction("-273.15")),
        ("angle", "degrees", 1, 0),
        ("angle", "rad", _DEGREE, 0),
        ("rate", "degrees/s", 1, 0),
        ("rate", "rad/s", _DEGREE, 0),
        ("acceleration", "m/s^2", 1, 0),
        ("acceleration", "g", _GRAVITY, 0),
        ("time", "s", 1, 0),
        ("time", "ms", Fraction(1, 1000), 0),
        ("time", "min", 60, 0),
        ("time", "h", 3600, 0),
        ("voltage", "V", 1, 0),
        ("voltage", "mV", Fraction(1, 1000), 0),
        ("current", "A", 1, 0),
        ("current", "mA", Fraction(1, 1000), 0),
        ("power", "W", 1, 0),
        ("power", "kW", 1000, 0),
        ("energy", "Wh", 1, 0),
        ("energy", "kWh", 1000, 0),
        ("share", "percent", 1, 0),
        ("share", "ratio", 100, 0),
        ("volume", "l", 1, 0),
        ("volume", "ml", Fraction(1, 1000), 0),
        ("revolutions", "rpm", 1, 0),
    )
}


def canonical_unit(text: str) -> str:
    """The catalogue's spelling of *text*; *text* itself when it is no known spelling."""
    return text if text in _LINEAR else _ALIASES.get(text.strip().lower(), text.strip())


def conversion(source: str, target: str) -> tuple[float, float] | None:
    """`(factor, offset)` so that target value = source value * factor + offset.

    Integers stay integers (km to m is exactly 1000). None when the units do not convert.
    """
    source, target = canonical_unit(source), canonical_unit(target)
    if source == target:
        return 1, 0
    if source not in _LINEAR or target not in _LINEAR:
        return None
    dimension, factor, offset = _LINEAR[source]
    dimension_to, factor_to, offset_to = _LINEAR[target]
    if dimension != dimension_to:
        return None
    return _plain(factor / factor_to), _plain((offset - offset_to) / factor_to)


def round_half_up(value: float) -> int:
    """`floor(value + 0.5)`: 0.5 becomes 1, -0.5 becomes 0."""
    return math.floor(value + 0.5)


def _plain(value: Fraction) -> float:
    return value.numerator if value.denominator == 1 else float(value)
