"""The car behind the probe: real store, gateway, ledger and sync core, no screen."""

import json
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.adapters.clock import SystemClock
from app.adapters.keystore import FileKeyStore
from app.adapters.mqtt.address import BrokerAddress
from app.adapters.mqtt.tls import TlsFiles
from app.adapters.store.outbox import Outbox
from app.adapters.store.store import Store
from app.core.errors import HabitacleError, IdempotencyConflict, StorageError
from app.features.consent.files import load_privacy
from app.features.consent.gateway import Gateway
from app.features.sync.domain.envelope import encode
from app.features.sync.domain.state import Status
from app.features.sync.ports import Hooks
from app.main.link import LinkParts, make_core
from app.main.paths import ASSETS
from app.main.sync_probe_acts import Acts
from app.main.sync_probe_consents import ProbeConsents
from app.main.sync_probe_lines import Answer, said
from app.main.sync_probe_overlay import ACTION, COUNT, Overlay, ProbeDownlink, with_partners
from app.main.sync_probe_state import applied_counts, count_command, is_known, ledger, state

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """How to run; `device` is the id in topics."""

    address: BrokerAddress
    data_dir: Path
    device: str
    tls: TlsFiles | None = None
    encrypt: bool = False
    pad: int = 200


class ShiftedClock(SystemClock):
    """The machine's clocks, the wall clock moved by `shift`."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def utc(self) -> datetime:
        """Shifted wall time."""
        return super().utc() + self.shift


class ProbeCar:
    """Implements the lines' `Car`. *tell* writes a line that nobody asked for."""

    def __init__(
        self, options: Options, overlay: Overlay, tell: Callable[[str], None], *, events: bool
    ) -> None:
        self._clock = ShiftedClock()
        self._tell = tell
        self._events = events
        self._named: set[str] = set()
        self._status = Status()
        key = FileKeyStore(options.data_dir / "keys") if options.encrypt else None
        self._store = Store.open(options.data_dir, self._clock, key)
        self._store.device_id = options.device
        try:
            self._build(options, overlay)
        except BaseException:
            self._store.close()
            raise

    def _build(self, options: Options, overlay: Overlay) -> None:
        privacy = with_partners(load_privacy(ASSETS), overlay)
        self._consents = ProbeConsents(self._store, privacy, self._clock)
        gateway = Gateway(self._consents.book, privacy.topics, lambda row: len(encode(row)))
        self._outbox = Outbox(self._store, gateway)
        self._outbox.on_given_up(self._given_up)
        self._acts = Acts(privacy, overlay, gateway, options.pad)
        tls = options.tls
        parts = LinkParts(
            store=self._store,
            outbox=self._outbox,
            gateway=gateway,
            clock=self._clock,
            address=options.address,
            tls=None if tls is None else lambda: tls,
            hooks=self._hooks(),
            handlers={COUNT: lambda message: count_command(str(message["id"]))},
            downlink=ProbeDownlink,
        )
        self._core = make_core(parts, self._report)
        self._consents.start(self._core.withdrawn, lambda: self._core.nudge(urgent=True))

    def start(self) -> None:
        """Look for the broker."""
        self._core.start()

    def close(self) -> None:
        """DISCONNECT, checkpoint; within 2 s."""
        self._core.stop()
        self._consents.stop()
        self._store.close()

    def do(self, key: str, kind: str) -> Answer:
        """`ACCEPTED` once the act is durable, or `REFUSED` with a code."""
        outgoing = self._acts.outgoing(key, kind)
        if outgoing is None:
            return said(f"REFUSED {key} unknown_type")
        if not self._acts.allowed(outgoing):
            return said(f"REFUSED {key} no_consent")

        def write(connection: sqlite3.Connection) -> None:
            if kind != ACTION or not is_known(connection, key):
                self._outbox.add(connection, outgoing)

        answer: Answer = Future()
        # As in the product: what belongs to the driver is in the profile's file.
        own = self._store.device if outgoing.purpose == _DEVICE_PURPOSE else self._store.profile
        writing = own.write(write)
        writing.add_done_callback(lambda done: answer.set_result(self._written(key, done)))
        return answer

    def dump(self) -> Answer:
        """`STATE` with everything of note."""
        return self._read(self._dumped)

    def consent(self, verb: str, purpose: str, recipient: str) -> Answer:
        """A record of consent; reading goes on once it is written."""
        queued = self._store.profile.read(
            lambda connection: _queued(connection, purpose, recipient)
        ).result()
        word = self._consents.set(verb == "GIVE", purpose, recipient)
        if word == "withdrawn":
            for key in queued:
                self._dropped(key, "consent")
        return said(f"CONSENT {purpose} {recipient} {word}")

    def network(self, *, on: bool) -> Answer:
        """Hold the link down, or free it."""
        self._core.network(on)
        return said(f"LINK {'on' if on else 'off'}")

    def shift_clock(self, seconds: float) -> Answer:
        """Move the wall clock by so many seconds from the real one."""
        self._clock.shift = timedelta(seconds=seconds)
        return said(f"CLOCK {seconds:g}")

    def ledger(self) -> Answer:
        """What left: number of entries, newest hash, the last hundred."""
        return self._read(lambda: f"LEDGER {_json(ledger(self._store))}")

    def _read(self, make: Callable[[], str]) -> Answer:
        return self._store.read_all(make)

    def _dumped(self) -> str:
        body = state(self._store)
        body |= self._core.traffic()
        body |= {"applied": applied_counts(self._store.device.connection)}
        body |= {"link": self._status.link, "error": self._status.last_error}
        body |= {"store": self._store.storage, "boot": self._store.boot}
        return f"STATE {_json(body)}"

    def _written(self, key: str, done: "Future[None]") -> str:
        error = done.exception()
        if error is None:
            self._core.nudge(urgent=True)
            return f"ACCEPTED {key}"
        if isinstance(error, IdempotencyConflict):
            return f"REFUSED {key} {error.code}"
        if isinstance(error, StorageError) and error.code == "storage_full":
            return f"REFUSED {key} storage_full"
        if not isinstance(error, HabitacleError):
            _LOG.error("act %s could not be written: %r", key, error)
        return f"REFUSED {key} io_error"

    def _hooks(self) -> Hooks:
        return Hooks(
            rejected=self._rejected,
            confirmed=self._confirmed,
            applied=lambda id_: self._event(f"APPLIED {id_}"),
            link=self._linked,
        )

    def _given_up(self, key: str, _kind: str, code: str) -> None:
        self._dropped(key, _WORD.get(code, _reason(code)))

    def _rejected(self, keys: Sequence[str], _code: str) -> None:
        for key in keys:
            self._dropped(key, "rejected")

    def _dropped(self, key: str, why: str) -> None:
        if key not in self._named:
            self._named.add(key)
            self._tell(f"DROPPED {key} {why}")

    def _confirmed(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._event(f"CONFIRMED {key}")

    def _linked(self, up: bool, reason: str) -> None:
        self._event("LINK up" if up else f"LINK down {reason.replace(' ', '_')}")

    def _event(self, line: str) -> None:
        if self._events:
            self._tell(line)

    def _report(self, status: Status) -> None:
        self._status = status


_DEVICE_PURPOSE = "P1"
_WORD: Mapping[str, str] = {"expired": "expired", "crc": "corrupt"}


def _reason(code: str) -> str:
    return "consent" if "consent" in code else "rejected"


def _queued(connection: sqlite3.Connection, purpose: str, recipient: str) -> list[str]:
    rows = connection.execute(
        "SELECT id FROM outbox WHERE purpose=? AND recipient=? AND type<>'consent.withdrawn'",
        (purpose, recipient),
    )
    return [row[0] for row in rows]


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
