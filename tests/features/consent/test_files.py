"""The shipped privacy data is complete and consistent, and faulty data is named."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.features.consent.domain.notice import FullFacts, parse_common, parse_notice
from app.features.consent.domain.purposes import IN_CAR, Basis
from app.features.consent.domain.registry_file import parse_registry
from app.features.consent.domain.topics import parse_topics
from app.features.consent.files import load_privacy
from app.main.paths import ASSETS

PURPOSES = json.loads((ASSETS / "privacy" / "purposes.json").read_text("utf-8"))
RECIPIENTS = json.loads((ASSETS / "privacy" / "recipients.json").read_text("utf-8"))
NOTICE = json.loads((ASSETS / "notices" / "en" / "P3.json").read_text("utf-8"))
NOTICE_P3 = parse_notice(json.dumps(NOTICE))
COMMON = json.loads((ASSETS / "notices" / "en" / "common.json").read_text("utf-8"))


def test_every_question_has_its_words_in_both_languages() -> None:
    data = load_privacy(ASSETS)
    asked = {purpose.id for purpose, _ in data.registry.askable()}
    assert asked == {"P3", "P4", "P5", "P8", "P9", "P10", "P11", "P12", "P13"}
    everything = {f"P{number}" for number in range(16)}
    assert data.registry.purposes.keys() == everything
    assert data.notices.keys() == {(lang, name) for lang in ("en", "fr") for name in everything}
    assert data.common.keys() == {"en", "fr"}


def test_a_summary_is_at_most_three_sentences_and_says_to_whom_until_when() -> None:
    data = load_privacy(ASSETS)
    asked = {purpose.id: purpose for purpose, _ in data.registry.askable()}
    for notice in data.notices.values():
        assert 1 <= len(re.findall(r"[.!?](?:\s|$)", notice.summary)) <= 3
        if notice.purpose in asked:
            assert ("{recipient}" in notice.summary) is not asked[notice.purpose].local
            assert "{until}" in notice.summary
        filled = notice.filled("Garage Demo", "24 Nov 2028")
        for rendered in (filled.brief(), filled.sheet(), filled.rendered()):
            assert not re.search(r"[{}]", "".join(text for _, text in rendered))


FACTS = FullFacts(
    *("Garage Demo", "1 Street", "a@b.example", "GDPR 6(1)(a)", "30 days", "France", "CNIL")
)


def test_the_full_notice_says_what_the_law_asks_for_and_nothing_that_does_not_hold() -> None:
    data = load_privacy(ASSETS)
    for (lang, name), notice in data.notices.items():
        purpose = data.registry.purposes[name]
        facts = replace(FACTS, local=purpose.local, ends=purpose.basis is Basis.CONSENT)
        shown = notice.filled("Garage Demo", "24 Nov 2028").full(data.common[lang], facts)
        roles = [role for role, _ in shown]
        assert not re.search(r"[{}]", "".join(text for _, text in shown))
        assert ("local" in roles, "who" in roles) == (purpose.local, not purpose.local)
        assert ("end" in roles) is facts.ends
        assert ("logic" in roles) is bool(notice.logic)
        assert {"why", "retention", "without", "rights"} <= set(roles)
        assert notice.logic or not purpose.profiling, name
        assert len(roles) == 2 + 2 * roles.count("heading")


def test_data_outside_the_area_is_said() -> None:
    data = load_privacy(ASSETS)
    notice = data.notices["en", "P3"]
    roles = [role for role, _ in notice.full(data.common["en"], replace(FACTS, outside=True))]
    assert "outside" in roles
    assert "where" not in roles


def test_what_is_put_into_a_text_is_not_filled_again() -> None:
    filled = replace(NOTICE_P3, title="{recipient} {until} {other").filled("{until}", "today")
    assert filled.title == "{until} today {other"


def test_every_topic_names_known_purposes_and_categories() -> None:
    data = load_privacy(ASSETS)
    leaving = {name for name, each in data.registry.purposes.items() if not each.local}
    assert leaving == {rule.purpose for rule in data.topics} - {"{purpose}"}
    for rule in data.topics:
        if rule.basis is Basis.LEGAL:
            assert not any(field.category for field in rule.fields.values())
            continue
        purpose = data.registry.purposes[rule.purpose]
        assert rule.basis is purpose.basis
        categories = {field.category for field in rule.fields.values()} - {None}
        assert categories <= purpose.categories
        assert categories


def test_only_necessary_purposes_are_on_without_being_asked() -> None:
    registry = load_privacy(ASSETS).registry
    bases = {purpose.id: purpose.basis for purpose in registry.purposes.values()}
    necessary = {name for name, basis in bases.items() if basis is Basis.NECESSARY}
    assert necessary == {"P0", "P1", "P2", "P6", "P7"}
    assert (bases["P14"], bases["P15"]) == (Basis.VITAL, Basis.REQUEST)
    assert registry.serves("P4", IN_CAR)
    assert not registry.serves("P3", IN_CAR)
    assert registry.serves("P3", "garage-demo")
    assert not registry.serves("P3", "manufacturer")
    assert not registry.serves("P99", "garage-demo")


def broken(**changes: Any) -> str:
    return json.dumps(PURPOSES | changes)


def changed(purpose: str, **changes: Any) -> str:
    """The registry with one purpose changed."""
    return broken(
        purposes=[
            each | changes if each["id"] == purpose else each for each in PURPOSES["purposes"]
        ]
    )


CONSENTED = next(each for each in PURPOSES["purposes"] if each["id"] == "P3")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        broken(purposes=[{"id": "P3"}]),
        broken(purposes=[CONSENTED | {"basis": "maybe"}]),
        broken(purposes=PURPOSES["purposes"] * 2),
        broken(purposes=PURPOSES["purposes"][:1]),
        changed("P3", retention=None),
        changed("P3", validity_months=None),
        changed("P3", asked="always"),
        changed("P3", local=True),
        changed("P5", requires=["P99"]),
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


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        json.dumps(COMMON | {"sections": [["who", "Who"]]}),
        json.dumps(COMMON | {"sections": [["who", "", "x"]]}),
        json.dumps({k: v for k, v in COMMON.items() if k != "refuse_all"}),
    ],
)
def test_faulty_words_of_all_notices_are_refused(text: str) -> None:
    with pytest.raises(HabitacleError, match="otice"):
        parse_common(text)


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
    (assets / "notices" / "fr" / "P3.json").replace(assets / "notices" / "en" / "P4.json")
    with pytest.raises(HabitacleError, match=r"P4\.json"):
        load_privacy(assets)


def test_languages_may_not_differ_in_version(assets: Path) -> None:
    text = json.dumps(NOTICE | {"lang": "fr", "version": "2.0"})
    (assets / "notices" / "fr" / "P3.json").write_text(text, "utf-8")
    with pytest.raises(HabitacleError, match="different versions"):
        load_privacy(assets)


def test_a_language_without_the_common_words_is_named(assets: Path) -> None:
    (assets / "notices" / "fr" / "common.json").unlink()
    with pytest.raises(HabitacleError, match=r"fr have no common\.json"):
        load_privacy(assets)


def test_what_is_kept_in_the_car_is_kept_no_longer_than_its_purpose_says() -> None:
    text = (ASSETS / "privacy" / "retention.json").read_text("utf-8")
    rows = json.loads(text)["categories"]
    registry = load_privacy(ASSETS).registry
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        own = registry.purposes[row["purpose"]]
        assert row["where"], row["id"]
        if own.retention is not None and row["id"] != "driving_events":
            assert (row["retention"], row["from"]) == (own.retention, own.retention_from)
    kept = {row["purpose"] for row in rows}
    assert {each.id for each in registry.purposes.values() if each.local} <= kept
