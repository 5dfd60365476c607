"""The one error type whose text may reach a person."""


class HabitacleError(Exception):
    """A refused input or a missing condition.

    ``str(error)`` is one clear sentence that says what and, where there is a cure, what to do.
    Commands print it to stderr and exit with code 1; the HMI logs it and shows its screen.
    """
