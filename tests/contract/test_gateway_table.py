"""The gateway's table says what the schemas say: it lets every example pass and nothing beside."""

from typing import Any

import pytest

from app.features.consent.domain.topics import Refused, TopicRule, find, parse_topics
from tests.contract.files import FOLDER, channels, is_up, kind_of, read, topic_for, valid

RULES = parse_topics((FOLDER / "topics.json").read_text("utf-8"))
ENVELOPED = {
    kind
    for channel in channels().values()
    if is_up(channel)
    for kind, message in channel["messages"].items()
    if "allOf" in message["payload"]["schema"]
}
UPLINK = [
    (name, body)
    for name, body in valid()
    if topic_for(kind_of(name), up=True) and not name.endswith(".down")
]


def rule_for(kind: str) -> tuple[TopicRule, dict[str, str]]:
    topic = topic_for(kind, up=True)
    assert topic is not None
    return find(RULES, topic.removeprefix("v1/hu-1/"), kind)


@pytest.mark.parametrize(("name", "body"), UPLINK, ids=[name for name, _ in UPLINK])
def test_each_uplink_example_passes(name: str, body: Any) -> None:
    kind = kind_of(name)
    rule, found = rule_for(kind)
    data = body["data"] if kind in ENVELOPED else body
    assert bool(rule.categories(data)) is (kind != "consent.withdrawn")
    assert rule.party(rule.purpose, found).startswith("P")
    with pytest.raises(Refused, match="unknown_field"):
        rule.categories({**data, "vin_of_another": "x"})


def test_every_row_has_its_channels_terms() -> None:
    said = {}
    for channel in channels().values():
        if is_up(channel):
            for kind, message in channel["messages"].items():
                topic = channel["address"].removeprefix("v1/{device}/")
                said[topic, kind] = (channel["x-purpose"], channel["x-recipient"],
                                     channel["x-basis"], message["x-max-bytes"])  # fmt: skip
    table = {
        ("/".join(rule.levels), *rule.types): (
            *(rule.purpose, rule.recipient, rule.basis.value),
            rule.max_bytes,
        )
        for rule in RULES
    }
    assert table == said
    assert len(read("topics.json")["topics"]) == len(said)


def test_a_topic_has_one_purpose_and_one_recipient_rule() -> None:
    by_topic: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for rule in RULES:
        by_topic.setdefault(rule.levels, set()).add((rule.purpose, rule.recipient))
    assert all(len(found) == 1 for found in by_topic.values())


def test_marks_of_issuers_are_a_map_with_checked_values() -> None:
    rule, _ = rule_for("state")
    birth = read("examples/state.v1.json")
    assert rule.categories({**birth, "down": {"a": 1, "b": 2}})
    with pytest.raises(Refused, match="bad_field"):
        rule.categories({**birth, "down": {"a": "VF1"}})
    with pytest.raises(Refused, match="unknown_field"):
        rule.categories({**birth, "down": {"a": {"b": 1}}})
