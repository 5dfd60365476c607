"""The HMI: a car, a broker, a folder and a display, wired into one window."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow
from shiboken6 import Shiboken

import app.ui.plain_import  # noqa: F401  # isort: skip  (before what loads faster by it)

from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.main.car import Car, Loaded
from app.main.car_check import CarCheck, can_ask
from app.main.config import Config
from app.main.daylight import Daylight
from app.main.features import Features, Hooks
from app.main.paths import ASSETS
from app.main.startup import Phase, Startup
from app.main.views import Frame, Views, make_window_engine
from app.ui.beat import Beat
from app.ui.engine import load_window, read_ahead
from app.ui.fonts import load_fonts
from app.ui.notify import QtNotify
from app.ui.restrictions import Restrictions, load_rules

if TYPE_CHECKING:
    # Loaded after the first frame; named here for the type checker alone.
    from app.adapters.can.feed import Batch, VehicleFeed
    from app.adapters.can.plan import Plan
    from app.adapters.store.store import Store
    from app.features.vehicle.memory import SlowMemory
    from app.main.backend import Backend

_OPEN_S = 1.0
"""What is still loading when the HMI closes is waited for that long."""
_FIRST = (("Habitacle.App", "Main"), ("Habitacle.Home", "HomePage"))
"""What the first frame shows: QML module and name."""
_RETRY_MS = 5000
"""How often the store's files are looked for and what a full disk refused is offered again."""


class Hmi:
    """One running HMI in this process; needs a QGuiApplication.

    `open` shows the window; car, store and backend follow after the first frame, loaded beside the
    GUI thread. `fatal` gets the one error that ends the HMI: a faulty profile, or a store that
    cannot be used.
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
        self._engine: QQmlApplicationEngine | None = make_window_engine()
        self._ahead = read_ahead(self._engine, *_FIRST)
        load_fonts(ASSETS / "fonts")
        side = config.driver_side or car.facts.driver_side
        self._config = config = replace(config, driver_side=side)
        self._car = car
        self._clock = clock
        self._fatal = fatal
        self._notify = QtNotify()
        self._plan: Plan | None = None
        self._feed: VehicleFeed | None = None
        self._backend: Backend | None = None
        self._memory: SlowMemory | None = None
        self._loading: threading.Thread | None = None
        self._closed = False
        self._taken = threading.Event()
        self._store_ready: Store | None = None
        self.restrictions = Restrictions(
            load_rules(ASSETS / "restrictions/eu.json"), clock, has_park=car.facts.has_park
        )
        self._check = CarCheck(car.facts, config.can, self.restrictions, clock)
        self.features = Features(car.facts, config.data_dir, clock, self._hooks())
        self.frame = Frame.build(config, clock, developer=developer)
        self.views = Views(self.features, self.frame, self.restrictions, clock, self._notify)
        self.startup = Startup([Phase("load", self._load)])
        self._daylight = Daylight(
            self.frame.palette,
            self.features.vehicle.sample,
            clock,
            headlamp_automatic=car.facts.headlamp_automatic,
        )
        self._beat = Beat(self._collect, clock)
        self._retry = QTimer(interval=_RETRY_MS)
        self._retry.timeout.connect(self._look_after_store)
        self.window: QQuickWindow | None = None

    def open(self) -> QQuickWindow:
        """Load and show the window; HabitacleError if its QML does not load."""
        engine = self._engine
        if engine is None:
            raise RuntimeError("an HMI is opened once")
        self.frame.i18n.attach(engine)
        engine.setInitialProperties({"complete": False})
        self.window = load_window(engine)
        self.frame.display.attach(self.window)
        # The signal may come from a render thread: a QObject's slot is called on its own thread.
        self.window.frameSwapped.connect(self.startup.begin)
        return self.window

    def close(self) -> None:
        """End threads, store and window, in this order; nothing accepted is lost. Idempotent."""
        self._closed = True
        self._taken.set()
        self.startup.cancel()
        self._beat.stop()
        self._daylight.stop()
        self._retry.stop()
        self._check.stop()
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
        if self._loading is not None:
            self._loading.join(_OPEN_S)
        ready, self._store_ready = self._store_ready, None
        if self._memory is not None:
            self._memory.save()
            self._memory = None
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
            can_ask=can_ask(self._car.facts, self._config.can),
            request_scan=self._check.request_scan,
        )

    def _vehicle_id_hash(self) -> str:
        if self._backend is None:
            raise RuntimeError("no record is written before the store is open")
        from app.core.canonical import sha256_hex

        return sha256_hex(self._backend.store.device_id.encode())

    def _nudge(self, urgent: bool) -> None:
        backend = self._backend
        if backend is not None:
            backend.nudge(urgent=urgent)

    def _load(self) -> None:
        """Load beside the GUI thread: modules, profile, plan, then the first use of the store."""
        if self.window is not None:
            self.window.frameSwapped.disconnect(self.startup.begin)
        self._loading = threading.Thread(target=self._load_all, name="start-up", daemon=True)
        self._loading.start()

    def _load_all(self) -> None:
        from app.main import warm

        try:
            warm.for_screens(self.frame.fmt.formats)
            self._hand_over(
                self._build_services, self._build_views, self._provide_views, self._complete
            )
            self._load_car()
            self._open_store()
        except HabitacleError as error:
            self._notify.post(partial(self._fatal, error))

    def _hand_over(self, *steps: Callable[[], None]) -> None:
        """Run *steps* on the GUI thread, and leave it the interpreter until the last has run."""
        self._taken.clear()
        for step in steps:
            self._notify.post(partial(self._unless_closed, step))
        self._notify.post(self._taken.set)
        if not self._closed:
            self._taken.wait()

    def _unless_closed(self, step: Callable[[], None]) -> None:
        if not self._closed:
            step()

    def _build_services(self) -> None:
        # What was held while the consents loaded, or waits for one, may be due now.
        self.features.consent.changed.connect(partial(self._nudge, False))

    def _build_views(self) -> None:
        _ = self.views.later

    def _provide_views(self) -> None:
        self.views.later.provide()

    def _complete(self) -> None:
        """Let the other screens open: what they need is there."""
        if self.window is not None:
            self.window.setProperty("complete", True)

    def _load_car(self) -> None:
        from app.adapters.can.feed import VehicleFeed
        from app.main import warm

        warm.for_car()
        loaded = self._car.load()
        feed = VehicleFeed(loaded.plan, loaded.sources, self._clock)
        self._hand_over(partial(self._drive, loaded, feed))

    def _drive(self, loaded: Loaded, feed: "VehicleFeed") -> None:
        self._plan, self._feed = loaded.plan, feed
        feed.start()
        self.views.signals.attach(feed)
        self._daylight.start()
        self._beat.start()
        self._check.start(loaded.profile.diag, feed, self.features, self._notify)

    def _collect(self) -> None:
        if self._feed is None:
            return
        batch = self._feed.collect()
        if batch is not None:
            self._take(batch)
        self.features.diagnostics.fold_answers(self._feed.dtc_answers())
        self.views.signals.beat({} if batch is None else batch.samples)

    def _take(self, batch: "Batch") -> None:
        self.features.vehicle.apply(batch)
        self.restrictions.apply(batch.samples, self._clock.monotonic_ns())
        self._daylight.take(batch.samples)

    def _look_after_store(self) -> None:
        self.features.retry()
        if self._memory is not None:
            self._memory.tick()
        if self._backend is not None:
            self._backend.store.check().add_done_callback(self._checked)
            self.features.later.online.news.storage(self._backend.store.storage)

    def _checked(self, done: "Future[None]") -> None:
        error = done.exception()
        if isinstance(error, HabitacleError):
            self._notify.post(partial(self._give_up, error))

    def _give_up(self, error: HabitacleError) -> None:
        if self._retry.isActive():
            self._retry.stop()
            self._fatal(error)

    def _open_store(self) -> None:
        from app.adapters.keystore import FileKeyStore
        from app.adapters.store.places import KEYS
        from app.adapters.store.store import Store
        from app.main import warm

        warm.for_store()
        folder = self._config.data_dir
        if not self._closed:
            self._store_ready = Store.open(folder, self._clock, FileKeyStore(folder / KEYS))
            self._notify.post(self._opened)

    def _opened(self) -> None:
        from app.adapters.store.fault_memory import FaultMemoryRepository
        from app.main.backend import Backend
        from app.main.link_settings import link_settings
        from app.main.memory import remember

        store, self._store_ready = self._store_ready, None
        if store is None:
            return  # closed meanwhile
        self._backend = Backend(store, self.features, self._clock)
        if self._feed is not None and self._plan is not None and self._car.present:
            self._memory = remember(self._plan, self._feed, store, self.features, self._notify)
            self._memory.start()
        if self._car.present:
            self.features.later.faults.late.ready(FaultMemoryRepository(store, self._car.facts.id))
            self.features.diagnostics.start()
        self._retry.start()
        if self._config.broker is not None:
            try:
                self._backend.connect(link_settings(self._config), self.views.sync.report)
            except HabitacleError as error:
                self._fatal(error)
