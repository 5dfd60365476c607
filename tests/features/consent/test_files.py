"""The shipped privacy data is complete and consistent, and faulty data is named."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.features.consent.domain.notice import parse_notice
from app.features.consent.domain.purposes import Basis
from app.features.consent.domain.registry_file import parse_registry
from app.features.consent.domain.topics import parse_topics
from app.features.consent.files import load_privacy
from app.main.paths import ASSETS

PURPOSES = json.loads((ASSETS / "privacy" / "purposes.json").read_text("utf-8"))
RECIPIENTS = json.loads((ASSETS / "privacy" / "recipients.json").read_text("utf-8"))
NOTICE = json.loads((ASSETS / "notices" / "en" / "P3.json").read_text("utf-8"))


def test_every_question_has_its_words_in_both_languages() -> None:
    data = load_privacy(ASSETS)
    asked = {purpose.id for purpose, _ in data.registry.askable()}
    assert asked == {"P3"}
    assert {key for key in data.notices if key[1] in asked} == {("en", "P3"), ("fr", "P3")}


def test_a_summary_is_at_most_three_sentences_and_says_to_whom_until_when() -> None:
    for notice in load_privacy(ASSETS).notices.values():
        assert 1 <= len(re.findall(r"[.!?](?:\s|$)", notice.summary)) <= 3
        assert "{recipient}" in notice.summary
        assert "{until}" in notice.summary
        filled = notice.filled("Garage Demo", "24 Nov 2028")
        assert not re.search(r"[{}]", "".join(text for _, text in filled.rendered()))


def test_every_topic_names_known_purposes_and_categories() -> None:
    data = load_privacy(ASSETS)
    assert data.registry.purposes.keys() <= {rule.purpose for rule in data.topics}
    for rule in data.topics:
        if rule.basis is Basis.LEGAL:
            assert not any(field.category for field in rule.fields.values())
            continue
        if rule.purpose not in data.registry.purposes:
            continue  # the contract knows more purposes than the car serves: those are refused
        purpose = data.registry.purposes[rule.purpose]
        assert rule.basis is purpose.basis
        categories = {field.category for field in rule.fields.values()} - {None}
        assert categories <= purpose.categories
        assert categories


def test_only_necessary_purposes_are_on_without_being_asked() -> None:
    registry = load_privacy(ASSETS).registry
    bases = {purpose.id: purpose.basis for purpose in registry.purposes.values()}
    assert bases == {"P1": Basis.NECESSARY, "P3": Basis.CONSENT}
    assert registry.serves("P3", "garage-demo")
    assert not registry.serves("P3", "manufacturer")
    assert not registry.serves("P99", "garage-demo")


def broken(**changes: Any) -> str:
    return json.dumps(PURPOSES | changes)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        broken(purposes=[{"id": "P3"}]),
        broken(purposes=[PURPOSES["purposes"][1] | {"basis": "maybe"}]),
        broken(purposes=PURPOSES["purposes"] * 2),
        broken(purposes=PURPOSES["purposes"][:1]),
        broken(purposes=[PURPOSES["purposes"][0], PURPOSES["purposes"][1] | {"retention": None}]),
        broken(rules={}),
        broken(authorities=None),
    ],
)
def test_a_faulty_registry_is_refused(text: str) -> None:
    with pytest.raises(HabitacleError, match="privacy registry"):
        parse_registry(text, json.dumps(RECIPIENTS))


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"topics":[{}]}', '{"topics":[{"topic":"up/x","fields":{"a":{"kind":"date"}}}]}'],
)
def test_a_faulty_topic_table_is_refused(text: str) -> None:
    with pytest.raises(HabitacleError, match="topic table"):
        parse_topics(text)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        json.dumps(NOTICE | {"title": " "}),
        json.dumps(NOTICE | {"title": 3}),
        json.dumps({k: v for k, v in NOTICE.items() if k != "refuse"}),
        json.dumps(NOTICE | {"data": [""]}),
    ],
)
def test_a_faulty_notice_is_refused(text: str) -> None:
    with pytest.raises(HabitacleError, match="otice"):
        parse_notice(text)


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    for name in ("privacy", "contract", "notices"):
        shutil.copytree(ASSETS / name, tmp_path / name)
    return tmp_path


def test_a_missing_file_is_named(assets: Path) -> None:
    (assets / "contract" / "topics.json").unlink()
    with pytest.raises(HabitacleError, match=r"topics\.json"):
        load_privacy(assets)


def test_a_notice_in_the_wrong_place_is_named(assets: Path) -> None:
    shutil.move(assets / "notices" / "fr" / "P3.json", assets / "notices" / "en" / "P4.json")
    with pytest.raises(HabitacleError, match=r"P4\.json"):
        load_privacy(assets)


def test_languages_may_not_differ_in_version(assets: Path) -> None:
    text = json.dumps(NOTICE | {"lang": "fr", "version": "2.0"})
    (assets / "notices" / "fr" / "P3.json").write_text(text, "utf-8")
    with pytest.raises(HabitacleError, match="different versions"):
        load_privacy(assets)
