"""Reads the product's privacy data: registry, topic table, notices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.core.errors import HabitacleError
from app.features.consent.domain.notice import CommonNotice, Notice, parse_common, parse_notice
from app.features.consent.domain.purposes import Registry
from app.features.consent.domain.registry_file import parse_registry
from app.features.consent.domain.topics import TopicRule, parse_topics

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PrivacyData:
    """What may be asked and sent, and in which words.

    `notices` by (language, purpose), `common` by language: what all notices there share.
    """

    registry: Registry
    topics: tuple[TopicRule, ...]
    notices: Mapping[tuple[str, str], Notice]
    common: Mapping[str, CommonNotice]

    @property
    def notice_majors(self) -> Mapping[str, str]:
        """Major version of the notice by purpose; the same in every language."""
        return {notice.purpose: notice.major for notice in self.notices.values()}


def load_privacy(assets: Path) -> PrivacyData:
    """Everything below *assets*. HabitacleError names the file at fault."""
    privacy = assets / "privacy"
    recipients = _text(privacy / "recipients.json")
    registry = _parsed(privacy / "purposes.json", lambda text: parse_registry(text, recipients))
    topics = _parsed(assets / "contract" / "topics.json", parse_topics)
    notices: dict[tuple[str, str], Notice] = {}
    for path in sorted((assets / "notices").glob("*/P*.json")):
        notice = _parsed(path, parse_notice)
        if (notice.lang, notice.purpose) != (path.parent.name, path.stem):
            raise HabitacleError(f"{path}: language or purpose is not the one of its place.")
        notices[notice.lang, notice.purpose] = notice
    common: dict[str, CommonNotice] = {}
    for path in sorted((assets / "notices").glob("*/common.json")):
        common[path.parent.name] = _parsed(path, parse_common)
        if common[path.parent.name].lang != path.parent.name:
            raise HabitacleError(f"{path}: language is not the one of its place.")
    missing = {lang for lang, _ in notices} - common.keys()
    if missing:
        raise HabitacleError(f"The notices of {missing.pop()} have no common.json.")
    data = PrivacyData(registry, topics, notices, common)
    for notice in notices.values():
        if notice.version != data.notices[_first(notices, notice.purpose)].version:
            raise HabitacleError(f"Notice {notice.id} has different versions in two languages.")
    return data


def _first(notices: Mapping[tuple[str, str], Notice], purpose: str) -> tuple[str, str]:
    return next(key for key in notices if key[1] == purpose)


def _parsed(path: Path, parse: Callable[[str], T]) -> T:
    try:
        return parse(_text(path))
    except HabitacleError as error:
        raise HabitacleError(f"{path}: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise HabitacleError(f"{path}: cannot be read.") from error
