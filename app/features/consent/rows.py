"""What the privacy screens show: one row a permission, one row an entry of the ledger."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.features.consent.domain.calendar import add_months
from app.features.consent.domain.ledger import LedgerEntry
from app.features.consent.domain.notice import Notice
from app.features.consent.domain.purposes import Purpose, Recipient
from app.features.consent.domain.record import Record, Shown
from app.features.consent.domain.states import PERMITTING, State

CARDS = frozenset({"P3"})
"""Purposes whose question is a card on the page: those a feature uses."""
Notices = Mapping[tuple[str, str], Notice]
_NO_NOTICE = Notice("", "", "", "", "", "", "", (), "", "")


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One row of `Consent.purposes`; roles are the field names.

    `askable` is False where the question has no text in the language in force: it is then not
    asked. `asked`: the recipient itself asked for it. `validUntilMs` is 0 unless given.
    """

    id: str
    purposeId: str  # noqa: N815  a role name of QML
    recipientId: str  # noqa: N815
    recipientName: str  # noqa: N815
    consentState: str  # noqa: N815
    busy: bool
    askable: bool
    asked: bool
    title: str
    summary: str
    without: str
    dataItems: list[str]  # noqa: N815
    refuseLabel: str  # noqa: N815
    acceptLabel: str  # noqa: N815
    validUntilMs: float  # noqa: N815


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of `Consent.ledger`; `kind` and `category` are codes, the first of its topic."""

    id: str
    timeMs: float  # noqa: N815
    purposeId: str  # noqa: N815
    kind: str
    recipientName: str  # noqa: N815
    bytes: int
    category: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a permission stands: effective state, newest record, an answer on its way."""

    state: State
    record: Record | None
    busy: bool
    asked: bool = False


def last_day(purpose: Purpose, standing: Standing, today: date) -> date:
    """First day without permission: of the one in force, or of one given *today*."""
    months = purpose.validity_months or 0
    if standing.state in PERMITTING and standing.record is not None:
        return standing.record.until(months)
    return add_months(today, months)


def notice_for(notices: Notices, language: str, purpose: str) -> Notice | None:
    """The notice in *language*, a regional variant taking its base language."""
    exact = notices.get((language, purpose))
    return exact or notices.get((language.partition("-")[0], purpose))


def permission_row(
    purpose: Purpose, recipient: Recipient, standing: Standing, until: date, notice: Notice | None
) -> tuple[PermissionRow, Shown | None]:
    """The row and, when it can be asked, the texts it shows; *notice* is filled in already."""
    text = notice or _NO_NOTICE
    given = standing.state in PERMITTING
    end = datetime(until.year, until.month, until.day, tzinfo=UTC).timestamp() * 1000
    row = PermissionRow(
        id=f"{purpose.id}/{recipient.id}",
        purposeId=purpose.id,
        recipientId=recipient.id,
        recipientName=recipient.name,
        consentState=standing.state.value,
        busy=standing.busy,
        askable=notice is not None,
        asked=standing.asked,
        title=text.title,
        summary=text.summary,
        without=text.without,
        dataItems=list(text.data),
        refuseLabel=text.refuse,
        acceptLabel=text.accept,
        validUntilMs=end if given else 0.0,
    )
    return row, None if notice is None else Shown(notice, notice.rendered())


def ledger_row(entry: LedgerEntry, name_of: Callable[[str], str]) -> LedgerRow:
    """The row of *entry*; *name_of* gives a recipient's name by id."""
    return LedgerRow(
        id=str(entry.body["hash"]),
        timeMs=entry.time.timestamp() * 1000,
        purposeId=entry.purpose,
        kind=entry.kind,
        recipientName=name_of(entry.recipient),
        bytes=entry.bytes,
        category=entry.categories[0] if entry.categories else "",
    )
