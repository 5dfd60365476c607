"""The probe as a partner's bench drives it: a process, lines of text, a real broker."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.emulator.broker import Broker, BrokerTls, find_mosquitto
from tests.fakes.authority import DAY, Authority
from tests.faults.backend import Backend, settle
from tests.faults.probe import PROBE, ROOT, Probe
from tests.faults.run import DEVICE


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker() as broker:
        yield broker


@pytest.fixture
def start(broker: Broker, tmp_path: Path) -> Iterator[Callable[..., Probe]]:
    probes: list[Probe] = []

    def begin(*more: str, folder: str = ".") -> Probe:
        where = ["--url", broker.url, "--data-dir", str(tmp_path / folder), "--device", DEVICE]
        probe = Probe([*where, *more])
        probes.append(probe)
        probe.start()
        return probe

    yield begin
    for probe in probes:
        if probe.process.poll() is None:
            probe.kill()


@pytest.fixture
def probe(start: Callable[..., Probe]) -> Probe:
    return start()


@pytest.fixture
def backend(broker: Broker) -> Iterator[Backend]:
    backend = Backend(broker.url, DEVICE)
    yield backend
    backend.close()


def run(*args: str, env: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*PROBE, *args],
        cwd=ROOT,
        env=env,
        input="QUIT\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_the_dialogue_of_the_specification(probe: Probe, backend: Backend) -> None:
    assert probe.ask("DO a-1", "ACCEPTED") == "ACCEPTED a-1"
    assert probe.ask("DO a-1", "ACCEPTED") == "ACCEPTED a-1"
    state = probe.dump()
    assert (state["outbox"], state["confirmed"], state["applied"]) == (1, [], {})
    backend.come()
    backend.command("c-1")
    backend.command("c-1")
    settle(lambda: backend.kept.answered == {"c-1"} and probe.dump()["outbox"] == 0, 20)
    state = probe.dump()
    assert (state["confirmed"], state["applied"], state["link"]) == (["a-1"], {"c-1": 1}, "up")
    begin = time.monotonic()
    assert probe.quit() == 0
    assert time.monotonic() - begin < 2
    assert list(backend.kept.keys) == ["a-1"]


def test_what_was_accepted_survives_kill_9_and_is_not_done_twice(
    probe: Probe, backend: Backend
) -> None:
    for n in range(50):
        probe.do(f"a-{n}")
    probe.wait(lambda: len(probe.accepted) == 50, 20, "answers")
    probe.kill()
    probe.start()
    assert probe.dump()["outbox"] == 50
    assert probe.ask("DO a-7", "ACCEPTED") == "ACCEPTED a-7"
    assert probe.dump()["outbox"] == 50
    backend.come()
    backend.command("c-1")
    settle(lambda: probe.dump()["outbox"] == 0, 20)
    settle(lambda: backend.kept.answered == {"c-1"}, 20)
    probe.kill()
    probe.start()
    state = probe.dump()
    assert sorted(state["confirmed"]) == sorted(f"a-{n}" for n in range(50))
    assert state["applied"] == {"c-1": 1}
    assert probe.ask("DO a-7", "ACCEPTED") == "ACCEPTED a-7"
    assert probe.dump()["outbox"] == 0
    assert backend.kept.changed == []


def test_lines_that_are_wrong_are_answered_and_change_nothing(probe: Probe) -> None:
    for line, answer in (
        ("DO", "ERROR DO takes 1 to 2 words"),
        ("do a", "ERROR unknown word"),
        ("DO a/b", "REFUSED a/b bad_key"),
        (f"DO {'k' * 65}", f"REFUSED {'k' * 65} bad_key"),
        ("DO a nothing.known", "REFUSED a unknown_type"),
        ("DO a state", "REFUSED a unknown_type"),
        ("DO a maintenance.record", "REFUSED a no_consent"),
        ("CONSENT GIVE P99 nobody", "ERROR there is no consent"),
        ("CONSENT PERHAPS P3 garage-demo", "ERROR CONSENT takes"),
        ("NET MAYBE", "ERROR NET takes"),
        ("CLOCK noon", "ERROR"),
        ("CLOCK inf", "ERROR CLOCK takes"),
    ):
        assert probe.ask(line, answer.split(" ", 1)[0]).startswith(answer)
    assert probe.dump()["outbox"] == 0


def test_bytes_that_are_no_text_are_an_error(broker: Broker, tmp_path: Path) -> None:
    args = ["--url", broker.url, "--data-dir", str(tmp_path), "--device", DEVICE]
    done = subprocess.run(
        [*PROBE, *args], cwd=ROOT, input=b"DO \xff\nDUMP\n", capture_output=True, check=True
    )
    ready, error, state = done.stdout.decode().splitlines()
    assert ready == "READY"
    assert error.startswith("ERROR")
    assert state.startswith("STATE {")


def test_a_withdrawal_takes_the_queued_rows_and_goes_first(
    start: Callable[..., Probe], backend: Backend
) -> None:
    probe = start("--events")
    probe.ask("NET OFF", "LINK off")
    assert probe.ask("CONSENT GIVE P3 garage-demo", "CONSENT").endswith("given")
    for n in range(3):
        probe.ask(f"DO m-{n} maintenance.record", "ACCEPTED")
    assert probe.ask("CONSENT WITHDRAW P3 garage-demo", "CONSENT").endswith("withdrawn")
    probe.wait(lambda: len(probe.dropped) == 3, 5, "DROPPED")
    assert set(probe.dropped.values()) == {"consent"}
    assert probe.dump()["outbox"] == 1
    backend.come()
    probe.ask("NET ON", "LINK on")
    settle(lambda: backend.kept.topics["withdraw/P3/garage-demo"] == 1, 10)
    assert not any(topic.startswith("maintenance") for topic in backend.kept.topics)


def test_every_type_of_the_contract_that_goes_up_can_be_driven(probe: Probe) -> None:
    for kind in ("order.stop", "order.place", "entitlement.use", "update.result"):
        assert probe.ask(f"DO k-{kind} {kind}", "ACCEPTED") == f"ACCEPTED k-{kind}"
    probe.ask("CONSENT GIVE P5 probe-partner", "CONSENT")
    assert probe.ask("DO k-5 score.report", "ACCEPTED") == "ACCEPTED k-5"


def test_events_and_the_clock_and_the_ledger(
    start: Callable[..., Probe], tmp_path: Path, backend: Backend
) -> None:
    backend.come()
    probe = start("--events", "--encrypt", "--pad", "0")
    probe.wait(lambda: "LINK up" in probe.lines, 10, "LINK up")
    probe.do("a-1")
    probe.wait(lambda: "CONFIRMED a-1" in probe.lines, 10, "CONFIRMED")
    backend.command("c-1")
    probe.wait(lambda: "APPLIED c-1" in probe.lines, 10, "APPLIED")
    assert probe.ask("CLOCK 3600", "CLOCK") == "CLOCK 3600"
    ledger = json.loads(probe.ask("LEDGER", "LEDGER ").removeprefix("LEDGER "))
    assert ledger["n"] == len(ledger["last"])
    assert ledger["head"] == ledger["last"][-1]["hash"]
    assert probe.quit() == 0
    assert b"SQLite format 3" not in (tmp_path / "device.db").read_bytes()[:16]


def test_ten_thousand_lines_at_once(probe: Probe) -> None:
    begin = time.monotonic()
    lines = [f"DO a-{n}" for n in range(10_000)]
    probe.asked.update(dict.fromkeys(f"a-{n}" for n in range(10_000)))
    probe.say("\n".join(lines))
    probe.wait(lambda: len(probe.accepted) == 10_000, 30, "answers")
    took = time.monotonic() - begin
    assert took < 5 * 3, took  # three times the target: other programs share this machine
    begin = time.monotonic()
    assert probe.dump()["outbox"] == 10_000
    assert time.monotonic() - begin < 1 * 3
    assert [line for line in probe.lines if line.startswith("ACCEPTED")] == [
        f"ACCEPTED a-{n}" for n in range(10_000)
    ]


@pytest.mark.parametrize("end", ["stdin", "signal"])
def test_the_end_of_input_and_sigterm_are_quit(probe: Probe, end: str) -> None:
    probe.ask("DO a-1", "ACCEPTED")
    if end == "stdin":
        assert probe.process.stdin is not None
        probe.process.stdin.close()
    else:
        probe.process.terminate()
    assert probe.ended() == 0


def test_a_folder_in_use_and_other_refusals_are_exit_1(probe: Probe, tmp_path: Path) -> None:
    assert probe.process.poll() is None
    for args, sentence in (
        (("--data-dir", str(tmp_path), "--device", "x"), "Another Habitacle is running"),
        (("--data-dir", str(tmp_path / "n"), "--device", "WVWZZZ1KZAW123456"), "like a VIN"),
        (("--data-dir", str(tmp_path / "n"), "--device", "a/b"), "may not stand in topics"),
        (("--url", "mqtt://broker.example", "--data-dir", "x", "--device", "x"), "unencrypted"),
        (("--url", "mqtts://broker.example", "--data-dir", "x", "--device", "x"), "--cafile"),
    ):
        done = run(*args)
        assert done.returncode == 1, done
        assert sentence in done.stderr
        assert done.stderr.count("\n") == 1
        assert done.stdout == ""


@pytest.mark.parametrize("args", [(), ("--data-dir", "x"), ("--pad", "-1"), ("--cert", "x")])
def test_usage_is_exit_2(args: tuple[str, ...]) -> None:
    env = {"PATH": "/usr/bin", "HOME": "/nonexistent"}
    full = (
        args if args in {(), ("--data-dir", "x")} else (*args, "--data-dir", "x", "--device", "x")
    )
    assert run(*full, env=env).returncode == 2


def test_the_environment_may_say_it(broker: Broker, tmp_path: Path) -> None:
    host, port = broker.url.removeprefix("mqtt://").split(":")
    env = {"PATH": "/usr/bin", "MQTT_HOST": host, "MQTT_PORT": port}
    done = run(env={**env, "STATE_DIR": str(tmp_path), "VIN": "car-9"})
    assert (done.returncode, done.stdout) == (0, "READY\n"), done


@pytest.mark.skipif(find_mosquitto() is None, reason="needs mosquitto")
def test_over_mutual_tls(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "ca")
    server, device = authority.pair("broker"), authority.pair(DEVICE)
    tls = BrokerTls(authority.ca, server.cert, server.key)
    files = ("--cafile", str(device.ca), "--cert", str(device.cert), "--key", str(device.key))
    with Broker(tls=tls) as broker:
        where = ["--url", broker.url, "--data-dir", str(tmp_path / "data"), "--device", DEVICE]
        probe = Probe([*where, *files, "--events"])
        probe.start()
        probe.wait(lambda: "LINK up" in probe.lines, 10, "LINK up")
        probe.ask("DO a-1", "ACCEPTED")
        settle(lambda: probe.dump()["published"] == 1, 5)
        assert probe.quit() == 0


def test_an_expired_certificate_is_named_before_the_broker_is_asked(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    old = Authority(tmp_path / "ca").pair(DEVICE, now - 3 * DAY, now - DAY)
    files = ("--cafile", str(old.ca), "--cert", str(old.cert), "--key", str(old.key))
    where = ["--url", "mqtts://127.0.0.1:1", "--data-dir", str(tmp_path / "data")]
    probe = Probe([*where, "--device", DEVICE, *files])
    probe.start()
    settle(lambda: probe.dump()["link"] == "identity_expired", 5)
    assert probe.ask("DO a-1", "ACCEPTED") == "ACCEPTED a-1"
    assert probe.quit() == 0


def test_the_printed_contract_is_the_wire() -> None:
    done = run("--print-contract")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "up": "v1/{vin}/up/action",
        "up_id": "/id",
        "receipt": "v1/{vin}/down/receipt",
        "receipt_body": {"ids": ["$ID"]},
        "cmd": "v1/{vin}/down/cmd",
        "cmd_body": {"id": "$ID"},
        "cmdack": "v1/{vin}/up/cmdack",
        "cmdack_id": "/id",
    }


def test_no_screen_is_imported() -> None:
    code = (
        "import sys; import app.main.sync_probe; "
        "sys.exit(any(name.startswith(('PySide6', 'shiboken6')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
