"""The one error type whose text may reach a person."""


class HabitacleError(Exception):
    """A refused input or a missing condition.

    ``str(error)`` is one clear sentence that says what and, where there is a cure, what to do.
    Commands print it to stderr and exit with code 1; the HMI logs it and shows its screen.
    """


class StorageError(HabitacleError):
    """The store could not keep something; nothing of it is there.

    ``code`` is ``storage_full``, ``io_error``, ``damaged`` or ``closed``.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class IdempotencyConflict(HabitacleError):  # noqa: N818  the name of the contract's code
    """A key that is known already was used for other data; the first data stays."""

    code = "idempotency_conflict"
