"""Consent records `consent-record/1`, a profile of ISO/IEC TS 27560 (consent.md, section 3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.features.consent.domain.calendar import add_months
from app.features.consent.domain.notice import Notice, Rendered, text_sha256
from app.features.consent.domain.purposes import Purpose, Recipient
from app.features.consent.domain.states import PERMITTING, State, state_of

SCHEMA = "consent-record/1"
Key = tuple[str, str]
"""Purpose id and recipient id."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who decides, in which car, under which law; none of it names a person."""

    profile_id: str
    vehicle_id_hash: str
    jurisdiction: str
    ui_build: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The text a decision answers; None means it was not measured."""

    notice: Notice
    rendered: Rendered
    shown_ms: int | None = None
    scrolled_to_end: bool | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One decision. `clock` is gnss, ntp or rtc; `by` driver, guardian, system or controller."""

    state: State
    time: datetime
    clock: str
    by: str
    method: str
    vehicle_state: str


@dataclass(frozen=True, slots=True)
class Record:
    """A sealed record as stored; reads what decisions need and keeps the rest untouched."""

    body: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The record's UUIDv7."""
        return str(self.body["record_id"])

    @property
    def key(self) -> Key:
        """Purpose and recipient."""
        return str(self.body["purpose"]["id"]), str(self.body["recipient"]["id"])

    @property
    def state(self) -> State:
        """State, UNKNOWN when this version does not know the word."""
        return state_of(self.body["event"]["state"])

    @property
    def time(self) -> datetime:
        """When it was decided, aware UTC."""
        return datetime.fromisoformat(str(self.body["event"]["time"]))

    @property
    def by(self) -> str:
        """Who decided: driver, guardian, system or controller."""
        return str(self.body["event"]["by"])

    @property
    def trusted(self) -> bool:
        """Whether its time came from a trusted source."""
        return str(self.body["event"]["clock"]) in {"gnss", "ntp"}

    def until(self, validity_months: int) -> date:
        """First day on which it no longer holds: its own, at most *validity_months* on."""
        began = self.time.date()
        limit = add_months(began, validity_months)
        try:
            own = date.fromisoformat(str(self.body["valid_until"]))
        except ValueError:
            return began
        return began if own < began else min(own, limit)


@dataclass(frozen=True, slots=True)
class Log:
    """All records of a profile in order; not `intact`: somebody changed, removed or cut them."""

    records: tuple[Record, ...]
    intact: bool


def draft(
    event: Event, purpose: Purpose, recipient: Recipient, shown: Shown, identity: Identity
) -> dict[str, Any]:
    """A record without identifiers and seal: add `record_id`, `receipt_id` and `authority`."""
    until = None
    if event.state in PERMITTING and purpose.validity_months is not None:
        until = add_months(event.time.date(), purpose.validity_months).isoformat()
    return {
        "schema": SCHEMA,
        "profile_id": identity.profile_id,
        "vehicle_id_hash": identity.vehicle_id_hash,
        "jurisdiction": identity.jurisdiction,
        "purpose": {
            "id": purpose.id,
            "version": purpose.version,
            "dpv": purpose.dpv,
            "lawful_basis": purpose.lawful_basis,
        },
        "recipient": {
            "id": recipient.id,
            "name": recipient.name,
            "address": recipient.address,
            "contact": recipient.contact,
            "role": recipient.role,
            "country": recipient.country,
        },
        "data": [{"cat": c.cat, "dpv": c.dpv, "optional": c.optional} for c in purpose.data],
        "processing": {
            "where": list(recipient.where),
            "retention": purpose.retention,
            "transfer_outside_eea": recipient.transfer_outside_eea,
            "profiling": purpose.profiling,
        },
        "notice": {
            "id": shown.notice.id,
            "version": shown.notice.version,
            "lang": shown.notice.lang,
            "text_sha256": text_sha256(shown.rendered),
            "shown_ms": shown.shown_ms,
            "scrolled_to_end": shown.scrolled_to_end,
        },
        "event": event_body(event, identity.ui_build),
        "valid_until": until,
        "withdrawal": f"settings > privacy > {purpose.id}",
    }


def event_body(event: Event, ui_build: str) -> dict[str, Any]:
    """The `event` member of a record."""
    return {
        "state": event.state.value,
        "time": utc_text(event.time),
        "clock": event.clock,
        "by": event.by,
        "method": event.method,
        "ui_build": ui_build,
        "vehicle_state": event.vehicle_state,
    }


def ending(record: Record, event: Event, ui_build: str) -> dict[str, Any]:
    """An unsealed record that ends *record* with the same detail and another event."""
    link = ("seq", "prev_hash", "hash", "record_id", "receipt_id")
    kept = {key: value for key, value in record.body.items() if key not in link}
    return {**kept, "event": event_body(event, ui_build), "valid_until": None}


def newest(records: Iterable[Record]) -> dict[Key, Record]:
    """The last record of each purpose and recipient."""
    return {record.key: record for record in records}


def deferrals(records: Iterable[Record], key: Key) -> int:
    """How many times in a row *key* was put off, newest answers first."""
    count = 0
    for record in reversed([r for r in records if r.key == key]):
        if record.state is State.DEFERRED:
            count += 1
        elif record.state is not State.REQUESTED:
            break
    return count


def utc_text(moment: datetime) -> str:
    """`2026-11-22T09:12:03Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
