"""Opens, updates and ends alerts about the car, and offers them to the chosen workshop."""

import logging
import os
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.core.ids import uuid7
from app.core.observe import Change
from app.features.maintenance.domain import Alert, Severity, by_urgency
from app.features.maintenance.domain.constants import TyreRules, VehicleModel
from app.features.maintenance.domain.tyres import (
    LOW,
    RAPID_LEAK,
    TyreFacts,
    Wheel,
    has_ended,
    is_low,
)
from app.features.maintenance.ports import Ports
from app.features.maintenance.tyre_watch import TyreWatch

if TYPE_CHECKING:
    from app.core.message import Outgoing

_log = logging.getLogger(__name__)


class MaintenanceService:
    """At most one open alert a key; every change is stored, unknown changes nothing.

    All methods belong to one thread, the one that `ports.post` leads back to. Without *model* the
    placard pressure is not known: nothing is judged, open alerts stay.
    """

    def __init__(self, ports: Ports, rules: TyreRules, model: VehicleModel | None) -> None:
        self.changed = Change()
        self._ports = ports
        self._rules = rules
        self._watch = TyreWatch(ports.vehicle, ports.clock, rules)
        self._placard_kpa = model.placard_kpa if model else None
        self._open: dict[str, Alert] = {}
        self._stored: dict[str, Alert] = {}
        self._newest: dict[str, Alert] = {}
        self._unsaved: list[tuple[str, Outgoing | None]] = []
        self._ready = False

    def start(self) -> None:
        """Load the open alerts, then observe the car."""
        loading = self._ports.store.load_open()
        loading.add_done_callback(lambda done: self._ports.post(lambda: self._restored(done)))

    @property
    def open_alerts(self) -> tuple[Alert, ...]:
        """Open alerts, the most severe first, then the oldest."""
        return by_urgency(self._open.values())

    @property
    def judges_tyres(self) -> bool:
        """Whether the placard pressure is known, so that a tyre can be called good."""
        return self._placard_kpa is not None

    def pressure(self, wheel: Wheel) -> float | None:
        """Pressure of *wheel* in kPa, None when unknown."""
        return self._watch.pressure(wheel)

    def observe(self) -> None:
        """Judge the tyres; cheap to call often, samples at the rate of the constants."""
        if not self._ready or self._placard_kpa is None or not self._watch.sample():
            return
        for wheel in Wheel:
            facts = self._watch.facts(wheel, self._placard_kpa)
            if facts is not None:
                self._judge(wheel, facts)

    def acknowledge(self, key: str) -> None:
        """The driver has seen the alert; it stays open until its cause is gone."""
        alert = self._open.get(key)
        if alert is not None and not alert.params.get("acknowledged"):
            self._keep(self._edited(alert, acknowledged=True))

    def retry(self) -> None:
        """Hand over again what could not be stored; call it now and then."""
        unsaved, self._unsaved = self._unsaved, []
        for alert, outgoing in [(self._newest[id_], outgoing) for id_, outgoing in unsaved]:
            self._save(alert, outgoing)

    def share_open_alerts(self) -> None:
        """Queue the record of each open alert that the allowed workshop has not had yet."""
        workshop = self._ports.workshop_allowed()
        if workshop is None:
            return
        for alert in self.open_alerts:
            if workshop not in alert.params.get("shared_with", ()):
                shared = self._edited(alert, shared_with=self._with_workshop(alert, workshop))
                self._keep(shared, self._record(shared, workshop))

    def forget_sharing(self, workshop: str) -> None:
        """*workshop* may get nothing any more: a later permission offers open alerts anew."""
        for alert in self.open_alerts:
            had = alert.params.get("shared_with", ())
            if workshop in had:
                rest = [each for each in had if each != workshop]
                self._keep(self._edited(alert, shared_with=rest))

    def _restored(self, done: "Future[list[Alert]]") -> None:
        error = done.exception()
        if error is not None:
            _log.error("The open alerts could not be loaded: %s", error)
        else:
            for alert in done.result():
                self._open[alert.key] = self._stored[alert.key] = alert
        self._ready = True
        self._ports.vehicle.changed.connect(self.observe)
        self.changed.emit()
        self.observe()

    def _judge(self, wheel: Wheel, facts: TyreFacts) -> None:
        for kind in (RAPID_LEAK, LOW):
            alert = self._open.get(f"{kind}.{wheel}")
            if alert is not None:
                self._follow(alert, wheel, facts)
        leak, low = self._open.get(f"{RAPID_LEAK}.{wheel}"), self._open.get(f"{LOW}.{wheel}")
        if leak is None and self._watch.leaks_fast(wheel):
            self._begin(RAPID_LEAK, wheel, Severity.CRITICAL, facts)
            if low is not None:
                self._end(low)
        elif leak is None and low is None and is_low(facts, self._rules):
            self._begin(LOW, wheel, Severity.SOON, facts)

    def _begin(self, kind: str, wheel: Wheel, severity: Severity, facts: TyreFacts) -> None:
        now = self._ports.clock.utc()
        alert = Alert(
            id=uuid7(int(now.timestamp() * 1000), int.from_bytes(os.urandom(10), "big")),
            key=f"{kind}.{wheel}",
            kind=kind,
            severity=severity,
            opened_at=now,
            updated_at=now,
            closed_at=None,
            params={
                "wheel": wheel.value,
                "kpa": round(facts.kpa),
                "lowest_kpa": round(facts.kpa),
                "placard_kpa": round(facts.placard_kpa),
                "acknowledged": False,
                "shared_with": [],
            },
            model_id=self._rules.model_id,
        )
        workshop = self._ports.workshop_allowed()
        if workshop is None:
            self._keep(alert)
            return
        shared = self._edited(alert, shared_with=[workshop])
        self._keep(shared, self._record(shared, workshop))

    def _follow(self, alert: Alert, wheel: Wheel, facts: TyreFacts) -> None:
        kpa = round(facts.kpa)
        lowest = min(alert.params["lowest_kpa"], kpa)
        edited = self._edited(alert, kpa=kpa, lowest_kpa=lowest)
        if has_ended(alert.kind, facts, lowest, self._rules):
            self._end(edited)
            self._watch.forget(wheel)
        elif edited.params != alert.params:
            moved = abs(kpa - self._stored[alert.key].params["kpa"])
            if moved >= self._rules.save_step_kpa:
                self._keep(edited)
            else:
                self._open[alert.key] = edited
                self.changed.emit()

    def _end(self, alert: Alert) -> None:
        now = self._ports.clock.utc()
        del self._open[alert.key]
        self._stored.pop(alert.key, None)
        self._save(replace(alert, updated_at=now, closed_at=now), None)
        self.changed.emit()

    def _keep(self, alert: Alert, outgoing: "Outgoing | None" = None) -> None:
        self._open[alert.key] = self._stored[alert.key] = alert
        self._save(alert, outgoing)
        self.changed.emit()

    def _save(self, alert: Alert, outgoing: "Outgoing | None") -> None:
        self._newest[alert.id] = alert
        saving = self._ports.store.save(alert, outgoing)
        saving.add_done_callback(
            lambda done: self._ports.post(lambda: self._saved(alert, outgoing, done))
        )

    def _saved(self, alert: Alert, outgoing: "Outgoing | None", done: "Future[None]") -> None:
        if (error := done.exception()) is not None:
            _log.error("Alert %s could not be stored: %s", alert.key, error)
            self._unsaved.append((alert.id, outgoing))
        elif alert.closed_at is not None and all(alert.id != id_ for id_, _ in self._unsaved):
            self._newest.pop(alert.id, None)

    def _edited(self, alert: Alert, **params: Any) -> Alert:
        return replace(alert, updated_at=self._ports.clock.utc(), params={**alert.params, **params})

    def _record(self, alert: Alert, workshop: str) -> "Outgoing":
        from app.features.maintenance.domain.record import maintenance_record

        return maintenance_record(alert, workshop, self._ports.vehicle.odometer_km, self._rules)

    @staticmethod
    def _with_workshop(alert: Alert, workshop: str) -> list[str]:
        return [*alert.params.get("shared_with", ()), workshop]
