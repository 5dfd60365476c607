"""What of a tyre alert goes to the workshop, and what the driver has read."""

from tests.features.maintenance.bench import Bench


def test_without_consent_no_record_is_queued(bench: Bench) -> None:
    bench.leak(250, 180)
    assert bench.store.outgoing == []


def test_the_record_for_the_workshop(bench: Bench) -> None:
    bench.workshop = "garage-nord"
    bench.car.set({"Vehicle.TraveledDistance": 41_000_900})
    bench.leak(250, 180)
    [record] = bench.store.outgoing
    [alert] = bench.alerts
    assert record.topic == "up/maintenance/garage-nord"
    assert (record.type, record.purpose, record.recipient, record.prio) == (
        "maintenance.record",
        "P3",
        "garage-nord",
        6,
    )
    kpa = record.data["value"]["kpa"]
    assert record.data == {
        "alert": {
            "key": "tyre.rapid_leak.rear_left",
            "kind": "tyre.rapid_leak",
            "severity": "critical",
            "opened_at": alert.opened_at.isoformat(),
        },
        "position": "rear_left",
        "value": {"kpa": kpa, "placard_kpa": 250},
        "odometer_km": 41_000,
        "model_id": "maint-2026.1",
    }
    assert 220 <= kpa <= 230
    assert record.expires_at is not None
    assert (record.expires_at - alert.opened_at).days == 30


def test_an_unknown_odometer_is_null_in_the_record(bench: Bench) -> None:
    bench.workshop = "garage-nord"
    bench.leak(250, 180)
    assert bench.store.outgoing[0].data["odometer_km"] is None


def test_consent_given_later_shares_each_open_alert_once(bench: Bench) -> None:
    bench.leak(250, 180)
    bench.service.share_open_alerts()
    assert bench.store.outgoing == []
    bench.workshop = "garage-nord"
    bench.service.share_open_alerts()
    bench.service.share_open_alerts()
    assert len(bench.store.outgoing) == 1
    again = Bench(bench.store)
    again.workshop = "garage-nord"
    again.service.share_open_alerts()
    assert len(bench.store.outgoing) == 1
    again.workshop = "garage-sud"
    again.service.share_open_alerts()
    assert [o.recipient for o in bench.store.outgoing] == ["garage-nord", "garage-sud"]


def test_after_a_withdrawal_a_new_consent_offers_open_alerts_anew(bench: Bench) -> None:
    bench.workshop = "garage-nord"
    bench.leak(250, 180)
    assert len(bench.store.outgoing) == 1
    bench.workshop = None
    bench.service.forget_sharing("garage-nord")
    bench.service.share_open_alerts()
    assert len(bench.store.outgoing) == 1
    bench.workshop = "garage-nord"
    bench.service.share_open_alerts()
    bench.service.share_open_alerts()
    assert len(bench.store.outgoing) == 2


def test_an_acknowledged_alert_stays_open_and_stays_acknowledged(bench: Bench) -> None:
    bench.leak(250, 180)
    key = bench.alerts[0].key
    bench.service.acknowledge(key)
    saves = len(bench.store.saves)
    bench.service.acknowledge(key)
    assert len(bench.store.saves) == saves
    bench.hold(170, 3)
    assert bench.alerts[0].params["acknowledged"] is True
    assert Bench(bench.store).alerts[0].params["acknowledged"] is True
    bench.service.acknowledge("no such alert")
