"""The HMI: a car, a broker, a folder and a display, wired into one window."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow
from shiboken6 import Shiboken

from app.adapters.can.plan import Plan
from app.adapters.can.rules import Profile
from app.adapters.can.source import FrameSource
from app.core.canonical import sha256_hex
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.main.config import Config
from app.main.features import Features, Hooks
from app.main.paths import ASSETS
from app.main.startup import Phase, Startup
from app.main.views import Frame, Views
from app.ui.beat import Beat
from app.ui.engine import load_window
from app.ui.fonts import load_fonts
from app.ui.notify import QtNotify
from app.ui.restrictions import Restrictions, load_rules

if TYPE_CHECKING:
    # Loaded after the first frame; named here for the type checker alone.
    from app.adapters.can.feed import VehicleFeed
    from app.adapters.store.store import Store
    from app.main.backend import Backend

_OPEN_S = 1.0
"""A store that is still opening when the HMI closes is waited for that long."""
_RETRY_MS = 5000
"""How often the store's files are looked for and what a full disk refused is offered again."""
_LIGHT = "Vehicle.Exterior.LightIntensity"


@dataclass(frozen=True, slots=True)
class Car:
    """The car's profile, its compiled plan, and a source of frames for each bus."""

    profile: Profile
    plan: Plan
    sources: Mapping[str, FrameSource]


class Hmi:
    """One running HMI in this process; needs a QGuiApplication.

    `open` shows the window; CAN, store and backend follow after the first frame, one phase a turn
    of the event loop. `fatal` gets the one error that ends the HMI: a store that cannot be used.
    """

    def __init__(
        self,
        config: Config,
        car: Car,
        clock: Clock,
        *,
        fatal: Callable[[HabitacleError], None],
        developer: bool = False,
    ) -> None:
        load_fonts(ASSETS / "fonts")
        self._config = config
        self._car = car
        self._clock = clock
        self._fatal = fatal
        self._notify = QtNotify()
        self._feed: VehicleFeed | None = None
        self._backend: Backend | None = None
        self._opening: threading.Thread | None = None
        self._store_ready: Store | None = None
        self.restrictions = Restrictions(
            load_rules(ASSETS / "restrictions/eu.json"), clock, has_park=car.profile.has_park
        )
        self.features = Features(car.profile, config.data_dir, clock, self._hooks())
        # What was held while the consents loaded, or waits for one, may be due now.
        self.features.consent.changed.connect(partial(self._nudge, False))
        self.frame = Frame.build(config, clock, developer=developer)
        self.views = Views(self.features, self.frame, self.restrictions, clock, self._notify)
        self.startup = Startup([Phase("vehicle", self._vehicle), Phase("store", self._store)])
        self._beat = Beat(self._collect, clock)
        self._retry = QTimer(interval=_RETRY_MS)
        self._retry.timeout.connect(self._look_after_store)
        self._engine: QQmlApplicationEngine | None = None
        self.window: QQuickWindow | None = None

    def open(self) -> QQuickWindow:
        """Load and show the window; HabitacleError if its QML does not load."""
        self._engine = self.frame.engine()
        self.window = load_window(self._engine)
        self.frame.display.attach(self.window)
        # The signal may come from a render thread: a QObject's slot is called on its own thread.
        self.window.frameSwapped.connect(self.startup.begin)
        return self.window

    def close(self) -> None:
        """End threads, store and window, in this order; nothing accepted is lost. Idempotent."""
        self.startup.cancel()
        self._beat.stop()
        self._retry.stop()
        if self._feed is not None:
            self._feed.stop()
        self._close_store()
        window, self.window = self.window, None
        if window is not None:
            window.close()
        if self._engine is not None:
            # Now, not at the next turn: bindings must not outlive the singletons they read.
            Shiboken.delete(self._engine)
            self._engine = None

    def _close_store(self) -> None:
        if self._opening is not None:
            self._opening.join(_OPEN_S)
        ready, self._store_ready = self._store_ready, None
        if self._backend is not None:
            self._backend.close()
            self._backend = None
        elif ready is not None:
            ready.close()

    def _hooks(self) -> Hooks:
        return Hooks(
            post=self._notify.post,
            written=self._nudge,
            may=self.restrictions.allows,
            vehicle_id_hash=self._vehicle_id_hash,
            vehicle_state=lambda: self.restrictions.state,
        )

    def _vehicle_id_hash(self) -> str:
        if self._backend is None:
            raise RuntimeError("no record is written before the store is open")
        return sha256_hex(self._backend.store.device_id.encode())

    def _nudge(self, urgent: bool) -> None:
        backend = self._backend
        if backend is not None:
            backend.nudge(urgent=urgent)

    def _vehicle(self) -> None:
        from app.adapters.can.feed import VehicleFeed

        if self.window is not None:
            self.window.frameSwapped.disconnect(self.startup.begin)
        self._feed = VehicleFeed(self._car.plan, self._car.sources, self._clock)
        self._feed.start()
        self._beat.start()

    def _collect(self) -> None:
        if self._feed is None:
            return
        batch = self._feed.collect()
        if batch is None:
            return
        self.features.vehicle.apply(batch)
        self.restrictions.apply(batch.samples, self._clock.monotonic_ns())
        if _LIGHT in batch.samples:
            self.frame.palette.observe_light(batch.samples[_LIGHT].number)

    def _look_after_store(self) -> None:
        self.features.retry()
        if self._backend is not None:
            self._backend.store.check().add_done_callback(self._checked)

    def _checked(self, done: "Future[None]") -> None:
        error = done.exception()
        if isinstance(error, HabitacleError):
            self._notify.post(partial(self._give_up, error))

    def _give_up(self, error: HabitacleError) -> None:
        if self._retry.isActive():
            self._retry.stop()
            self._fatal(error)

    def _store(self) -> None:
        """Open the store beside the GUI thread: its first use of the disk may take a while."""
        self._opening = threading.Thread(target=self._open_store, name="store-open", daemon=True)
        self._opening.start()

    def _open_store(self) -> None:
        from app.adapters.store.store import Store

        try:
            store = Store.open(self._config.data_dir, self._clock)
        except HabitacleError as error:
            self._notify.post(partial(self._fatal, error))
        else:
            self._store_ready = store
            self._notify.post(self._opened)

    def _opened(self) -> None:
        from app.main.backend import Backend

        store, self._store_ready = self._store_ready, None
        if store is None:
            return  # closed meanwhile
        self._backend = Backend(store, self.features, self._clock)
        self._retry.start()
        if self._config.broker is not None:
            self._backend.connect(self._config.broker, self.views.sync.report)
