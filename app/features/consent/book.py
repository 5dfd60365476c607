"""What is permitted now, in memory and safe from any thread."""

import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from app.core.clock import Clock
from app.core.message import Verdict
from app.features.consent.domain.calendar import consent_now
from app.features.consent.domain.permitted import (
    SECURITY,
    Circumstances,
    Finding,
    changed,
    expired,
    may_process,
    permitted,
)
from app.features.consent.domain.purposes import Basis, Purpose, Registry
from app.features.consent.domain.record import Key, Log, Record, deferrals
from app.features.consent.domain.states import PERMITTING, State
from app.features.consent.situation import Asked, Look, ordinary


class ConsentBook:
    """The newest record of each purpose and recipient, endings not yet written included.

    Until `load` nothing that needs consent may leave; a log that is not intact counts as empty.
    `guard` keeps `generation` from moving while it is held. *circumstances* says what else is true.
    """

    def __init__(
        self,
        registry: Registry,
        notice_majors: Mapping[str, str],
        clock: Clock,
        circumstances: Look = ordinary,
    ) -> None:
        self.registry = registry
        self.guard = threading.RLock()
        self._majors = notice_majors
        self._clock = clock
        self._circumstances = circumstances
        self._records: list[Record] = []
        self._newest: dict[Key, Record] = {}
        self._ended: dict[Key, State] = {}
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
            if record.state is self._ended.get(record.key):
                del self._ended[record.key]

    def end(self, key: Key, state: State = State.WITHDRAWN) -> None:
        """From now on nothing of *key* leaves, whatever is written or queued."""
        with self.guard:
            self._generation[key] += 1
            self._ended[key] = state

    def recall(self) -> None:
        """Nothing that was permitted until now, but has not left, leaves by that permission."""
        with self.guard:
            for recipient in self.registry.recipients.values():
                for purpose in recipient.purposes:
                    self._generation[purpose, recipient.id] += purpose != SECURITY

    def set_notices(self, majors: Mapping[str, str]) -> None:
        """The notices changed: majors by purpose."""
        with self.guard:
            self._majors = majors

    def generation(self, purpose: str, recipient: str) -> int:
        """Raised by each withdrawal; a message of an older one is undeliverable."""
        with self.guard:
            return self._generation[purpose, recipient]

    def finding(self, purpose: str, recipient: str, asked: Asked | None = None) -> Finding:
        """Whether *purpose* may send to *recipient* now, *asked* by that message.

        Of a purpose whose data stays in the car: whether it may read its signals.
        """
        with self.guard:
            known = self.registry.purposes.get(purpose)
            if known is None:
                return Finding(Verdict.DROP, "unknown_purpose")
            key = (purpose, recipient)
            if known.basis is Basis.CONSENT:
                if key in self._ended:
                    return Finding(Verdict.DROP, f"consent_{self._ended[key].value}")
                if not self.registry.serves(*key):
                    return Finding(Verdict.DROP, "unknown_recipient")
                if not self._loaded or self.paused:
                    return Finding(Verdict.HOLD, "consents_not_available")
            at = self._circumstances(asked or Asked(purpose, recipient))
            newest, major = self._newest.get(key), self._majors.get(purpose, "")
            if known.local:
                return may_process(known, newest, major, self.now(), at)
            live_ms = self.registry.rules.live_request_s * 1000
            return permitted(known, newest, major, self.now(), at, live_ms)

    def circumstances(self, key: Key) -> Circumstances:
        """What else is true for *key* now."""
        return self._circumstances(Asked(*key))

    def is_current(self, purpose: str, notice_major: str) -> bool:
        """Whether a text of that major version is the one in force."""
        with self.guard:
            return self._majors.get(purpose) == notice_major

    def state(self, key: Key) -> State:
        """The state that counts now: a consent that no longer holds is expired or invalidated."""
        with self.guard:
            record = self._newest.get(key)
            if key in self._ended:
                return self._ended[key]
            purpose = self.registry.purposes.get(key[0])
            if record is None or purpose is None:
                return State.UNKNOWN
            if record.state in PERMITTING:
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

    def history(self, key: Key | None = None) -> tuple[Record, ...]:
        """Every record of *key*, of all where it is None, oldest first."""
        with self.guard:
            return tuple(each for each in self._records if key is None or each.key == key)

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

    @property
    def mark(self) -> datetime | None:
        """The highest trusted time seen."""
        with self.guard:
            return self._mark

    def raise_mark(self, mark: datetime) -> None:
        """A trusted time was seen in an earlier run."""
        with self.guard:
            if self._mark is None or mark > self._mark:
                self._mark = mark

    def _take(self, record: Record) -> None:
        self._records.append(record)
        self._newest[record.key] = record
        if record.trusted:
            self.raise_mark(record.time)

    def _still(self, purpose: Purpose, record: Record) -> State:
        served = self.registry.serves(*record.key)
        if not served or changed(purpose, record, self._majors.get(purpose.id, "")):
            return State.INVALIDATED
        now = self.now()
        if now and purpose.validity_months and expired(purpose.validity_months, record, now):
            return State.EXPIRED
        return record.state
