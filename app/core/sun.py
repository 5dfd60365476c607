"""Height of the sun above the horizon, offline.

Formulas of the NOAA solar calculation spreadsheet (Global Monitoring Laboratory, after Meeus,
Astronomical Algorithms), good to a hundredth of a degree between 1950 and 2050; refraction is left
out.
"""

import math
from datetime import UTC, datetime

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_DAYS_A_CENTURY = 36_525.0
_MINUTES_A_DAY = 1440.0
_DEGREES_A_MINUTE = 0.25
_DAY_S = 86_400.0


def elevation_deg(latitude: float, longitude: float, utc: datetime) -> float:
    """Degrees above the horizon at *latitude* and *longitude* (degrees, north and east positive).

    *utc* must be aware. Below the horizon the result is negative.
    """
    century = (utc - _J2000).total_seconds() / _DAY_S / _DAYS_A_CENTURY
    declination, equation_of_time = _declination_and_time(century)
    moment = utc.astimezone(UTC)
    minutes = moment.hour * 60 + moment.minute + moment.second / 60
    solar = (minutes + equation_of_time + longitude / _DEGREES_A_MINUTE) % _MINUTES_A_DAY
    hour_angle = math.radians(solar * _DEGREES_A_MINUTE - 180.0)
    place = math.radians(latitude)
    sine = math.sin(place) * math.sin(declination)
    sine += math.cos(place) * math.cos(declination) * math.cos(hour_angle)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine))))


def _declination_and_time(century: float) -> tuple[float, float]:
    """Declination in radians and equation of time in minutes, *century* after J2000."""
    mean_longitude = math.radians((280.46646 + century * (36000.76983 + century * 0.0003032)) % 360)
    anomaly = math.radians(357.52911 + century * (35999.05029 - 0.0001537 * century))
    eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century)
    centre = (
        math.sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century))
        + math.sin(2 * anomaly) * (0.019993 - 0.000101 * century)
        + math.sin(3 * anomaly) * 0.000289
    )
    node = math.radians(125.04 - 1934.136 * century)
    apparent = mean_longitude + math.radians(centre - 0.00569 - 0.00478 * math.sin(node))
    seconds = 21.448 - century * (46.815 + century * (0.00059 - century * 0.001813))
    obliquity = math.radians(23 + (26 + seconds / 60) / 60 + 0.00256 * math.cos(node))
    half = math.tan(obliquity / 2) ** 2
    equation = (
        half * math.sin(2 * mean_longitude)
        - 2 * eccentricity * math.sin(anomaly)
        + 4 * eccentricity * half * math.sin(anomaly) * math.cos(2 * mean_longitude)
        - 0.5 * half * half * math.sin(4 * mean_longitude)
        - 1.25 * eccentricity * eccentricity * math.sin(2 * anomaly)
    )
    declination = math.asin(math.sin(obliquity) * math.sin(apparent))
    return declination, 4 * math.degrees(equation)
