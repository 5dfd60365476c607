"""An alert store in memory that remembers what was queued with what."""

from concurrent.futures import Future

from app.core.message import Outgoing
from app.features.maintenance.domain import Alert


class FakeAlertStore:
    """Keeps the newest version of each alert; `fail` makes the next answers errors."""

    def __init__(self) -> None:
        self.rows: dict[str, Alert] = {}
        self.saves: list[Alert] = []
        self.outgoing: list[Outgoing] = []
        self.fail: Exception | None = None

    def save(self, alert: Alert, outgoing: Outgoing | None) -> "Future[None]":
        done: Future[None] = Future()
        if self.fail is not None:
            done.set_exception(self.fail)
            return done
        self.saves.append(alert)
        self.rows[alert.id] = alert
        if outgoing is not None:
            self.outgoing.append(outgoing)
        done.set_result(None)
        return done

    def load_open(self) -> "Future[list[Alert]]":
        done: Future[list[Alert]] = Future()
        if self.fail is not None:
            done.set_exception(self.fail)
        else:
            done.set_result([a for a in self.rows.values() if a.closed_at is None])
        return done
