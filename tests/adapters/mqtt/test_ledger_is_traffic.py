"""Everything captured at the broker is in the ledger, byte for byte, and nothing else is."""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.mqtt import MqttClient
from app.core.canonical import canonical_json
from app.emulator.broker import Broker
from tests.faults.backend import Backend, settle
from tests.faults.probe import Probe
from tests.faults.run import DEVICE

Proof = tuple[str, int, str]


class Capture:
    """Everything any client publishes below our topics, our own downlink excepted."""

    def __init__(self, url: str) -> None:
        self.seen: Counter[Proof] = Counter()
        self._client = MqttClient(url, "capture")
        self._client.start(["#"], self._arrived)
        assert self._client.wait_ready(5)

    def close(self) -> None:
        self._client.close()

    def _arrived(self, topic: str, payload: bytes, _about: object) -> None:
        if not topic.startswith(f"v1/{DEVICE}/down/"):
            self.seen[topic, len(payload), hashlib.sha256(payload).hexdigest()] += 1


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker() as broker:
        yield broker


@pytest.mark.parametrize("caps", [(), ("bundle", "zlib")])
def test_the_ledger_is_what_left(broker: Broker, tmp_path: Path, caps: tuple[str, ...]) -> None:
    capture = Capture(broker.url)
    backend = Backend(broker.url, DEVICE, caps=caps)
    probe = Probe(["--url", broker.url, "--data-dir", str(tmp_path), "--device", DEVICE])
    probe.start()
    probe.ask("NET OFF", "LINK off")
    for n in range(120):
        probe.do(f"a-{n}")
    probe.ask("CONSENT GIVE P3 garage-demo", "CONSENT")
    probe.ask("DO m-1 maintenance.record", "ACCEPTED m-1")
    probe.ask("CONSENT WITHDRAW P3 garage-demo", "CONSENT")
    probe.ask("DO o-1 order.place", "ACCEPTED o-1")
    backend.come()
    probe.ask("NET ON", "LINK on")
    settle(lambda: quiet(probe, backend), 20)
    probe.ask("NET OFF", "LINK off")
    for n in range(120, 300):
        probe.do(f"a-{n}")
    probe.wait(lambda: not probe.asked, 10, "answers")
    probe.ask("NET ON", "LINK on")
    backend.command("c-1")
    settle(lambda: len(backend.kept.keys) == 300, 20)
    settle(lambda: backend.kept.answered == {"c-1"}, 10)
    backend.kept.copies.clear()
    assert probe.quit() == 0
    backend.close()
    settle(lambda: sum(capture.seen.values()) >= 3, 5)
    capture.close()
    entries = ledger(tmp_path)
    wills = [entry for entry in entries if entry[0].endswith("/up/state")]
    left = Counter(entries)
    missing = capture.seen - left
    assert not missing, missing
    # A will is entered when it is deposited; the broker keeps it back after a clean end.
    unseen = left - capture.seen
    assert all(topic.endswith("/up/state") for topic, _, _ in unseen), unseen
    assert len(wills) > 2
    kinds = {topic.split("/", 3)[3].split("/")[0] for topic, _, _ in capture.seen}
    assert kinds == {"state", "action", "cmdack", "order", "withdraw"}
    assert (bundled(tmp_path) > 10) is bool(caps)


def quiet(probe: Probe, backend: Backend) -> bool:
    """Whether everything of the probe's own is confirmed; the other types get no receipt here."""
    return len(backend.kept.keys) == 120 and probe.dump()["outbox"] <= 2


def ledger(folder: Path) -> list[Proof]:
    return [
        (str(body["topic"]), int(str(body["bytes"])), str(body["payload_sha256"]))
        for body in bodies(folder)
    ]


def bundled(folder: Path) -> int:
    return max(int(str(body["n_records"])) for body in bodies(folder))


def bodies(folder: Path) -> list[dict[str, object]]:
    found = []
    for name in ("device.db", "p-1.db"):
        connection = sqlite3.connect(folder / name)
        for (text,) in connection.execute("SELECT body FROM ledger ORDER BY seq"):
            body = json.loads(text)
            assert canonical_json(body).decode() == text
            found.append(body)
        connection.close()
    return found
