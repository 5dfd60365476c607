"""States of a consent and which may follow which (consent.md, section 3)."""

from enum import StrEnum


class State(StrEnum):
    """What the newest record of a purpose and recipient says; UNKNOWN is the lack of one."""

    UNKNOWN = "unknown"
    REQUESTED = "requested"
    DEFERRED = "deferred"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    RENEWED = "renewed"


PERMITTING = frozenset({State.GIVEN, State.RENEWED})
_ENDED = frozenset(
    {State.DEFERRED, State.REFUSED, State.WITHDRAWN, State.REVOKED, State.EXPIRED}
    | {State.INVALIDATED}
)
_ENDS = frozenset({State.WITHDRAWN, State.EXPIRED, State.INVALIDATED, State.REVOKED})
_NEXT = {
    State.UNKNOWN: frozenset({State.REQUESTED}),
    State.REQUESTED: frozenset({State.GIVEN, State.REFUSED, State.DEFERRED}),
    **{state: frozenset({State.REQUESTED}) for state in _ENDED},
    **{state: _ENDS | {State.RENEWED} for state in PERMITTING},
}


def may_follow(before: State, after: State) -> bool:
    """Whether a record of state *after* may follow one of state *before*."""
    return after in _NEXT[before]


def state_of(text: object) -> State:
    """The state named by *text*; UNKNOWN for anything we do not know."""
    try:
        return State(str(text))
    except ValueError:
        return State.UNKNOWN
