"""Every state and reason of the link has words, and the words say no code."""

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from app.adapters.store.departure import _SHOWN_TO_PEOPLE
from app.core.errors import HabitacleError
from app.features.consent.domain.states import PERMITTING, State
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.condition import (
    Condition,
    Hold,
    Refusal,
    condition_of,
    hold_of,
    link_holds,
    refusal_of,
)
from app.features.sync.domain.contract_parts import Direction
from app.features.sync.domain.kinds import Kind, kind_of
from app.features.sync.domain.reasons import TAKEN_OVER, Trouble
from app.features.sync.domain.state import LinkState, Pause, Status, shown_link
from app.features.sync.words import TEXT_MAX, TITLE_MAX, SyncWords, Words, load_sync_words
from tests.fakes.mqtt import CONTRACT, ROOT, make_rig

FILE = ROOT / "assets/sync/words.json"
CODE = re.compile(r"[a-z0-9]+_[a-z0-9_]+|0x\w+|MQTT|TLS|broker|backend|outbox", re.IGNORECASE)


@pytest.fixture(scope="module")
def words() -> SyncWords:
    return load_sync_words(FILE)


def all_words(words: SyncWords) -> Iterator[tuple[str, Words]]:
    for table in (words.conditions, words.holds, words.refusals):
        yield from table.items()


def test_every_code_of_the_domain_has_words(words: SyncWords) -> None:
    assert words.conditions.keys() == set(Condition)
    assert words.holds.keys() == set(Hold)
    assert words.refusals.keys() == set(Refusal)
    assert all(each.effect for each in words.conditions.values())


def test_words_are_for_drivers(words: SyncWords) -> None:
    for code, each in all_words(words):
        for text in (each.title, each.effect, each.advice):
            assert not CODE.search(text), (code, text)
    titles = [each.title for _, each in all_words(words)]
    assert len(set(titles)) == len(titles), "two states with one title"


@pytest.mark.parametrize("trouble", [each for each in Trouble if each])
def test_every_trouble_is_a_condition_of_its_own_and_can_be_shown(
    trouble: Trouble, words: SyncWords
) -> None:
    for state in LinkState:
        link = shown_link(state, trouble)
        condition = condition_of(Status(link, last_error=trouble.value), set_up=True)
        if link == "off":
            assert condition is Condition.NETWORK_OFF
        else:
            assert condition.value == trouble.value
        assert words.conditions[condition].advice


def test_every_status_has_a_condition() -> None:
    errors = ["backend_away", *(each.value for each in Trouble)]
    links = {shown_link(*each) for each in product(LinkState, Trouble)}
    assert {"off", "waiting", "connecting", "up", "attention", "rejected"} < links
    seen = {
        condition_of(Status(link, pending, last_error=error), set_up=True)
        for link, error, pending in product(links, errors, (0, 1))
    }
    seen |= {condition_of(None, set_up=True), condition_of(Status("up"), set_up=False)}
    assert seen == set(Condition)


@pytest.mark.parametrize("code", range(0x80, 0xA3))
def test_whatever_a_broker_answers_there_are_words(code: int, words: SyncWords) -> None:
    rig = make_rig()
    rig.to_next_attempt()
    rig.transport.refused(code)
    rig.transport.end(code)
    rig.turn()
    condition = condition_of(rig.status, set_up=True)
    assert condition not in {Condition.UP, Condition.SENDING, Condition.STARTING}
    assert words.conditions[condition].title


@pytest.mark.parametrize("code", [None, TAKEN_OVER, *range(0x80, 0xA3)])
def test_however_a_broker_ends_it_there_are_words(code: int | None, words: SyncWords) -> None:
    rig = make_rig()
    rig.come_up()
    assert condition_of(rig.status, set_up=True) is Condition.UP
    rig.transport.end(code)
    rig.turn()
    condition = condition_of(rig.status, set_up=True)
    assert condition.value == rig.status.last_error
    assert words.conditions[condition].title


def test_a_trouble_stays_in_words_while_the_next_attempt_runs() -> None:
    rig = make_rig()
    rig.to_next_attempt()
    assert condition_of(rig.status, set_up=True) is Condition.CONNECTING
    rig.transport.end()
    rig.turn()
    rig.to_next_attempt()
    assert rig.status.link == "connecting"
    assert condition_of(rig.status, set_up=True) is Condition.NO_NETWORK


def test_a_held_link_says_that_there_is_no_network() -> None:
    rig = make_rig()
    rig.come_up()
    rig.core.network(present=False)
    rig.turn()
    rig.transport.end()
    rig.turn()
    assert condition_of(rig.status, set_up=True) is Condition.NETWORK_OFF
    rig.core.network(present=True)
    rig.turn()
    assert condition_of(rig.status, set_up=True) is Condition.WAITING


def test_only_what_a_person_must_do_warns() -> None:
    warned = {each for each in Condition if each.level == "warning"}
    assert {each.value for each in warned} == {
        *(each.value for each in Trouble if each.lasting),
        "same_identity",
        "storage",
    }
    assert {each for each in Condition if each.level == "ok"} == {Condition.UP, Condition.SENDING}


def test_every_reason_of_the_consents_is_a_hold() -> None:
    reasons = [f"consent_{state.value}" for state in State if state not in PERMITTING]
    reasons += ["no_consent", "consent_outdated", "consent_expired"]
    assert len(reasons) > 9
    for reason in reasons:
        assert hold_of(reason).for_privacy, reason
    for reason in ("consents_not_available", "clock_untrusted"):
        assert hold_of(reason).value == reason
        assert not hold_of(reason).for_privacy
    assert hold_of("no_basis") is hold_of("whatever") is Hold.NOT_ALLOWED


def test_every_pause_of_the_link_is_a_hold() -> None:
    topics = {Pause.TOPIC}
    for pause in set(Pause) - topics:
        assert link_holds(Status("up", pauses=frozenset({pause}))) == [Hold(pause.value)]
    full = Status("up", storage="full", stuck=1, pauses=frozenset(Pause))
    assert link_holds(full)[0] is Hold.STORAGE_FULL
    assert link_holds(full)[-1] is Hold.STUCK
    assert link_holds(Status("up", storage="low")) == [Hold.STORAGE_LOW]
    assert link_holds(Status("up")) == []


def test_what_is_set_aside_is_told_apart() -> None:
    for code in _SHOWN_TO_PEOPLE:
        assert refusal_of(code) in {Refusal.DAMAGED, Refusal.TOO_LARGE}
    assert refusal_of("puback_0x99") is Refusal.MALFORMED
    assert refusal_of("") is refusal_of("account_closed") is Refusal.REFUSED


def test_every_message_of_the_contract_has_a_kind() -> None:
    kinds = {}
    for kind in load_contract(CONTRACT).types(Direction.UP):
        kinds[kind] = kind_of(kind)
    assert set(kinds.values()) | {Kind.OTHER, kind_of("")} == set(Kind)
    direct = {kind for kind, word in kinds.items() if word is Kind.OTHER}
    assert direct <= {"state", "cmdack", "provisioning.csr"}, "no rows of the outbox"


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("schema",), "sync-words/9", "schema"),
        (("conditions", "busy"), None, "conditions is refused: 'busy' is missing"),
        (("holds", "new"), {"title": "T", "advice": "A"}, "'new' is not a known key"),
        (("holds", "stuck", "title"), " ", "holds.stuck.title"),
        (("holds", "stuck", "title"), "x" * (TITLE_MAX + 1), "46 characters of 45"),
        (("conditions", "up", "effect"), "x" * (TEXT_MAX + 1), "121 characters of 120"),
        (("refusals",), [], "it is not an object"),
    ],
)
def test_a_faulty_file_is_refused(
    tmp_path: Path, place: tuple[str, ...], value: object, told: str
) -> None:
    data: dict[str, Any] = json.loads(FILE.read_text())
    node = data
    for key in place[:-1]:
        node = node[key]
    if value is None:
        del node[place[-1]]
    else:
        node[place[-1]] = value
    path = tmp_path / "words.json"
    path.write_text(json.dumps(data))
    with pytest.raises(HabitacleError, match=re.escape(told)):
        load_sync_words(path)


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_a_file_that_is_no_object_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "words.json"
    path.write_text(text)
    with pytest.raises(HabitacleError, match=r"words\.json"):
        load_sync_words(path)
    with pytest.raises(HabitacleError, match="cannot be read"):
        load_sync_words(tmp_path / "none.json")
