"""What `wait` and `expect` look at."""

from collections.abc import Callable, Mapping
from typing import Any

from app.emulator.scenario import backend_conditions as backend
from app.emulator.scenario import screen_conditions as screen
from app.emulator.scenario.ports import Stage

Look = Callable[[Stage, Any], str | None]

LOOKS: Mapping[str, Look] = {
    "text": lambda stage, wanted: screen.unread(stage.hands, wanted),
    "no_text": lambda stage, wanted: screen.still_read(stage.hands, wanted),
    "item": lambda stage, wanted: screen.item_missing(stage.hands, wanted),
    "no_item": lambda stage, wanted: screen.item_there(stage.hands, wanted),
    "state": lambda stage, wanted: screen.state_differs(stage.hands, wanted),
    "signal": lambda stage, wanted: screen.signal_differs(stage.hands, wanted),
    "message": lambda stage, wanted: backend.message_missing(stage.cloud.received, wanted),
    "no_message": lambda stage, wanted: backend.message_there(stage.cloud.received, wanted),
    "ledger": lambda stage, wanted: backend.not_in_ledger(stage.ledger(), wanted),
    "nothing_sent": lambda stage, wanted: backend.something_sent(
        stage.cloud.received, stage.ledger(), wanted
    ),
}
"""Each condition's word; a test holds them to the schema."""


def unmet(stage: Stage, conditions: Mapping[str, Any]) -> str | None:
    """None while all *conditions* hold, else what the first of the others wanted and what was."""
    for word, wanted in conditions.items():
        if word in LOOKS:
            reason = LOOKS[word](stage, wanted)
            if reason is not None:
                return reason
    return None
