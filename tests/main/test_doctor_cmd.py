from dataclasses import replace
from pathlib import Path

import pytest

from app.__main__ import main
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.main.config import vehicle_dir
from app.main.doctor_cmd import slow_gates

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


def test_what_it_cannot_use_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(tmp_path, "--vehicle", "nope") == 1
    assert "No vehicle profile 'nope'" in capsys.readouterr().err
    (tmp_path / "file").touch()
    assert doctor(tmp_path / "file") == 1
    assert "cannot be made" in capsys.readouterr().err


def test_a_slow_gate_is_warned_of() -> None:
    plan = load_plan(load_profile(vehicle_dir("habitacle-ev")), None)
    assert list(slow_gates(plan)) == []
    messages = []
    for message in plan.messages:
        variants = [
            replace(
                variant,
                signals=tuple(
                    replace(each, timeout_ms=1500) if each.path == SPEED else each
                    for each in variant.signals
                ),
            )
            for variant in message.variants
        ]
        messages.append(replace(message, variants=tuple(variants)))
    (warning,) = slow_gates(replace(plan, messages=tuple(messages)))
    assert SPEED in warning
    assert "1500 ms" in warning
