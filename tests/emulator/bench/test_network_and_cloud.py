"""The tabs of the network, the cloud and the ledger."""

from datetime import UTC, datetime, timedelta

from app.adapters.mqtt import MqttClient
from app.core.canonical import sha256_hex
from app.emulator.bench.ledger_rows import compared
from app.emulator.cloud import PUSHES, Received, Violation
from app.emulator.hands import LedgerRow
from app.emulator.network import NETWORKS
from tests.emulator.bench.conftest import Operator

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_every_network_is_chosen_by_a_press(tester: Operator) -> None:
    tester.tab("Network")
    supervisor = tester.desk.supervisor
    addresses = {supervisor.hmi_broker}
    for word, label in (
        ("offline", "Offline"),
        ("slow", "Slow"),
        ("lossy", "Lossy"),
        ("captive", "Captive portal"),
        ("half_open", "Half-open"),
        ("broker_down", "Broker down"),
        ("online", "Online"),
    ):
        tester.press(label)
        tester.wait(lambda wanted=word: supervisor.network == wanted, word)  # type: ignore[misc]
        tester.wait(lambda: not tester.panels.network.property("busy"), "done")
        assert supervisor.broker_up is NETWORKS[word].broker
        addresses.add(supervisor.hmi_broker)
    assert len(addresses) == 1
    assert tester.problem == ""


def test_what_slow_means(tester: Operator) -> None:
    network = tester.panels.network
    network.setSlow(50, 100)
    assert tester.desk.supervisor.network == "online"
    network.choose("slow")
    tester.wait(lambda: tester.desk.supervisor.network == "slow", "slow")
    assert (network.property("latency"), network.property("rate")) == (50, 100)
    network.setSlow(99_999_999, 100)
    tester.wait(lambda: "latency" in tester.problem, "the refusal")


def test_receipts_are_withheld(tester: Operator) -> None:
    tester.tab("Network")
    tester.press("Withhold receipts")
    tester.wait(lambda: tester.panels.network.withheld, "withheld")
    tester.reads("Receipts withheld")
    tester.press("Withhold receipts")
    tester.wait(lambda: not tester.panels.network.withheld, "given")


def test_each_push_shows_its_json(tester: Operator) -> None:
    cloud = tester.panels.cloud
    for push in PUSHES:
        cloud.choose(push.name)
        assert f'"{push.type}"' in cloud.property("json") or cloud.property("json")
        assert cloud.property("faults") == list(push.faults)
        assert len(cloud.property("faultWords")) == len(push.faults)


def test_a_push_without_a_car_is_refused_in_words(tester: Operator) -> None:
    tester.tab("Cloud")
    tester.press("A workshop asks for data")
    tester.reads("proposal.recipient, signed")
    tester.press("Send the message")
    tester.wait(lambda: tester.problem, "the refusal")
    assert "No car has been here" in tester.problem


def test_what_comes_is_listed_and_read(tester: Operator) -> None:
    client = MqttClient(tester.desk.supervisor.broker.url, "car-1")
    client.start((), lambda *_: None)
    try:
        assert client.wait_ready(5)
        client.publish("v1/car-1/up/state", b'{"not":"a state"}')
        client.publish("v1/car-1/up/nowhere", b"{}")
        cloud = tester.desk.cloud
        assert cloud is not None
        tester.wait(
            lambda: len({bad.topic for bad in cloud.violations}) == 2, "two refused messages"
        )
    finally:
        client.close()
    tester.tab("Cloud")
    tester.press("refused nowhere")
    tester.wait(
        lambda: "{}" in tester.screen.child("Message of the car").property("text"), "its text"
    )


def received(payload: bytes, kind: str = "maintenance.record", copies: int = 0) -> Received:
    return Received(f"v1/car/up/{kind}", "car", kind, f"id-{payload!r}", payload, {}, copies)


def listed(payload: bytes, minutes: float = 0, topic: str = "v1/car/up/x") -> LedgerRow:
    time = NOW + timedelta(minutes=minutes)
    return LedgerRow(time, "P3", "garage", topic, len(payload), sha256_hex(payload))


def test_ledger_and_traffic_are_matched_by_the_hash_of_the_payload() -> None:
    rows = compared(
        [listed(b"lost", 3), listed(b"a", 2), listed(b"will", 1, "v1/car/up/state"), listed(b"a")],
        [received(b"a", copies=1), received(b"secret")],
        [Violation("v1/car/up/y", "schema", "", b"bad")],
        NOW,
        whole=True,
    )
    verdicts = {(row.verdict, row.times, row.copies, row.bytes) for row in rows}
    assert verdicts == {
        ("unseen", 1, 0, 4),
        ("unlisted", 0, 1, 6),
        ("unlisted", 0, 1, 3),
        ("both", 2, 2, 1),
        ("will", 1, 0, 4),
    }
    assert [row.verdict in {"both", "will"} for row in rows] == [False, False, False, True, True]


def test_what_an_earlier_desk_saw_is_not_held_against_anybody() -> None:
    old = [listed(b"old", -5), listed(b"older", -9)]
    assert compared(old, [], [], NOW, whole=True) == []
    page = compared([listed(b"new", 1), *old], [received(b"beyond the page")], [], NOW, whole=False)
    assert [row.verdict for row in page] == ["unseen"]


def test_a_clock_that_was_set_back_hides_no_mismatch() -> None:
    ledger = [listed(b"lost", -60), listed(b"a", -61), listed(b"old", -90)]
    rows = compared(ledger, [received(b"a")], [], NOW, whole=True)
    assert [row.verdict for row in rows] == ["unseen", "both"]


def test_the_ledger_tab_shows_a_mismatch(tester: Operator) -> None:
    later = datetime.now(UTC) + timedelta(seconds=5)
    tester.hands.entries = (LedgerRow(later, "P3", "garage", "v1/c/up/x", 9, "00"),)
    tester.tab("Ledger")
    tester.reads("Never seen")
    tester.reads("1 never seen")
    tester.hands.alive = False
    tester.reads("The HMI is not running.")
