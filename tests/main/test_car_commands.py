"""Commands by name: what this car does, and what it never does for anybody outside."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.features.consent.domain.proposals import Proposal
from app.features.sync.domain.downlink import BadMessage
from app.main.car_commands import Abilities, command_handlers
from tests.fakes.mqtt import CONTRACT

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROPOSAL = json.loads((CONTRACT / "examples/proposal.recipient.v1.json").read_bytes())
EXAMPLE = json.loads((CONTRACT / "examples/command.run.v1.json").read_bytes())


class Car:
    def __init__(self, *, can_ask: bool = True) -> None:
        self.parked = True
        self.refusal = ""
        self.did: list[str] = []
        self.kept: list[Proposal] = []
        self._handlers = command_handlers(
            Abilities(
                can_ask=can_ask,
                parked=lambda: self.parked,
                scan=lambda: self.did.append("scan"),
                report=lambda: self.did.append("report"),
                askable=lambda _purpose, _recipient: self.refusal,
                keep=lambda _connection, proposal: self.kept.append(proposal),
                asked=lambda: self.did.append("asked"),
                now=lambda: NOW,
            )
        )

    def propose(self) -> None:
        self._handlers["proposal.recipient"](PROPOSAL)(None)

    def run(self, name: str) -> None:
        message: dict[str, Any] = {**EXAMPLE, "data": {"name": name}}
        self._handlers["command.run"](message)(None)


def test_the_commands_there_are() -> None:
    car = Car()
    car.run("diagnostics.scan")
    car.run("state.report")
    assert car.did == ["scan", "report"]


def test_nobody_has_control_units_asked_while_somebody_drives() -> None:
    car = Car()
    car.parked = False
    with pytest.raises(BadMessage, match=r"^not_parked$"):
        car.run("diagnostics.scan")
    car.run("state.report")
    assert car.did == ["report"]


@pytest.mark.parametrize("name", ["nothing.known", "diagnostics.clear", "scan", ""])
def test_another_name_is_unsupported(name: str) -> None:
    with pytest.raises(BadMessage, match=r"^unsupported$") as refusal:
        Car().run(name)
    assert refusal.value.message_id == EXAMPLE["id"]


def test_a_car_that_cannot_be_asked_has_no_scan() -> None:
    with pytest.raises(BadMessage, match=r"^unsupported$"):
        Car(can_ask=False).run("diagnostics.scan")


def test_a_recipients_question_is_kept_for_the_driver() -> None:
    car = Car()
    car.propose()
    data = PROPOSAL["data"]
    assert car.kept == [Proposal(data["proposal_id"], "P3", "garage-demo", NOW)]
    assert car.did == ["asked"]


@pytest.mark.parametrize("reason", ["unknown_recipient", "not_asked"])
def test_what_may_not_be_asked_is_refused_with_the_reason(reason: str) -> None:
    car = Car()
    car.refusal = reason
    with pytest.raises(BadMessage, match=f"^{reason}$"):
        car.propose()
    assert (car.kept, car.did) == ([], [])
