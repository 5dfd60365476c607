"""Purposes, the data and recipients they name, and the rules of asking."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Basis(StrEnum):
    """Why processing is lawful: necessary, legal obligation, consent, vital interest, request."""

    NECESSARY = "N"
    LEGAL = "L"
    CONSENT = "C"
    VITAL = "vital"
    REQUEST = "request"


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
    lasts. `validity_months` bounds a consent and is None where none is needed.
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
    """How often a person may be asked, and how an answer is read."""

    cool_down: timedelta
    deferrals_as_refusal: int
    answer_window_ms: int
    untrusted_clock_slack: timedelta


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
        """Every purpose that needs consent, with each of its recipients."""
        for purpose in self.purposes.values():
            if purpose.basis is Basis.CONSENT:
                for recipient in self.recipients.values():
                    if purpose.id in recipient.purposes:
                        yield purpose, recipient
