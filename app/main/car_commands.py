"""What the backend may make this car do, by the name of the command; it has no other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.features.consent.domain.proposals import Proposal
from app.features.sync.domain.downlink import BadMessage, id_of
from app.features.sync.ports import Effect, Handler

_RUN, _RECIPIENT = "command.run", "proposal.recipient"


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the commands work with; all of it may be called from any thread.

    `can_ask`: control units may be asked at all; `parked`: the car is; `scan` asks them, `report`
    announces the state of the link again. `askable` says why a purpose and recipient may not be
    asked about, empty if they may; `keep` stores such a question on a connection, `asked`: one was
    stored; `now` is wall time.
    """

    can_ask: bool
    parked: Callable[[], bool]
    scan: Callable[[], None]
    report: Callable[[], None]
    askable: Callable[[str, str], str]
    keep: Callable[[Any, Proposal], None]
    asked: Callable[[], None]
    now: Callable[[], datetime]


def command_handlers(abilities: Abilities) -> Mapping[str, Handler]:
    """Handlers by type of message. What no feature honours is left out: it is unsupported."""
    effects: dict[str, Effect] = {"state.report": lambda _connection: abilities.report()}
    if abilities.can_ask:
        effects["diagnostics.scan"] = lambda _connection: _scan(abilities)

    def run(message: Mapping[str, Any]) -> Effect:
        effect = effects.get(message["data"]["name"])
        if effect is None:
            raise BadMessage("unsupported", id_of(message))
        return effect

    return {_RUN: run, _RECIPIENT: lambda message: _proposed(abilities, message["data"])}


def _proposed(abilities: Abilities, data: Mapping[str, Any]) -> Effect:
    """A recipient asks for data: a question for the driver, and nothing more."""
    purpose, recipient = str(data["purpose"]), str(data["recipient"])

    def effect(connection: Any) -> None:
        reason = abilities.askable(purpose, recipient)
        if reason:
            raise BadMessage(reason)
        proposal = Proposal(str(data["proposal_id"]), purpose, recipient, abilities.now())
        abilities.keep(connection, proposal)
        abilities.asked()

    return effect


def _scan(abilities: Abilities) -> None:
    """Nobody from outside has control units asked while somebody drives."""
    if not abilities.parked():
        raise BadMessage("not_parked")
    abilities.scan()
