"""What a load was promised, and whether a store that was opened after a power cut keeps it."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.adapters.clock import SystemClock
from app.adapters.keystore import FileKeyStore
from app.adapters.store import ConsentRepository, Ledger, OrderRepository, Outbox, Store
from app.adapters.store.connection import read_only
from app.adapters.store.ends import Ends
from app.adapters.store.meta import get_count
from app.adapters.store.places import places
from app.core.errors import HabitacleError
from app.core.message import Outgoing
from tests.fakes.consents import ScriptedGateway


@dataclass(slots=True)
class Promise:
    """Of one store: what was begun, and what was promised or refused."""

    tried: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    applied: set[str] = field(default_factory=set)
    consents: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    dishonest: set[str] = field(default_factory=set)
    orders: dict[str, int] = field(default_factory=dict)
    order_tried: dict[str, int] = field(default_factory=dict)
    published: int = 0

    def take(self, word: str, keys: list[str]) -> None:
        """One mark of the load."""
        sets = {
            "try": self.tried,
            "try-consent": self.tried,
            "accepted": self.accepted,
            "settled": self.settled,
            "applied": self.applied,
            "consent": self.consents,
            "refused": self.refused,
            "dishonest": self.dishonest,
        }
        if word in sets:
            sets[word].update(keys)
        elif word in {"order", "try-order"}:
            orders = self.orders if word == "order" else self.order_tried
            orders[keys[0]] = int(keys[1])
        elif word == "published":
            self.published += int(keys[0])

    @property
    def count(self) -> int:
        """How much was promised."""
        kept = (self.accepted, self.settled, self.applied, self.consents, self.orders)
        return sum(map(len, kept))


class Promises:
    """Of several stores, by the name of their folder."""

    def __init__(self) -> None:
        self._known: dict[str, Promise] = {}

    def take(self, mark: str) -> None:
        """A mark: store, word, keys."""
        name, word, *keys = mark.split(" ")
        self.of(name).take(word, keys)

    def of(self, name: str) -> Promise:
        """What is known of the store *name*."""
        return self._known.setdefault(name, Promise())


def broken(folder: Path, promise: Promise, *, sealed: bool) -> list[str]:
    """Open the store in *folder*; what is wrong with it, in words."""
    keys = FileKeyStore(folder / "keys") if sealed else None
    try:
        store = Store.open(folder, SystemClock(), keys)
    except HabitacleError as error:
        return [f"does not open: {error}"]
    try:
        found = list(_kept(store, promise))
    finally:
        store.close()
    return [*found, *_whole(folder, keys)]


def _kept(store: Store, promise: Promise) -> Iterator[str]:
    if store.recovered:
        yield f"damaged: {store.recovered}"
    query = "SELECT id FROM outbox"
    rows = [row[0] for row in store.profile.read(lambda c: c.execute(query).fetchall()).result(9)]
    waiting, confirmed = set(rows), set(Ends(store).confirmed().result(9))
    yield from _missing("accepted", promise.accepted - waiting - confirmed)
    yield from _missing("confirmed", promise.settled - confirmed)
    yield from _missing("told apart", waiting & confirmed)
    yield from _missing("asked for", (waiting | confirmed) - promise.tried)
    yield from _missing("honest", promise.dishonest)
    yield from _missing("refused in truth", promise.refused & (waiting | confirmed))
    yield from _orders(store, promise)
    yield from _consents(store, promise)
    yield from _commands(store, promise)
    yield from _ledger(store, promise)
    counted = store.profile.read(lambda c: c.execute("SELECT sum(n) FROM usage").fetchone()[0])
    if (counted.result(9) or 0) != len(rows):
        yield "the rows are counted wrong"
    outbox = Outbox(store, ScriptedGateway())
    act = Outgoing("up/order/cpo", "order.stop", "P7", "cpo", 1, {}, id="after")
    store.profile.write(lambda c: outbox.add(c, act)).result(9)


def _missing(what: str, keys: set[str]) -> Iterator[str]:
    if keys:
        yield f"{len(keys)} not {what}, such as {min(keys)}"


def _orders(store: Store, promise: Promise) -> Iterator[str]:
    bodies = OrderRepository(store).load().result(9)
    there = {order: int(json.loads(body)["n"]) for order, body in bodies.items()}
    for order, n in promise.orders.items():
        if not n <= there.get(order, -1) <= promise.order_tried[order]:
            yield f"order {order} is in state {there.get(order)}, promised was {n}"


def _consents(store: Store, promise: Promise) -> Iterator[str]:
    log = ConsentRepository(store).load().result(9)
    there = {record.id for record in log.records}
    if not log.intact:
        yield "the chain of consents is broken"
    yield from _missing("recorded", promise.consents - there)
    yield from _missing("given by the driver", there - promise.tried)


def _commands(store: Store, promise: Promise) -> Iterator[str]:
    def read(connection: sqlite3.Connection) -> tuple[set[str], int]:
        found = connection.execute("SELECT id FROM inbox").fetchall()
        return {row[0] for row in found}, get_count(connection, "effects")

    known, effects = store.device.read(read).result(9)
    yield from _missing("applied", promise.applied - known)
    if effects != len(known):
        yield f"{len(known)} commands had {effects} effects"


def _ledger(store: Store, promise: Promise) -> Iterator[str]:
    if not Ledger(store).verify().result(9):
        yield "the ledger's chain is broken"
    query = "SELECT count(*) FROM ledger"
    entries = store.profile.read(lambda c: c.execute(query).fetchone()[0]).result(9)
    if entries < promise.published:
        yield f"{promise.published} publishes, {entries} entries"


def _whole(folder: Path, keys: FileKeyStore | None) -> Iterator[str]:
    """The closed files: whole, and with mirrors that hold what they hold."""
    for place, _ in places(folder, keys):
        connection = read_only(place.path, place.key)
        try:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            damage = place.mirrors.damage(connection)
            behind = [each.name for each in place.mirrors.paths if _behind(connection, each)]
        finally:
            connection.close()
        if verdict != "ok" or damage:
            yield f"{place.path.name}: {verdict}, {damage}"
        yield from (f"the mirror {each} is behind" for each in behind)


def _behind(connection: sqlite3.Connection, mirror: Path) -> bool:
    """Whether the last item of the database is missing in *mirror*."""
    query = _LAST.get(mirror.suffix)
    if query is None:
        return False
    (last,) = connection.execute(query).fetchone()
    lines = mirror.read_bytes().splitlines() if mirror.exists() else []
    return last is not None and last not in {int(line.split(b" ")[1]) for line in lines}


_LAST = {
    ".consents": "SELECT max(seq) FROM consent_record",
    ".orders": "SELECT max(n) FROM purchase",
}
