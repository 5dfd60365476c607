"""What a tester can send to a car: a table, one row a message of the published contract.

A feature that honours another message adds its row here; the bench draws what stands in `PUSHES`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError

FAULTS: Mapping[str, str] = {
    "": "As it should be",
    "forged": "Signed by nobody we trust",
    "other_car": "For another car",
    "expired": "Too late",
    "replay": "Sent again",
    "too_large": "Too large",
    "not_json": "Not JSON",
}
"""What can be wrong with a push, and how the bench calls it; empty is nothing."""

_FOR_SIGNED = frozenset({"forged", "other_car", "expired"})
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Push:
    """One message: `name` names the row, `label` is what the bench shows, `type` the contract's.

    `signed`: it acts in the car. `data` replaces fields of the contract's example; `life_s` is how
    long a car that is away may still take it.
    """

    name: str
    label: str
    type: str
    signed: bool
    data: Mapping[str, Any] = field(default_factory=dict)
    life_s: int = 300

    @property
    def faults(self) -> tuple[str, ...]:
        """Which of `FAULTS` make sense: only what is signed can be forged."""
        return tuple(each for each in FAULTS if self.signed or each not in _FOR_SIGNED)


PUSHES: tuple[Push, ...] = (
    Push("scan", "Check the car", "command.run", True, {"name": "diagnostics.scan", "args": []}),
    Push("report", "Report your state", "command.run", True, {"name": "state.report", "args": []}),
    Push("unknown", "A command nobody knows", "command.run", True, {"name": "nothing.known"}),
    Push("recipient", "A workshop asks for data", "proposal.recipient", True),
    Push("user", "Someone wants to drive", "proposal.user", True),
    Push("delegate", "Someone wants to act for the owner", "proposal.delegate", True),
    Push("owner", "The car is to change hands", "proposal.owner_change", True),
    Push("payment_policy", "Limits for payments", "policy.payment", True),
    Push("gate_policy", "Limits for updates", "policy.gate", True),
    Push("order", "State of an order", "order.state", True),
    Push("step_up", "The bank wants the PIN", "payment.step_up", True, life_s=120),
    Push("session", "How charging goes", "session.update", False),
    Push("slots", "Slots of a workshop", "appointment.offer", False),
    Push("booked", "The workshop confirms", "appointment.confirmed", True),
    Push("moved", "The workshop moves the slot", "appointment.changed", True),
    Push("points", "Points earned", "loyalty.entry", True),
    Push("feature", "A feature was bought", "entitlement.token", False),
    Push("revoked", "A feature ends", "entitlement.revoked", True),
    Push("offers", "Offers nearby", "offers.catalogue", False),
    Push("profile", "Part of a profile", "profile.part", False),
    Push("update", "Look for updates", "update.notify", False),
)


def push_named(name: str) -> Push:
    """The row of that name; HabitacleError when there is none."""
    for push in PUSHES:
        if push.name == name:
            return push
    raise HabitacleError(f"There is no message '{name}' to send.")


def load_examples(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Examples of what a backend sends by type, from the contract's *folder*."""
    found: dict[str, Mapping[str, Any]] = {}
    # A type of both directions has an example each; that of the backend comes last and stays.
    for pattern in ("*.v1.json", "*.v1.down.json"):
        for path in sorted((folder / "examples").glob(pattern)):
            try:
                found[path.name.partition(".v1.")[0]] = json.loads(path.read_text("utf-8"))
            except (OSError, ValueError) as error:
                raise HabitacleError(f"{path}: cannot be read as JSON.") from error
    return found


def data_of(
    push: Push, example: Mapping[str, Any], now: datetime, new_id: Callable[[], str]
) -> dict[str, Any]:
    """The example's data as of *now*: its times keep their distance, a proposal gets an own id."""
    data = {**example.get("data", example), **push.data}
    if "proposal_id" in data:
        data["proposal_id"] = new_id()
    by = now - datetime.fromisoformat(example["ts"]) if "ts" in example else timedelta()
    moved: dict[str, Any] = _moved(data, timedelta(seconds=round(by.total_seconds())))
    return moved


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, Mapping):
        return {key: _moved(each, by) for key, each in value.items()}
    if isinstance(value, list):
        return [_moved(each, by) for each in value]
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return (datetime.fromisoformat(value) + by).isoformat().replace("+00:00", "Z")
    return value
