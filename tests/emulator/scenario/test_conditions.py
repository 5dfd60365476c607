"""What `wait` and `expect` look at: each holds, and each says what there was instead."""

from dataclasses import replace
from typing import Any

import pytest

from app.core.signals import Validity
from app.emulator.scenario.conditions import unmet
from app.emulator.scenario.ports import Left
from tests.fakes.stage import FakeStage, item, message, signal

RECORD = message("maintenance.record", "up/maintenance/garage-demo", position="front_left", kpa=180)


@pytest.fixture
def stage() -> FakeStage:
    """A parked car with a tyre that was told of."""
    made = FakeStage()
    made.hands.shown = ["Tyre pressure", "Understood"]
    made.hands.buttons = [
        item("Understood"),
        item("Privacy: 1\u00a0shared", role="Link"),
        item("Auto", role="RadioButton", checked=True, locked=True),
        item("Far below", visible=False),
    ]
    made.hands.signals = {
        "Vehicle.Speed": signal("Vehicle.Speed", 50.2),
        "Vehicle.Doors.IsOpen": signal("Vehicle.Doors.IsOpen", True),
        "Vehicle.Old": signal("Vehicle.Old", None, Validity.STALE),
    }
    made.cloud.received = (message("state", "up/state"), RECORD)
    made.listed = [
        Left("state", "v1/car-1/up/state", "P1", "manufacturer", "aa"),
        Left("maintenance", "v1/car-1/up/maintenance/garage-demo", "P3", "garage-demo", "bb"),
    ]
    return made


HOLDS: list[dict[str, Any]] = [
    {"text": "Understood"},
    {"text": ["Understood", "Tyre pressure"]},
    {"no_text": "Locked"},
    {"item": "Understood"},
    {"item": "Privacy: 1 shared"},
    {"item": "Privacy: %1 shared"},
    {"item": {"name": "Auto", "checked": True, "locked": True, "role": "RadioButton"}},
    {"no_item": "Far below"},
    {"no_item": {"name": "Auto", "checked": False}},
    {"state": {"driving": "parked", "pending": 0, "layout": "wide", "large_text": False}},
    {"state": {"wall_after": "2026-06-21T12:00:00Z", "wall_before": "2026-06-21T14:00:01+02:00"}},
    {"signal": {"path": "Speed", "value": 50, "tolerance": 0.5}},
    {"signal": {"path": "Vehicle.Speed", "above": 50, "below": 51, "validity": "valid"}},
    {"signal": {"path": "Doors.IsOpen", "value": True}},
    {"signal": {"path": "Old", "validity": "stale", "reason": "bus_silent"}},
    {"message": "maintenance.record"},
    {
        "message": {
            "type": "maintenance.record",
            "topic": "up/maintenance/garage-demo",
            "fields": {"data": {"position": "front_left"}},
            "count": 1,
            "duplicates": 0,
        }
    },
    {"no_message": {"type": "maintenance.record", "fields": {"data": {"position": "rear_left"}}}},
    {"ledger": {"kind": "maintenance", "purpose": "P3", "recipient": "garage-demo", "count": 1}},
    {"nothing_sent": {"kind": "score"}},
    {"nothing_sent": {"purpose": "P5"}},
]


@pytest.mark.parametrize("condition", HOLDS, ids=str)
def test_what_holds(stage: FakeStage, condition: dict[str, Any]) -> None:
    assert unmet(stage, condition) is None


@pytest.mark.parametrize(
    ("condition", "there"),
    [
        ({"text": "Locked"}, "text 'Locked', there was 'Understood', 'Tyre pressure'"),
        ({"no_text": "Understood"}, "no text 'Understood', there was 'Understood'"),
        (
            {"item": "Accept"},
            "item 'Accept', there was 'Auto', 'Understood', 'Privacy: 1\u00a0shared'",
        ),
        ({"item": "Far below"}, "item 'Far below', there was"),
        ({"item": {"name": "Auto", "checked": False}}, "'Auto' with checked false, there was true"),
        ({"item": {"name": "Auto", "role": "Button"}}, "item 'Auto', there was"),
        ({"no_item": "Understood"}, "no item 'Understood', it is there"),
        ({"state": {"driving": "moving"}}, "state driving 'moving', there was 'parked'"),
        ({"state": {"wall_after": "2026-06-21T12:00:01Z"}}, "there was 2026-06-21T12:00:00Z"),
        ({"signal": {"path": "Speed", "value": 40}}, "Speed with value 40, there was 50.2 km/h"),
        ({"signal": {"path": "Speed", "above": 50.2}}, "there was 50.2 km/h"),
        ({"signal": {"path": "Speed", "value": True}}, "there was 50.2 km/h"),
        ({"signal": {"path": "Doors.IsOpen", "value": 1}}, "there was true"),
        ({"signal": {"path": "Old", "above": 0}}, "there was stale (bus_silent)"),
        ({"signal": {"path": "None", "value": 1}}, "but: There is no signal Vehicle.None."),
        ({"message": "score.report"}, "score.report, the backend has state, maintenance.record"),
        ({"message": {"type": "state", "count": 2}}, "2 of message state, the backend has 1"),
        ({"message": {"type": "state", "topic": "up/x"}}, "message state, the backend has"),
        ({"no_message": "state"}, "no message state, the backend has id-state"),
        ({"ledger": {"kind": "score"}}, "something in the ledger with kind score, there was state"),
        (
            {"ledger": {"kind": "state", "count": 2}},
            "2 in the ledger with kind state, there were 1",
        ),
        ({"nothing_sent": True}, "nothing sent, the ledger has v1/car-1/up/maintenance"),
        ({"nothing_sent": {"purpose": "P3"}}, "nothing sent, the ledger has v1/car-1/up/maint"),
    ],
)
def test_what_does_not_hold_says_what_there_was(
    stage: FakeStage, condition: dict[str, Any], there: str
) -> None:
    reason = unmet(stage, condition)
    assert reason is not None
    assert there in reason


def test_nothing_sent_asks_backend_and_ledger(stage: FakeStage) -> None:
    stage.listed = stage.listed[:1]
    assert "the backend has maintenance.record" in str(unmet(stage, {"nothing_sent": True}))
    wanted = {"nothing_sent": {"kind": "maintenance"}}
    assert "the backend has maintenance.record" in str(unmet(stage, wanted))
    stage.cloud.received = stage.cloud.received[:1]
    assert unmet(stage, {"nothing_sent": True}) is None, "presence alone is nothing"
    assert unmet(stage, wanted) is None


def test_all_conditions_hold_together(stage: FakeStage) -> None:
    both = {"text": "Understood", "state": {"page": "vehicle"}, "within": "1 s"}
    assert "state page" in str(unmet(stage, both))
    stage.hands.now["page"] = "vehicle"
    assert unmet(stage, both) is None


def test_duplicates_are_counted(stage: FakeStage) -> None:
    stage.cloud.received = (replace(RECORD, duplicates=1),)
    wanted = {"message": {"type": "maintenance.record", "duplicates": 0}}
    assert "0 duplicates of maintenance.record, there were 1" in str(unmet(stage, wanted))
