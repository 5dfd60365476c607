"""What the connectivity page shows, derived from the facts; words in the language in force."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from app.features.sync.domain.news import News
from app.features.sync.overview import Facts
from app.features.sync.words import SyncWords, Words

Translate = Callable[[str], str]
_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One row of `Connectivity.waiting`: so many of a kind wait; age in s (NaN: not known).

    `holdTitle` and `holdAdvice` say why they wait even over a good link, "" when they do not.
    """

    key: str
    kind: str
    amount: int
    ageSeconds: float  # noqa: N815  a role name of QML
    holdTitle: str  # noqa: N815
    holdAdvice: str  # noqa: N815
    forPrivacy: bool  # noqa: N815


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One row of `Connectivity.notes`: what holds things up, or what was set aside for good."""

    code: str
    title: str
    advice: str
    amount: int


@dataclass(frozen=True, slots=True)
class ConnectivitySnapshot:
    """Everything the view shows at one moment; times are Unix ms, NaN is not known."""

    code: str = "starting"
    title: str = ""
    effect: str = ""
    advice: str = ""
    level: str = "info"
    up: bool = False
    trying: bool = False
    sinceMs: float = _NAN  # noqa: N815
    nextSeconds: float = _NAN  # noqa: N815
    counted: bool = False
    waitingRows: int = 0  # noqa: N815
    oldestSeconds: float = _NAN  # noqa: N815
    confirmedMs: float = _NAN  # noqa: N815
    sentBytes: float = _NAN  # noqa: N815
    sentRows: float = _NAN  # noqa: N815
    credentials: str = ""
    credentialsUntilMs: float = _NAN  # noqa: N815
    mayTry: bool = False  # noqa: N815
    outcome: str = ""
    newsCode: str = ""  # noqa: N815
    newsConsents: int = 0  # noqa: N815
    newsOrders: int = 0  # noqa: N815
    newsMessages: int = 0  # noqa: N815


def snapshot(
    facts: Facts, news: News | None, words: SyncWords, translate: Translate, now_ms: float
) -> ConnectivitySnapshot:
    """The page at *now_ms* (NaN where the clock cannot be believed)."""
    text = words.conditions[facts.condition]
    survey, credentials = facts.survey, facts.credentials
    oldest = min((each.oldest_ms for each in facts.waiting), default=None)
    return ConnectivitySnapshot(
        code=facts.condition.value,
        title=translate(text.title),
        effect=translate(text.effect),
        advice=translate(text.advice),
        level=facts.condition.level,
        up=facts.condition in _UP,
        trying=facts.trying,
        sinceMs=_number(facts.since_ms),
        nextSeconds=_NAN if facts.next_ms is None else _ahead_s(now_ms, facts.next_ms),
        counted=survey is not None,
        waitingRows=sum(each.rows for each in facts.waiting),
        oldestSeconds=_NAN if oldest is None else _age_s(now_ms, oldest),
        confirmedMs=_number(None if survey is None else survey.confirmed_ms),
        sentBytes=_number(None if survey is None else survey.sent_bytes),
        sentRows=_number(None if survey is None else survey.sent_rows),
        credentials="" if credentials is None else credentials.form,
        credentialsUntilMs=_NAN
        if credentials is None or credentials.until is None
        else credentials.until.timestamp() * 1000,
        mayTry=facts.may_try,
        outcome=facts.outcome.value,
        newsCode="" if news is None else news.code.value,
        newsConsents=0 if news is None else news.consents,
        newsOrders=0 if news is None else news.orders,
        newsMessages=0 if news is None else news.messages,
    )


def waiting_rows(
    facts: Facts, words: SyncWords, translate: Translate, now_ms: float
) -> Sequence[WaitingRow]:
    """What waits, by kind and reason."""
    rows = []
    for each in facts.waiting:
        hold = _NONE if each.hold is None else words.holds[each.hold]
        rows.append(
            WaitingRow(
                key=f"{each.kind} {each.hold or ''}",
                kind=each.kind.value,
                amount=each.rows,
                ageSeconds=_age_s(now_ms, each.oldest_ms),
                holdTitle=translate(hold.title) if hold.title else "",
                holdAdvice=translate(hold.advice) if hold.advice else "",
                forPrivacy=each.hold is not None and each.hold.for_privacy,
            )
        )
    return rows


def note_rows(facts: Facts, words: SyncWords, translate: Translate) -> Sequence[NoteRow]:
    """What holds things up in general; below it what was set aside, with how many."""
    holds = [_note(hold.value, words.holds[hold], translate, 0) for hold in facts.holds]
    refused = sorted(facts.refused.items(), key=lambda item: (-item[1], item[0]))
    return [*holds, *(_note(code.value, words.refusals[code], translate, n) for code, n in refused)]


def differing(before: ConnectivitySnapshot, now: ConnectivitySnapshot) -> frozenset[str]:
    """Names of the fields that are not the same; NaN is the same as NaN."""
    return frozenset(
        field.name
        for field in fields(now)
        if str(getattr(before, field.name)) != str(getattr(now, field.name))
    )


def _note(code: str, words: Words, translate: Translate, rows: int) -> NoteRow:
    return NoteRow(code, translate(words.title), translate(words.advice), rows)


def _number(value: float | None) -> float:
    return _NAN if value is None else float(value)


def _age_s(now_ms: float, then_ms: float) -> float:
    """Whole seconds since; NaN without a clock, and for a moment the clock has not reached."""
    age = (now_ms - then_ms) // 1000
    return age if age >= 0 else _NAN


def _ahead_s(now_ms: float, then_ms: float) -> float:
    """Seconds until then, to the nearest; 0 once it is past."""
    ahead = (then_ms - now_ms) / 1000
    return ahead if math.isnan(ahead) else max(0.0, float(round(ahead)))


_NONE = Words("", "")
_UP = frozenset({"up", "sending", "backend_away"})
