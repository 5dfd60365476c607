"""What is permitted now, in memory and safe from any thread."""

import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from app.core.clock import Clock
from app.core.message import Verdict
from app.features.consent.domain.calendar import consent_now
from app.features.consent.domain.permitted import Finding, changed, expired, permitted
from app.features.consent.domain.purposes import Basis, Purpose, Registry
from app.features.consent.domain.record import Key, Log, Record, deferrals
from app.features.consent.domain.states import PERMITTING, State


class ConsentBook:
    """The newest record of each purpose and recipient, withdrawals not yet written included.

    Until `load` nothing that needs consent may leave; a log that is not intact counts as empty.
    `guard` keeps `generation` from moving while it is held.
    """

    def __init__(self, registry: Registry, notice_majors: Mapping[str, str], clock: Clock) -> None:
        self.registry = registry
        self.guard = threading.RLock()
        self._majors = notice_majors
        self._clock = clock
        self._records: list[Record] = []
        self._newest: dict[Key, Record] = {}
        self._withdrawn: set[Key] = set()
        self._generation: defaultdict[Key, int] = defaultdict(int)
        self._mark: datetime | None = None
        self._loaded = False
        self.intact = True
        self.paused = False

    def load(self, log: Log) -> None:
        """Take the stored records."""
        with self.guard:
            self._loaded, self.intact = True, log.intact
            if log.intact:
                for record in log.records:
                    self._take(record)

    def put(self, record: Record) -> None:
        """Take a record that was written just now."""
        with self.guard:
            self._take(record)
            if record.state is State.WITHDRAWN:
                self._withdrawn.discard(record.key)

    def withdraw(self, key: Key) -> None:
        """From now on nothing of *key* leaves, whatever is written or queued."""
        with self.guard:
            self._generation[key] += 1
            self._withdrawn.add(key)

    def generation(self, purpose: str, recipient: str) -> int:
        """Raised by each withdrawal; a message of an older one is undeliverable."""
        with self.guard:
            return self._generation[purpose, recipient]

    def finding(self, purpose: str, recipient: str) -> Finding:
        """Whether *purpose* may send to *recipient* now."""
        with self.guard:
            known = self.registry.purposes[purpose]
            key = (purpose, recipient)
            if known.basis is Basis.CONSENT:
                if key in self._withdrawn:
                    return Finding(Verdict.DROP, "consent_withdrawn")
                if not self._loaded or self.paused:
                    return Finding(Verdict.HOLD, "consents_not_available")
            major = self._majors.get(purpose, "")
            return permitted(known, self._newest.get(key), major, self.now())

    def state(self, key: Key) -> State:
        """The state that counts now: a consent that no longer holds is expired or invalidated."""
        with self.guard:
            record = self._newest.get(key)
            if key in self._withdrawn:
                return State.WITHDRAWN
            if record is None:
                return State.UNKNOWN
            purpose = self.registry.purposes.get(key[0])
            if record.state in PERMITTING and purpose is not None:
                return self._still(purpose, record)
            return record.state

    def newest(self, key: Key) -> Record | None:
        """The newest written record of *key*."""
        with self.guard:
            return self._newest.get(key)

    def current(self) -> tuple[Record, ...]:
        """The newest record of every purpose and recipient that has one."""
        with self.guard:
            return tuple(self._newest.values())

    def deferrals(self, key: Key) -> int:
        """How often in a row *key* was put off."""
        with self.guard:
            return deferrals(self._records, key)

    def now(self) -> datetime | None:
        """Consent time; None when no clock can be believed."""
        with self.guard:
            slack = self.registry.rules.untrusted_clock_slack
            trusted = self._clock.trusted
            now = consent_now(self._clock.utc(), self._mark, slack, trusted=trusted)
            if trusted:
                self._mark = now
            return now

    def _take(self, record: Record) -> None:
        self._records.append(record)
        self._newest[record.key] = record
        if record.trusted and (self._mark is None or record.time > self._mark):
            self._mark = record.time

    def _still(self, purpose: Purpose, record: Record) -> State:
        served = self.registry.serves(*record.key)
        if not served or changed(purpose, record, self._majors.get(purpose.id, "")):
            return State.INVALIDATED
        now = self.now()
        if now and purpose.validity_months and expired(purpose.validity_months, record, now):
            return State.EXPIRED
        return record.state
