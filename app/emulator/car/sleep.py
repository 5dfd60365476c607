"""When the buses of a car at rest sleep and what wakes them."""

from app.emulator.car.parameters import Sleep as Constants
from app.emulator.car.settings import Ignition, ParkedMode, Plug, Settings


class Sleep:
    """Buses sleep some time after the last act at a car that is off and has nothing to do.

    Charging and parked modes are something to do. Acts are what a body controller wakes for:
    ignition, doors, locks, cable, alarm and call.
    """

    def __init__(self, constants: Constants, settings: Settings) -> None:
        self._k = constants
        self._acts = _acts(settings)
        self._idle_s = 0.0
        self.asleep = False

    def step(self, settings: Settings, *, charging: bool, dt_s: float) -> None:
        """Let *dt_s* pass."""
        acts = _acts(settings)
        at_work = charging or settings.parked_mode is not ParkedMode.NONE
        busy = settings.ignition is not Ignition.OFF or at_work or acts != self._acts
        self._acts = acts
        self._idle_s = 0.0 if busy else self._idle_s + dt_s
        limit = self._k.locked_s if settings.is_locked else self._k.unlocked_s
        self.asleep = self._idle_s >= limit


def _acts(settings: Settings) -> tuple[Ignition, frozenset[str], frozenset[str], Plug, bool]:
    called = bool(settings.flags & {"alarm", "ecall", "start_inhibit"})
    return settings.ignition, settings.locked, settings.open, settings.plug, called
