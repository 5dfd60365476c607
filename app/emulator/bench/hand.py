"""How the bench acts: refusals are told in one place, slow acts wait beside the GUI thread."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from app.core.errors import HabitacleError

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

Post = Callable[[Callable[[], None]], None]
"""Run a call soon on the GUI thread; from any thread."""
Note = tuple[str, Any]
"""An act as a scenario knows it: a verb and its value."""


class Hand:
    """Carries acts out; `problem` is the last refusal, empty after an act that went well.

    `note` is called with each act that a scenario could repeat; `changed` when `problem` may have.
    """

    def __init__(self, post: Post) -> None:
        self.problem = ""
        self.changed: Callable[[], None] = lambda: None
        self.note: Callable[[str, Any], None] = lambda _verb, _value: None
        self._post = post
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="bench")
        self._closed = False

    def act(self, do: Callable[[], object], *notes: Note) -> bool:
        """Do it now; whether it went well."""
        try:
            do()
            self._tell(notes)
        except HabitacleError as error:
            self.refuse(str(error))
            return False
        self.refuse("")
        return True

    def slowly(
        self,
        do: Callable[[], _T],
        done: Callable[[_T], None] | None = None,
        failed: Callable[[str], None] | None = None,
        notes: Sequence[Note] = (),
    ) -> None:
        """Do it on the worker; *done* gets the result on the GUI thread.

        A refusal goes to *failed*, by default to `problem`.
        """
        if self._closed:
            return
        self._worker.submit(do).add_done_callback(
            lambda future: self._post(lambda: self._finish(future, done, failed, notes))
        )

    def refuse(self, problem: str) -> None:
        """Tell a problem, or with "" that there is none."""
        if problem != self.problem:
            self.problem = problem
            self.changed()

    def close(self) -> None:
        """End the worker; what waits is dropped."""
        self._closed = True
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _finish(
        self,
        future: Future[_T],
        done: Callable[[_T], None] | None,
        failed: Callable[[str], None] | None,
        notes: Sequence[Note],
    ) -> None:
        if self._closed or future.cancelled():
            return
        error = future.exception()
        if isinstance(error, HabitacleError):
            (failed or self.refuse)(str(error))
            return
        if error is not None:
            _LOG.error("an act of the bench failed", exc_info=error)
            self.refuse("That failed; the log says more.")
            return
        if notes or failed is None:
            self.act(lambda: None, *notes)
        if done is not None:
            done(future.result())

    def _tell(self, notes: Sequence[Note]) -> None:
        for verb, value in notes:
            self.note(verb, value)
