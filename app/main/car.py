"""The car of an HMI: facts for the first frame, and the rest when it is asked for."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from app.adapters.can.facts import CarFacts, facts_of

if TYPE_CHECKING:
    # Loaded after the first frame; named here for the type checker alone.
    from app.adapters.can.plan import Plan
    from app.adapters.can.rules import Profile
    from app.adapters.can.source import FrameSource


class Loaded(NamedTuple):
    """The car's profile, its compiled plan, and a source of frames for each bus."""

    profile: "Profile"
    plan: "Plan"
    sources: "Mapping[str, FrameSource]"


class Car(NamedTuple):
    """`load` gives the car once, on a thread of its own; HabitacleError for a faulty profile.

    *present* is False for a recording: its values are not kept as those of the car at hand.
    """

    facts: CarFacts
    load: Callable[[], Loaded]
    present: bool = True

    @classmethod
    def of(cls, loaded: Loaded, *, present: bool = True) -> "Car":
        """A car that is loaded already."""
        return cls(facts_of(loaded.profile), lambda: loaded, present)
