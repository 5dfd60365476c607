"""The one thread that asks the car: scans on demand, the profile's requests in their rhythm."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.adapters.can.diag_model import DiagRule, EcuRule
from app.adapters.can.feed import retry_delays
from app.adapters.diagnostics.exchange import Exchange, Stopped
from app.adapters.diagnostics.link import DiagnosticLink, LinkLost
from app.adapters.diagnostics.pace import Pace
from app.adapters.diagnostics.polling import Polling
from app.adapters.diagnostics.refusals import Refused
from app.adapters.diagnostics.scan import Scan, Step
from app.core.clock import Clock
from app.features.vehicle.scan import ScanReason, ScanReport, ScanState

_IDLE_S = 0.1
"""The link is emptied and the gates are asked this often while nothing is due."""
_STOP_S = 0.5
_NS = 1e-9

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gates:
    """What must hold before anything is sent; asked from the scheduler's thread.

    `stationary` is False when the speed is not known. `tester_heard` is True while somebody else
    asks the car.
    """

    stationary: Callable[[], bool]
    tester_heard: Callable[[], bool]


class DiagnosticScheduler:
    """Owns *link*; *report* hears how a scan goes, on the scheduler's thread.

    One request is outstanding at a time, `min_interval_ms` apart. `turn` is one pass of the
    thread's loop, for tests.
    """

    def __init__(
        self,
        rule: DiagRule,
        link: DiagnosticLink,
        gates: Gates,
        clock: Clock,
        report: Callable[[ScanReport], None],
    ) -> None:
        self._rule = rule
        self._link = link
        self._gates = gates
        self._clock = clock
        self._report = report
        self._refused = Refused()
        self._pace = Pace(rule.min_interval_ms / 1000)
        self._polling = Polling(rule, self._refused)
        self._exchange: Exchange | None = None
        self._scan: Scan | None = None
        self._wanted = threading.Event()
        self._stop = threading.Event()
        self._told: ScanReport | None = None
        self._thread = threading.Thread(target=self._run, name="diagnostics", daemon=True)

    def start(self) -> None:
        """Open the link and begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close the link, within 0.5 s. Idempotent."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_S / 2)
        if self._thread.is_alive():
            self._link.close()
            self._thread.join(_STOP_S / 2)

    def request_scan(self) -> None:
        """Scan all ECUs as soon as the car stands; from any thread. Asking twice scans once."""
        self._wanted.set()

    def turn(self) -> float:
        """Ask what is due now, if anything; seconds until there may be more to do."""
        self._begin_scan()
        if self._gates.tester_heard():
            self._wait_for(ScanReason.TESTER)
            return _IDLE_S
        stationary = self._gates.stationary()
        if not stationary and self._scan is not None:
            self._scan = Scan(self._rule.ecus, self._refused)
            self._wait_for(ScanReason.MOVING)
        wait = self._pace.wait_s(self._now())
        if wait > 0:
            if self._pace.is_paused(self._now()):
                self._wait_for(ScanReason.NO_ANSWER)
            return min(wait, _IDLE_S)
        if self._scan is not None and stationary:
            return self._scan_step(self._scan)
        return self._poll(stationary=stationary)

    def _run(self) -> None:
        delays, reported = retry_delays(), False
        while not self._stop.is_set():
            try:
                self._link.open()
                if reported:
                    _log.info("diagnostics on bus %s: recovered", self._rule.bus)
                delays, reported = retry_delays(), False
                while not self._stop.is_set():
                    self._stop.wait(self.turn())
                    if self._exchange is not None:
                        self._exchange.drain()
                    else:
                        self._link.receive(0.0)
            except LinkLost as error:
                if not reported and not self._stop.is_set():
                    _log.warning("diagnostics on bus %s: lost: %s", self._rule.bus, error)
                reported = True
                self._lost()
                self._stop.wait(next(delays))
            except Stopped:
                break
        self._link.close()

    def _lost(self) -> None:
        self._begin_scan()
        if self._scan is not None:
            self._scan = Scan(self._rule.ecus, self._refused)
            self._wait_for(ScanReason.BUS_LOST)

    def _begin_scan(self) -> None:
        if self._wanted.is_set() and self._scan is None:
            self._scan = Scan(self._rule.ecus, self._refused)
            self._told = None
        self._wanted.clear()

    def _scan_step(self, scan: Scan) -> float:
        step = scan.current
        if step is None:
            self._finish(scan)
            return 0.0
        now = self._now()
        if step.not_before_s > now:
            return min(step.not_before_s - now, _IDLE_S)
        self._tell(ScanReport(ScanState.RUNNING, step=scan.step, steps=scan.steps))
        replies = self._ask_step(step)
        scan.take(replies, self._now())
        if self._settle(answered=bool(replies)) and not scan.answers:
            self._scan = None
            self._tell(ScanReport(ScanState.FAILED, ScanReason.NO_ANSWER))
        return 0.0

    def _finish(self, scan: Scan) -> None:
        self._scan = None
        if scan.answers:
            done = ScanReport(
                ScanState.DONE,
                step=scan.steps,
                steps=scan.steps,
                answers=scan.answers,
                silent=scan.silent,
            )
            self._tell(done)
        else:
            self._tell(ScanReport(ScanState.FAILED, ScanReason.NO_ANSWER))

    def _poll(self, *, stationary: bool) -> float:
        chosen = self._polling.next(self._now(), stationary=stationary)
        if chosen is None:
            return _IDLE_S
        ecu, payload = chosen
        reply = self._ask(ecu, payload)
        self._polling.take(ecu, payload, reply, self._now())
        self._settle(answered=reply is not None)
        return 0.0

    def _ask_step(self, step: Step) -> dict[str, bytes]:
        if step.functional is not None:
            exchange = self._prepared()
            return dict(exchange.ask_all(step.functional, step.ecus, step.payload))
        [ecu] = step.ecus
        reply = self._ask(ecu, step.payload)
        return {} if reply is None else {ecu.name: reply}

    def _ask(self, ecu: EcuRule, payload: bytes) -> bytes | None:
        return self._prepared().ask(ecu, payload)

    def _prepared(self) -> Exchange:
        """The exchange, emptied of what came unasked; ISO-TP is loaded with the first request."""
        if self._exchange is None:
            self._exchange = Exchange(self._link, self._rule.ecus, self._stop.is_set)
        self._exchange.drain()
        self._pace.sent(self._now())
        return self._exchange

    def _settle(self, *, answered: bool) -> bool:
        """Count the outcome; True when silence begins a pause."""
        if answered:
            self._pace.answered()
            return False
        began = self._pace.timed_out(self._now())
        if began:
            _log.warning("diagnostics on bus %s: no answers, pausing", self._rule.bus)
        return began

    def _wait_for(self, reason: ScanReason) -> None:
        if self._scan is not None:
            self._tell(ScanReport(ScanState.WAITING, reason))

    def _tell(self, report: ScanReport) -> None:
        if report != self._told:
            self._told = report
            self._report(report)

    def _now(self) -> float:
        return self._clock.monotonic_ns() * _NS
