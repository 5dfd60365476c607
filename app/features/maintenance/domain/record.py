"""The maintenance record a workshop gets, and nothing beyond it."""

from datetime import timedelta

from app.core.message import Outgoing
from app.features.maintenance.domain.alert import Alert
from app.features.maintenance.domain.constants import TyreRules

PURPOSE = "P3"


def maintenance_record(
    alert: Alert, workshop: str, odometer_km: float | None, rules: TyreRules
) -> Outgoing:
    """The record of *alert* for *workshop*; km and kPa are whole numbers, unknown is null."""
    return Outgoing(
        topic=f"up/maintenance/{workshop}",
        type="maintenance.record",
        purpose=PURPOSE,
        recipient=workshop,
        prio=rules.record_prio,
        data={
            "alert": {
                "key": alert.key,
                "kind": alert.kind,
                "severity": str(alert.severity),
                "opened_at": alert.opened_at.isoformat(),
            },
            "position": alert.params["wheel"],
            "value": {"kpa": alert.params["kpa"], "placard_kpa": alert.params["placard_kpa"]},
            "odometer_km": None if odometer_km is None else int(odometer_km),
            "model_id": alert.model_id,
        },
        expires_at=alert.updated_at + timedelta(days=rules.record_expires_days),
    )
