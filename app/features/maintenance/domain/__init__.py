"""Rules that turn readings into advice: pure, without a clock of their own."""

from app.features.maintenance.domain.alert import SEVERITIES, Alert, Severity, by_urgency

__all__ = ["SEVERITIES", "Alert", "Severity", "by_urgency"]
