"""What may be asked now; nothing asks while the car is not parked."""

from collections.abc import Iterator

from app.features.consent.book import ConsentBook
from app.features.consent.domain.asking import UNPROMPTED, Due, reason_to_ask
from app.features.consent.domain.record import Key, Record
from app.features.consent.ports import Ports


class Asking:
    """Remembers for one drive what was put off, and what another car of the driver allows."""

    def __init__(self, book: ConsentBook, ports: Ports) -> None:
        self._book = book
        self._ports = ports
        self._put_off: set[Key] = set()
        self._elsewhere: dict[Key, Record] = {}

    def put_off(self, key: Key) -> None:
        """The driver closed the question: not again before the next drive."""
        self._put_off.add(key)

    def drive_began(self) -> None:
        """The car moves: what was put off may come again when it is parked."""
        self._put_off.clear()

    def allowed_elsewhere(self, record: Record) -> None:
        """Another car of the driver has this consent: a proposal, no more."""
        self._elsewhere[record.key] = record

    def elsewhere(self, key: Key) -> Record | None:
        """The consent given in another car that waits for an answer here."""
        return self._elsewhere.get(key)

    def decided(self, key: Key) -> None:
        """The driver answered here: what another car said is settled."""
        self._elsewhere.pop(key, None)
        self._put_off.discard(key)

    def questions(self, purpose: str | None) -> Iterator[Due]:
        """Everything that may be asked now, of *purpose* or of all; blind to the car's state.

        What is asked in the settings alone comes by itself only if it changed or ends.
        """
        registry, modes = self._book.registry, self._ports.modes
        for known, recipient in registry.askable():
            key = (known.id, recipient.id)
            at = self._book.circumstances(key)
            if (purpose or known.id) != known.id or at.private or at.minor:
                continue
            newest = self._book.newest(key)
            reason = reason_to_ask(
                known,
                newest,
                self._book.state(key),
                self._book.now(),
                registry.rules,
                reminded=modes is not None and newest is not None and modes.reminded(newest.id),
                elsewhere=key in self._elsewhere,
            )
            if reason is None or key in self._put_off:
                continue
            if known.asked == "service" or reason in UNPROMPTED or purpose is not None:
                yield Due(*key, reason)
