"""The work that a power cut interrupts: acts, orders, consents, commands, receipts on one store.

Runs under the library of `faultio.c`. Each mark is written once its future has resolved, so that
everything before it was promised when the cut comes; `try` marks are written before.
"""

import contextlib
import errno
import json
import os
import random
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.adapters.clock import SystemClock
from app.adapters.keystore import FileKeyStore
from app.adapters.store import ConsentRepository, OrderRepository, Outbox, Store, connection
from app.adapters.store.bounds import product_bounds
from app.adapters.store.connection import _PRAGMAS
from app.adapters.store.inbox import Inbox
from app.adapters.store.meta import get_count, set_meta
from app.core.errors import HabitacleError, StorageError
from app.core.message import Outgoing
from app.features.consent.domain.record import Event, draft
from app.features.consent.domain.states import State
from tests.fakes.consents import ScriptedGateway
from tests.fakes.privacy import IDENTITY, ConsentBench
from tests.faults.faultio import SYNCS, WRITES, mark, plan

_TROUBLES = ((WRITES, errno.ENOSPC), (WRITES, errno.EIO), (SYNCS, errno.EIO))
_BOUNDS = replace(product_bounds(), ballast_bytes=65_536)
_HONEST = frozenset({"storage_full", "io_error"})


class Load:
    """One store in *folder* and what is done on it; `name` stands before each mark."""

    def __init__(self, folder: Path, seed: int, *, sealed: bool) -> None:
        self._random = random.Random(seed)  # noqa: S311  a load that repeats
        self._folder, self._sealed = folder, sealed
        self._bench = ConsentBench()
        self._n = 1000 * seed
        self._open()

    def again(self) -> None:
        """A clean end and a new start."""
        self._store.close()
        self._open()

    def heal(self) -> None:
        """The disk works again, and the store looks whether it does."""
        healed()
        self._store.look_after().result(20)

    def step(self) -> None:
        """One act, and now and then something else; some in one commit with others."""
        self._n += 1
        self._acts(1 + self._random.randrange(4) * (self._n % 3 == 0))
        if self._n % 5 == 0:
            self._order()
        if self._n % 7 == 0:
            self._consent()
        if self._n % 4 == 0:
            self._command()
        if self._n % 3 == 0:
            self._send()

    def _open(self) -> None:
        keys = FileKeyStore(self._folder / "keys") if self._sealed else None
        self._store = Store.open(self._folder, SystemClock(), keys, bounds=_BOUNDS)
        self._outbox = Outbox(self._store, ScriptedGateway())
        self._orders = OrderRepository(self._store)
        self._consents = ConsentRepository(self._store)
        self._inbox = Inbox(self._store)
        self._first = f"{self._store.boot}-{os.getpid()}"

    def _mark(self, *words: object) -> None:
        mark(" ".join([self._folder.name, *map(str, words)]))

    def _kept(self, future: "Future[Any]", word: str, *keys: str) -> bool:
        """Whether the store took it: then *word* is promised from now on."""
        try:
            future.result(20)
        except StorageError as refused:
            code = "refused" if refused.code in _HONEST else "dishonest"
            # A row whose receipt could not be stored is not refused.
            self._mark(code, *(keys if word != "settled" else ()))
            return False
        self._mark(word, *keys)
        return True

    def _act(self) -> Outgoing:
        key = f"k-{self._first}-{self._random.getrandbits(48)}"
        data = {"n": self._n, "pad": "x" * self._random.randrange(400)}
        self._mark("try", key)
        return Outgoing("up/order/cpo", "order.stop", "P7", "cpo", 1, data, id=key)

    def _acts(self, count: int) -> None:
        acts = [self._act() for _ in range(count)]
        writing = [self._store.profile.write(self._adding(act)) for act in acts]
        for act, future in zip(acts, writing, strict=True):
            self._kept(future, "accepted", str(act.id))

    def _adding(self, act: Outgoing) -> Callable[[sqlite3.Connection], str]:
        return lambda profile: self._outbox.add(profile, act)

    def _order(self) -> None:
        act = self._act()
        order = f"o-{self._n % 3}"
        self._mark("try-order", order, self._n)
        saving = self._orders.save(order, json.dumps({"n": self._n}), act)
        if self._kept(saving, "accepted", str(act.id)):
            self._mark("order", order, self._n)

    def _consent(self) -> None:
        purpose, recipient = next(self._bench.data.registry.askable())
        given = self._random.random() < 0.5
        state = State.GIVEN if given else State.WITHDRAWN
        event = Event(state, self._bench.clock.utc(), "ntp", "driver", "test", "parked")
        body = draft(event, purpose, recipient, self._bench.shown(), IDENTITY)
        record = f"r-{self._first}-{self._random.getrandbits(48)}"
        self._mark("try-consent", record, state.value)
        made = {**body, "record_id": record}
        if given:
            self._kept(
                self._consents.append([made], self._bench.shown().rendered), "consent", record
            )
            return
        act = self._act()
        if self._kept(self._consents.withdraw(made, act), "consent", record):
            self._mark("accepted", act.id)

    def _command(self) -> None:
        name = f"c-{self._first}-{self._random.getrandbits(48)}"

        def effect(device: sqlite3.Connection) -> None:
            set_meta(device, "effects", str(get_count(device, "effects") + 1))

        self._kept(self._inbox.apply(name, None, effect), "applied", name)

    def _send(self) -> None:
        sending = self._outbox.dispatch(1 + self._random.randrange(5))
        if not self._kept(sending, "sent"):
            return
        messages = sending.result()
        self._mark("published", len(messages))
        ids = [each.id for each in messages[self._random.randrange(2) :]]
        self._kept(self._outbox.settle(ids), "settled", *ids)


def cut_short(folder: Path, seed: int, steps: int, *, sealed: bool) -> None:
    """*steps* of work with clean restarts between; ends without a word."""
    load = Load(folder, seed, sealed=sealed)
    for n in range(steps):
        load.step()
        if n % 40 == 39:
            load.again()
    os._exit(0)


def _opened(folder: Path, seed: int, *, sealed: bool) -> Load:
    try:
        return Load(folder, seed, sealed=sealed)
    except HabitacleError:
        healed()
        return Load(folder, seed, sealed=sealed)


def healed() -> None:
    """The disk works again."""
    plan(WRITES, 0, 0, 0)
    plan(SYNCS, 0, 0, 0)


def faulty(root: Path, seed: int, episodes: int, *, sealed: bool) -> None:
    """A store each, whose disk fails or is full for a while at some moment."""
    chance = random.Random(seed)  # noqa: S311
    for n in range(episodes):
        kind, error = chance.choice(_TROUBLES)
        trouble = (kind, error, chance.randrange(40), chance.choice((1, 2, 5, 50)))
        if n % 4 == 3:
            plan(*trouble)
        load = _opened(root / f"episode-{n}", seed + n, sealed=sealed)
        plan(*trouble)
        for _ in range(8):
            load.step()
        load.heal()
        for _ in range(3):
            load.step()
        mark(f"episode-{n} over")
    os._exit(0)


def main(form: str, folder: str, seed: str, count: str, sealed: str) -> None:
    """`cuts`, `careless` or `faults`."""
    if form == "careless":
        lax = ("synchronous", "NORMAL", 1)
        connection._PRAGMAS = [lax if each[0] == "synchronous" else each for each in _PRAGMAS]
    work = faulty if form == "faults" else cut_short
    with contextlib.suppress(BrokenPipeError):
        work(Path(folder), int(seed), int(count), sealed=sealed == "sealed")


if __name__ == "__main__":
    main(*sys.argv[1:])
