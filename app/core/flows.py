"""Tasks that the driving state may interrupt, and where each goes on.

A flow is suspended in the call that tells the new restrictions, keeps its step and inputs, and
never submits anything by resuming. What must not outlive an interruption is kept as a secret.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from app.core.errors import HabitacleError
from app.core.restriction_rules import CAPABILITIES, MODES, Mode


class Need(NamedTuple):
    """What a screen or control needs: a capability, at least in a mode."""

    capability: str
    least: Mode = Mode.FULL

    @classmethod
    def parse(cls, text: str) -> "Need":
        """`capability` (in full) or `capability/mode`; HabitacleError when there is none such."""
        capability, _, least = text.partition("/")
        if capability not in CAPABILITIES or (least and least not in set(Mode)):
            raise HabitacleError(f"There is no capability {text!r}.")
        return cls(capability, Mode(least) if least else Mode.FULL)

    def met(self, mode: Callable[[str], Mode]) -> bool:
        """Whether the driving state grants it; *mode* tells the mode of a capability."""
        return MODES.index(mode(self.capability)) <= MODES.index(self.least)


def granted(modes: Mapping[str, Mode]) -> list[str]:
    """Every need that *modes* meet, in the form that `Need.parse` reads."""
    needs = []
    for capability, mode in modes.items():
        if mode is Mode.FULL:
            needs.append(capability)
        needs += [f"{capability}/{least}" for least in MODES[MODES.index(mode) :]]
    return needs


class Stage(StrEnum):
    """Where a flow stands; OFFERED waits for the driver to continue it."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Flow:
    """One task of the driver. `deferring`: an interruption closes it instead of suspending it.

    `shown` is whether its screen is open. `inputs` survive an interruption, `secrets` never.
    """

    id: str
    need: Need
    route: str
    deferring: bool = False
    shown: bool = True
    stage: Stage = Stage.ACTIVE
    step: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Moved(NamedTuple):
    """What a change of the restrictions did, each as flow ids."""

    suspended: tuple[str, ...] = ()
    deferred: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


class FlowBook:
    """All flows that are under way; at most one an id."""

    def __init__(self) -> None:
        self._flows: dict[str, Flow] = {}

    @property
    def offered(self) -> tuple[Flow, ...]:
        """Flows to continue, the oldest first."""
        return tuple(flow for flow in self._flows.values() if flow.stage is Stage.OFFERED)

    def get(self, flow_id: str) -> Flow | None:
        """The flow of that id."""
        return self._flows.get(flow_id)

    def begin(self, flow: Flow, mode: Callable[[str], Mode]) -> bool:
        """Start *flow*, or show the one of its id again with what it had; False if forbidden."""
        known = self._flows.get(flow.id)
        if known is not None and known.stage is Stage.SUSPENDED:
            self._flows[flow.id] = replace(known, shown=True)
            return False
        if not flow.need.met(mode):
            return False
        going = flow if known is None else replace(known, route=flow.route)
        self._flows[flow.id] = replace(going, stage=Stage.ACTIVE, shown=True)
        return True

    def keep(self, flow_id: str, step: str, inputs: Mapping[str, str]) -> bool:
        """Remember where an active flow is; False when it is not active."""
        return self._edit(flow_id, lambda flow: replace(flow, step=step, inputs=dict(inputs)))

    def keep_secret(self, flow_id: str, name: str, value: str) -> bool:
        """Hold a PIN or a payment secret of an active flow; False when it is not active."""
        return self._edit(
            flow_id, lambda flow: replace(flow, secrets={**flow.secrets, name: value})
        )

    def leave(self, flow_id: str) -> None:
        """The flow's screen was closed: an active flow ends, an interrupted one waits."""
        flow = self._flows.get(flow_id)
        if flow is None:
            return
        if flow.stage is Stage.ACTIVE:
            del self._flows[flow_id]
        else:
            self._flows[flow_id] = replace(flow, shown=False)

    def end(self, flow_id: str) -> None:
        """The flow is done, or the driver wants it no more."""
        self._flows.pop(flow_id, None)

    def restrict(self, mode: Callable[[str], Mode]) -> Moved:
        """Suspend what is forbidden now, release what is allowed again; secrets are wiped."""
        moved: dict[str, list[str]] = {
            "suspended": [],
            "deferred": [],
            "resumed": [],
            "offered": [],
        }
        for flow in tuple(self._flows.values()):
            met = flow.need.met(mode)
            if flow.stage is Stage.SUSPENDED and met:
                stage = Stage.ACTIVE if flow.shown else Stage.OFFERED
                self._flows[flow.id] = replace(flow, stage=stage)
                moved["resumed" if flow.shown else "offered"].append(flow.id)
            elif flow.stage is not Stage.SUSPENDED and not met:
                moved[self._interrupt(flow)].append(flow.id)
        return Moved(**{name: tuple(ids) for name, ids in moved.items()})

    def _interrupt(self, flow: Flow) -> str:
        if flow.deferring:
            del self._flows[flow.id]
            return "deferred"
        self._flows[flow.id] = replace(flow, stage=Stage.SUSPENDED, secrets={})
        return "suspended"

    def _edit(self, flow_id: str, change: Callable[[Flow], Flow]) -> bool:
        flow = self._flows.get(flow_id)
        if flow is None or flow.stage is not Stage.ACTIVE:
            return False
        self._flows[flow_id] = change(flow)
        return True


class Reminders:
    """Locked items the driver asked to be reminded of, one entry a route."""

    def __init__(self) -> None:
        self._needs: dict[str, Need] = {}

    def add(self, route: str, need: Need) -> None:
        """Show *route* once *need* is met; a second request for it changes nothing."""
        self._needs.setdefault(route, need)

    def drop(self, route: str) -> None:
        """The driver opened or dismissed it."""
        self._needs.pop(route, None)

    def due(self, mode: Callable[[str], Mode]) -> tuple[str, ...]:
        """Routes to show now, the oldest first."""
        return tuple(route for route, need in self._needs.items() if need.met(mode))

    def __contains__(self, route: str) -> bool:
        """Whether *route* is remembered."""
        return route in self._needs
