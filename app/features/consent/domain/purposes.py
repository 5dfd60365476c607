"""Purposes, the data and recipients they name, and the rules of asking."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Basis(StrEnum):
    """Why processing is lawful: necessary, legal obligation, consent, vital interest, request."""

    NECESSARY = "N"
    LEGAL = "L"
    CONSENT = "C"
    VITAL = "vital"
    REQUEST = "request"


IN_CAR = "none"
"""Recipient of the purposes whose data stays in this car."""


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of data; `dpv` is its term in the Data Privacy Vocabulary 2.3."""

    cat: str
    dpv: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose of processing; a new `version` is a material change.

    `retention` is an ISO 8601 duration counted from `retention_from`, None for as long as that
    lasts. `validity_months` bounds a consent and is None where none is needed. `local`: its data
    stays in the car, so its recipient is `IN_CAR`. `asked` says when the question comes: `never`,
    at the first use of the `service`, only in the `settings`, at each `press`. It falls with the
    purposes it `requires`.
    """

    id: str
    version: int
    dpv: str
    basis: Basis
    lawful_basis: str
    data: tuple[Category, ...]
    retention: str | None
    retention_from: str
    profiling: bool
    validity_months: int | None
    local: bool = False
    asked: str = "service"
    requires: tuple[str, ...] = ()

    @property
    def categories(self) -> frozenset[str]:
        """The data this purpose may carry."""
        return frozenset(category.cat for category in self.data)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives data, for which purposes, and where they keep it (ISO 3166 codes)."""

    id: str
    name: str
    address: str
    contact: str
    role: str
    country: str
    purposes: tuple[str, ...]
    where: tuple[str, ...]
    transfer_outside_eea: bool


@dataclass(frozen=True, slots=True)
class AskingRules:
    """How often a person may be asked, how an answer is read, and who is too young for what.

    `proposal_life`: how long a question from outside waits; then it counts as refused. `reminder`:
    how long before its end a consent may be renewed. `live_request_s`: how long an act of the
    driver is a live request. `minor_blocked`: purposes off for minors without a guardian;
    `age_limits` by country. `order_kept`: messages of a running order that privacy mode keeps.
    """

    cool_down: timedelta
    proposal_life: timedelta
    deferrals_as_refusal: int
    answer_window_ms: int
    untrusted_clock_slack: timedelta
    reminder: timedelta = timedelta(days=30)
    live_request_s: int = 60
    minor_blocked: frozenset[str] = frozenset()
    order_kept: frozenset[str] = frozenset()
    age_limit_default: int = 16
    age_limits: Mapping[str, int] = field(default_factory=dict)

    def age_limit(self, country: str) -> int:
        """Years below which a profile of *country* (ISO 3166) is a minor's."""
        return self.age_limits.get(country, self.age_limit_default)


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything that may be asked and sent; `authorities` by jurisdiction (ISO 3166)."""

    purposes: Mapping[str, Purpose]
    recipients: Mapping[str, Recipient]
    rules: AskingRules
    authorities: Mapping[str, str]

    def serves(self, purpose: str, recipient: str) -> bool:
        """Whether both are known and the recipient is one for this purpose."""
        known = self.recipients.get(recipient)
        return purpose in self.purposes and known is not None and purpose in known.purposes

    def askable(self) -> Iterator[tuple[Purpose, Recipient]]:
        """Every purpose that needs consent, with each of its recipients (`IN_CAR` if local)."""
        for purpose in self.purposes.values():
            if purpose.basis is Basis.CONSENT:
                for recipient in self.recipients.values():
                    if purpose.id in recipient.purposes:
                        yield purpose, recipient

    def dependents(self, purpose: str) -> tuple[str, ...]:
        """Purposes that fall when *purpose* is withdrawn."""
        return tuple(each.id for each in self.purposes.values() if purpose in each.requires)
