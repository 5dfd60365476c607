"""A store of fault records in memory, and the services' view of a car that can be asked."""

from concurrent.futures import Future


class FakeFaultMemory:
    """One document; `fail` makes the next answers errors."""

    def __init__(self, body: str | None = None) -> None:
        self.body = body
        self.saves = 0
        self.fail: Exception | None = None

    def load(self) -> "Future[str | None]":
        done: Future[str | None] = Future()
        if self.fail is not None:
            done.set_exception(self.fail)
        else:
            done.set_result(self.body)
        return done

    def save(self, body: str) -> "Future[None]":
        done: Future[None] = Future()
        if self.fail is not None:
            done.set_exception(self.fail)
            return done
        self.saves += 1
        self.body = body
        done.set_result(None)
        return done
