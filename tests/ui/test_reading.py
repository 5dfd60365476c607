"""`Reading`: each property notifies on its own, and only when it differs."""

import pytest

from app.core.reading import ReadingState
from app.ui.reading import Reading

SHOWN = ReadingState(supported=True, state="valid", reason="", shown=True, value=12.5)


def test_starts_unsupported() -> None:
    reading = Reading()
    assert reading.property("supported") is False
    assert reading.property("shown") is False
    assert reading.property("reason") == "unsupported"


def test_only_what_differs_notifies() -> None:
    reading = Reading()
    reading.update(SHOWN)
    told: list[str] = []
    for name in ("supported", "state", "reason", "shown", "value", "flag", "text", "ageSeconds"):
        getattr(reading, f"{name}Changed").connect(lambda n=name: told.append(n))
    reading.update(SHOWN)
    assert told == []
    reading.update(ReadingState(True, "stale", "timeout", shown=True, value=12.5, age_seconds=3))
    assert told == ["state", "reason", "ageSeconds"]
    assert reading.property("ageSeconds") == 3
    assert reading.property("value") == 12.5


@pytest.mark.parametrize(
    ("state", "name", "value"),
    [
        (ReadingState(True, "valid", "", shown=True, value=1.0, flag=True), "flag", True),
        (ReadingState(True, "valid", "", shown=True, text="P"), "text", "P"),
        (ReadingState(True, "invalid", "sna"), "state", "invalid"),
    ],
)
def test_properties_read_the_snapshot(state: ReadingState, name: str, value: object) -> None:
    reading = Reading()
    reading.update(state)
    assert reading.property(name) == value
    assert reading.snapshot is state
