"""From the words on a screen back to the English they were translated from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n.catalogue import load_qm
from app.i18n.english import English, Spoken
from app.i18n.plurals import rule_of
from app.i18n.pseudo import ar_xb, en_xa
from app.i18n.qm import Message, read_qm, write_qm
from app.main.paths import TRANSLATIONS

NBSP, NNBSP = "\u00a0", "\u202f"
ENGLISH = (
    Message("Page", "Settings", "", ("Settings",)),
    Message("Page", "Close", "", ("Close",)),
    Message("Page", "Shut", "", ("Shut",)),
    Message("Page", "Privacy: %1", "", ("Privacy: %1",)),
    Message("Page", "%n shared", "", ("%n shared", "%n shared")),
    Message("Page", "%n car(s)", "", ("%n car", "%n cars")),
    Message("Page", "%1, %2", "", ("%1, %2",)),
    Message("Page", "Not translated", "", ("Not translated",)),
)
FRENCH = (
    Message("Page", "Settings", "", ("Réglages",)),
    Message("Page", "Close", "", ("Fermer",)),
    Message("Page", "Shut", "", ("Fermer",)),
    Message("Page", "Privacy: %1", "", (f"Confidentialité{NBSP}: %1",)),
    Message("Page", "%n shared", "", ("%n partagé", "%n partagés")),
    Message("Page", "%n car(s)", "", ("une voiture", "%n voitures")),
    Message("Page", "%1, %2", "", ("%2, %1",)),
)


def qm(language: str, messages: tuple[Message, ...]) -> bytes:
    return write_qm(language, rule_of(language).qm, messages)


@pytest.fixture(scope="module")
def french() -> English:
    return English([qm("en", ENGLISH), qm("fr", FRENCH)], ",")


@pytest.mark.parametrize(
    ("shown", "english", "source"),
    [
        ("Réglages", "Settings", "Settings"),
        (f"Confidentialité{NBSP}: 2 partagés", "Privacy: 2 shared", "Privacy: %1"),
        ("3 voitures", "3 cars", "%n car(s)"),
        ("1 voitures", "1 car", "%n car(s)"),
        ("une voiture", "%n car", "%n car(s)"),
        ("Réglages, Fermer", "Close, Settings", "%1, %2"),
        ("Not translated", "Not translated", "Not translated"),
        ("Privacy: Not yet", "Privacy: Not yet", "Privacy: %1"),
        ("Auto Müller", "Auto Müller", ""),
    ],
)
def test_back_to_english(french: English, shown: str, english: str, source: str) -> None:
    assert french.of(shown) == Spoken(english, source)


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("Settings", "Réglages"),
        ("Close", "Fermer"),
        ("Shut", "Fermer"),
        ("Privacy: %1", f"Confidentialité{NBSP}: 2 partagés"),
        ("Privacy: %n shared", f"Confidentialité{NBSP}: 2 partagés"),
        ("Privacy: 2 shared", f"Confidentialité{NBSP}: 2 partagés"),
        ("1 car", "une voiture"),
        ("%n car(s)", "4 voitures"),
        ("Close, Settings", "Réglages, Fermer"),
        ("2.5 bar", f"2,5{NBSP}bar"),
        ("9,400 km", f"9{NNBSP}400{NBSP}km"),
        ("Privacy: 9,400 shared", f"Confidentialité{NBSP}: 9{NNBSP}400 partagés"),
        ("Auto Müller", "Auto Müller"),
        ("Privacy: %1", "Privacy: Not yet"),
        ("Dear %1", "Dear all"),
    ],
)
def test_meant(french: English, wanted: str, shown: str) -> None:
    assert french.means(wanted, shown)


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("Settings", "Fermer"),
        ("Privacy: 3 shared", f"Confidentialité{NBSP}: 2 partagés"),
        ("3 cars", "une voiture"),
        ("Settings, Close", "Réglages, Fermer"),
        ("25 bar", f"2,5{NBSP}bar"),
        ("2.5 bar", f"2,5{NBSP}kPa"),
        ("Auto", "Auto Müller"),
    ],
)
def test_not_meant(french: English, wanted: str, shown: str) -> None:
    assert not french.means(wanted, shown)


@pytest.mark.parametrize("language", ["en", "fr", "en-XA", "ar-XB"])
def test_every_message_of_the_product_is_found_by_its_source(language: str) -> None:
    top = load_qm(TRANSLATIONS, language)
    english = English([load_qm(TRANSLATIONS, "en"), top], "," if language == "fr" else ".")
    seen = 0
    for message in read_qm(top):
        form = message.forms[-1].replace("%n", "7")
        assert english.means(message.source.replace("%n", "7"), form), message
        seen += 1
    assert seen > 400


def test_pseudo_locales_speak_in_places_too() -> None:
    fits = en_xa("Privacy: %1").replace("%1", en_xa("Settings"))
    turned = ar_xb("Privacy: %1").replace("%1", f"\u2068{ar_xb('Settings')}\u2069")
    for language, make, shown in (("en-XA", en_xa, fits), ("ar-XB", ar_xb, turned)):
        messages = tuple(m._replace(forms=tuple(map(make, m.forms))) for m in ENGLISH)
        pseudo = English([qm("en", ENGLISH), qm(language, messages)], ".")
        assert pseudo.means("Privacy: Settings", shown)
        assert pseudo.of(shown) == Spoken("Privacy: Settings", "Privacy: %1")


_texts = st.text(st.characters(codec="utf-16"), max_size=20)
_messages = st.builds(Message, _texts, _texts, _texts, st.lists(_texts, max_size=4).map(tuple))


@given(st.lists(_messages, max_size=5))
def test_what_was_written_is_read(messages: list[Message]) -> None:
    assert list(read_qm(write_qm("fr", rule_of("fr").qm, messages))) == messages
