"""Letters of the keypad on the screen, by language (`translations/keypads.toml`)."""

from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import HabitacleError
from app.i18n.languages import read_toml

MOST_ROWS, MOST_COLUMNS, MOST_ACCENTS = 3, 12, 27


@dataclass(frozen=True, slots=True)
class Letters:
    """Capitals of a language: by row of its keyboard, by its alphabet, and of the second page.

    `own_lower`: small letters that Unicode's rules do not give.
    """

    rows: tuple[str, ...]
    alphabet: str
    accents: str = ""
    own_lower: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse with HabitacleError what the keypad cannot show, or does not hold together."""
        if not 1 <= len(self.rows) <= MOST_ROWS or max(map(len, self.rows)) > MOST_COLUMNS:
            raise HabitacleError(
                f"Letters stand in at most {MOST_ROWS} rows of {MOST_COLUMNS}: {self.rows}."
            )
        if sorted("".join(self.rows)) != sorted(self.alphabet):
            raise HabitacleError(f"Rows and alphabet have other letters: {self.alphabet}.")
        every = self.alphabet + self.accents
        if len(set(every)) != len(every) or len(self.accents) > MOST_ACCENTS:
            raise HabitacleError(f"Letters occur once, accents at most {MOST_ACCENTS}: {every}.")

    def lower(self, letter: str) -> str:
        """The small letter; *letter* itself where there is none of one character."""
        small = self.own_lower.get(letter, letter.lower())
        return small if len(small) == 1 else letter


def load_letters(translations: Path, language: str) -> Letters:
    """The letters of *language*, English ones for a pseudo-locale.

    Raises HabitacleError for a file we refuse.
    """
    path = translations / "keypads.toml"
    data = read_toml(path)
    try:
        row = data["language"].get(language, data["language"]["en"])
        layout = data["layout"][row["layout"]]
        return Letters(
            tuple(layout["rows"]),
            layout["alphabet"],
            row.get("accents", layout["accents"]),
            dict(layout.get("lower", {})),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise HabitacleError(f"{path.name} is not usable for {language}: {error!r}.") from error
