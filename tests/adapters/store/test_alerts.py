"""An alert and the message it causes are written together or not at all."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.store import AlertRepository, Outbox, Store
from app.features.maintenance.domain import Alert, Severity
from tests.adapters.store.conftest import Make

OPENED = datetime(2026, 11, 24, 17, 42, 0, 123_000, tzinfo=UTC)
ALERT = Alert(
    id="a-1",
    key="tyre.low.rear_left",
    kind="tyre.low",
    severity=Severity.SOON,
    opened_at=OPENED,
    updated_at=OPENED,
    closed_at=None,
    params={"wheel": "rear_left", "kpa": 190.5, "shared_with": [], "acknowledged": False},
    model_id="maint-2026.1",
)


@pytest.fixture
def alerts(store: Store) -> AlertRepository:
    return AlertRepository(store)


def test_an_alert_comes_back_as_it_was(alerts: AlertRepository) -> None:
    alerts.save(ALERT, None).result(5)
    (loaded,) = alerts.load_open().result(5)
    assert loaded == ALERT
    assert loaded.params == ALERT.params


def test_saving_again_replaces_and_closing_ends(alerts: AlertRepository) -> None:
    second = replace(ALERT, id="a-2", opened_at=OPENED - timedelta(days=1))
    alerts.save(ALERT, None).result(5)
    alerts.save(second, None).result(5)
    worse = replace(ALERT, severity=Severity.CRITICAL, params={"kpa": 100})
    alerts.save(worse, None).result(5)
    assert alerts.load_open().result(5) == [second, worse]
    alerts.save(replace(worse, closed_at=OPENED), None).result(5)
    assert alerts.load_open().result(5) == [second]


def test_alert_and_message_share_a_transaction(
    alerts: AlertRepository, outbox: Outbox, make: Make
) -> None:
    alerts.save(ALERT, make()).result(5)
    assert outbox.counts().result(5).waiting == 1
    bad = alerts.save(replace(ALERT, id="a-2"), make(data={"x": float("nan")}))
    assert isinstance(bad.exception(5), ValueError)
    assert alerts.load_open().result(5) == [ALERT]
    assert outbox.counts().result(5).waiting == 1


def test_a_flipped_bit_is_not_shown_as_an_alert(alerts: AlertRepository, store: Store) -> None:
    def flip(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE alert SET params=replace(params, '190', '290')")

    alerts.save(ALERT, None).result(5)
    store.profile.write(flip).result(5)
    assert alerts.load_open().result(5) == []
