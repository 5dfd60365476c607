"""Day or night for the palette: light sensor, low beam, and the height of the sun."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer

from app.core.clock import Clock
from app.core.signals import Sample, Validity
from app.core.sun import elevation_deg
from app.ui.palette import Palette

LIGHT = "Vehicle.Exterior.LightIntensity"
LOW_BEAM = "Vehicle.Body.Lights.Beam.Low.IsOn"
LATITUDE = "Vehicle.CurrentLocation.Latitude"
LONGITUDE = "Vehicle.CurrentLocation.Longitude"
_SUN_MS = 60_000


class Daylight:
    """Tells *palette* what the samples of the display beat say, and once a minute where the sun is.

    *sample* gives the newest sample of a path. The low beam counts only with *headlamp_automatic*.
    The sun needs a trusted time and a valid position; while the position is not subscribed there
    is none.
    """

    def __init__(
        self,
        palette: Palette,
        sample: Callable[[str], Sample],
        clock: Clock,
        *,
        headlamp_automatic: bool,
    ) -> None:
        self._palette = palette
        self._sample = sample
        self._clock = clock
        self._beam = headlamp_automatic
        self._sun_known = False
        self._timer = QTimer(interval=_SUN_MS)
        self._timer.timeout.connect(self.look_at_sun)

    def start(self) -> None:
        """Begin to follow the sun."""
        self.look_at_sun()
        self._timer.start()

    def stop(self) -> None:
        """No more."""
        self._timer.stop()

    def take(self, samples: Mapping[str, Sample]) -> None:
        """Read what *samples* holds of light and beam; a first position shows the sun at once."""
        if LIGHT in samples:
            self._palette.observe_light(samples[LIGHT].number)
        if self._beam and LOW_BEAM in samples:
            beam = samples[LOW_BEAM]
            on = beam.value if beam.state is Validity.VALID else None
            self._palette.observe_beam(on if isinstance(on, bool) else None)
        if not self._sun_known and LATITUDE in samples:
            self.look_at_sun()

    def look_at_sun(self) -> None:
        """Tell the height of the sun now, or that it is not known."""
        latitude, longitude = self._sample(LATITUDE).number, self._sample(LONGITUDE).number
        self._sun_known = False
        if latitude is None or longitude is None or not self._clock.trusted:
            self._palette.observe_sun(None)
            return
        self._sun_known = True
        self._palette.observe_sun(elevation_deg(latitude, longitude, self._clock.utc()))
