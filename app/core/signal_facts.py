"""Where a vehicle signal comes from, for people who look into the car."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """One source of one signal: the CAN message and signal, or how it is derived.

    `can_id` is None for a derived signal, whose `bus` and `message` are empty and whose `signal`
    names the operation and its inputs. `period_ms` is the declared time between two frames, None
    where the profile and the DBC say nothing.
    """

    path: str
    unit: str | None
    bus: str = ""
    can_id: int | None = None
    extended: bool = False
    message: str = ""
    signal: str = ""
    period_ms: int | None = None
    decimals: int = 0
