from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from app.__main__ import main
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.emulator.broker import Broker, find_mosquitto
from app.main.config import vehicle_dir
from app.main.vehicle_report import slow_gates
from tests.fakes.can import BODY, HEAD, write_profile

SPEED = "Vehicle.Speed"


def doctor(folder: Path, *words: str) -> int:
    return main(["doctor", "--data-dir", str(folder), *words])


def test_it_names_the_machine_and_the_vehicle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor(tmp_path) == 0
    findings = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert {"habitacle", "python", "qt", "sqlite", "broker"} <= set(findings)
    assert findings["vehicle"].startswith("habitacle-ev ")
    assert "warning" not in findings


@pytest.mark.parametrize("kind", ["mosquitto", "iotcore"])
def test_it_tries_a_broker_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: Literal["mosquitto", "iotcore"]
) -> None:
    if kind == "mosquitto" and find_mosquitto() is None:
        pytest.skip("needs mosquitto")
    with Broker(kind) as broker:
        assert doctor(tmp_path, "--broker", broker.url) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.endswith(": yes")]
    assert [line.split()[1].rstrip(":") for line in lines] == [
        *("mqtt", "properties", "queueing", "retained", "shared", "200")
    ]
    assert doctor(tmp_path, "--broker", broker.url) == 1
    assert "lacks: mqtt 5" in capsys.readouterr().err


def test_what_it_cannot_use_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(tmp_path, "--vehicle", "nope") == 1
    assert "No vehicle profile 'nope'" in capsys.readouterr().err
    (tmp_path / "file").touch()
    assert doctor(tmp_path / "file") == 1
    assert "cannot be made" in capsys.readouterr().err


def slowed(plan: Plan, path: str, period_ms: int) -> Plan:
    messages = []
    for message in plan.messages:
        variants = [
            replace(
                variant,
                signals=tuple(
                    replace(each, period_ms=period_ms) if each.path == path else each
                    for each in variant.signals
                ),
            )
            for variant in message.variants
        ]
        messages.append(replace(message, variants=tuple(variants)))
    return replace(plan, messages=tuple(messages))


def test_a_slow_gate_is_warned_of() -> None:
    plan = load_plan(load_profile(vehicle_dir("habitacle-ev")), None)
    assert list(slow_gates(plan)) == []
    assert list(slow_gates(slowed(plan, SPEED, 300))) == []
    (warning,) = slow_gates(slowed(plan, SPEED, 301))
    assert SPEED in warning
    assert "every 301 ms" in warning


def test_a_slow_input_of_a_derived_gate_is_warned_of(tmp_path: Path) -> None:
    body = BODY.replace('path = "Vehicle.Speed"', 'path = "Vehicle.Exterior.LightIntensity"')
    body = body.replace('source = "MOTION.Speed"', 'source = "MOTION.Fuel"\nperiod_ms = 400')
    body += """
[[derived]]
path = "Vehicle.Speed"
op = "product"
inputs = ["Vehicle.Exterior.LightIntensity"]
"""
    (warning,) = slow_gates(load_plan(load_profile(write_profile(tmp_path, body)), None))
    assert f"{SPEED} comes every 400 ms in MOTION" in warning


def test_it_says_what_the_profile_covers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = HEAD + "fd = true\n"
    car = write_profile(tmp_path, BODY.replace("period_ms = 100\nchecksum", "checksum"), head)
    assert doctor(tmp_path, "--vehicle", str(car)) == 0
    lines = [line.split(None, 1) for line in capsys.readouterr().out.splitlines()]
    assert ["bus", "main: CAN and CAN FD, 4 messages of small.dbc"] in lines
    assert ["diagnostics", "none"] in lines
    assert ["covers", "Speed 1 of 1"] in lines
    covered = dict(text.split(None, 1) for kind, text in lines if kind == "covers")
    assert covered["Chassis"].startswith("3 of ")
    assert covered["Powertrain"].startswith("3 of ")


def test_a_fault_of_the_profile_names_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    car = write_profile(tmp_path, BODY + '\n[[signal]]\npath = "Vehicle.Sped"\n')
    assert doctor(tmp_path, "--vehicle", str(car)) == 1
    line = (HEAD + BODY).count("\n") + 3
    assert f"profile.toml, line {line}: [[signal]] Vehicle.Sped" in capsys.readouterr().err
