"""Ways to look at a screen: on which display, in which car, theme, language and size of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from app.main.paths import TRANSLATIONS
from tests.ui.driver import Driver
from tests.ui.screens import STATES, bring

# Pixels and inches of every display of the specification (hmi.md, 2.1).
MATRIX = {
    "1024x600@7": (1024, 600, 7.0),
    "1280x720@8": (1280, 720, 8.0),
    "1920x720@10.25": (1920, 720, 10.25),
    "1920x720@12.3": (1920, 720, 12.3),
    "1920x1080@10.3": (1920, 1080, 10.3),
    "2400x900@12.3": (2400, 900, 12.3),
    "2560x1440@12": (2560, 1440, 12.0),
    "2560x1440@27": (2560, 1440, 27.0),
    "1080x1920@17": (1080, 1920, 17.0),
    "1152x1536@11.15": (1152, 1536, 11.15),
    "768x1024@9": (768, 1024, 9.0),
}
SAMPLE = ("1920x720@12.3", "1024x600@7", "768x1024@9", "2560x1440@27")
TIGHT = ("1024x600@7", "768x1024@9")
THEMES = ("night", "day")
LONGEST = "en-XA"


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look."""

    display: str = "1920x720@12.3"
    theme: str = "night"
    state: str = "parked"
    language: str = "en"
    large: bool = False

    def __str__(self) -> str:
        words = [self.display, self.theme, self.state, self.language]
        return "-".join([*words, "large"] if self.large else words)


def languages() -> tuple[str, ...]:
    """What the walk reads every screen in: the shipped catalogues and the longest texts."""
    shipped = sorted(path.stem for path in (TRANSLATIONS / "po").glob("*.po"))
    return (*shipped, LONGEST)


def every_look() -> Iterator[Look]:
    """The full matrix: displays, themes, states and languages, and large text."""
    for display, theme, state, language in product(MATRIX, THEMES, STATES, languages()):
        yield Look(display, theme, state, language)
    for display, theme in product(MATRIX, THEMES):
        yield Look(display, theme, large=True)
        yield Look(display, theme, language="fr", large=True)


def sampled_looks() -> Iterator[Look]:
    """A share of the matrix with every display class, state, language and theme in it."""
    for n, (state, display) in enumerate(product(("parked", "moving"), SAMPLE)):
        yield Look(display, THEMES[n % 2], state)
    others = [language for language in languages() if language != "en"]
    for n, (language, display) in enumerate(product(others, TIGHT)):
        yield Look(display, THEMES[n % 2], STATES[n % len(STATES)], language)
    for display in TIGHT:
        yield Look(display, language="fr", large=True)


def look(driver: Driver, how: Look) -> None:
    """Show what is open that way."""
    hmi = driver.hmi
    if hmi.restrictions.state != how.state:
        bring(driver, how.state)
    hmi.preferences.set_theme(how.theme)
    hmi.preferences.set_large_text(how.large)
    if hmi.i18n.current != how.language:
        hmi.i18n.setLanguage(how.language)
        hmi.consent.refresh()
    driver.resize(*MATRIX[how.display])
