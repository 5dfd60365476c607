"""The newest sample of every signal, folded from the batches of the vehicle feed."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol

from app.core.observe import Change
from app.core.signals import BusState, Reason, Sample, Validity, unsupported
from app.features.vehicle.domain import link_of


class VehicleBatch(Protocol):
    """What changed since the last display beat."""

    @property
    def samples(self) -> Mapping[str, Sample]:
        """Changed signals by path."""

    @property
    def buses(self) -> Mapping[str, BusState]:
        """State of every bus by name, or only of those that changed."""


class Published(NamedTuple):
    """Samples that do not come from the feed, as a batch."""

    samples: Mapping[str, Sample]
    buses: Mapping[str, BusState] = MappingProxyType({})


class VehicleService:
    """State of the car as last reported.

    *supported* are the paths of the vehicle profile, *name* its human name. `changed` fires once a
    batch; `validity_epoch` counts the batches in which any signal gained or lost its value, so
    that a view may delay digits but never the loss of one.
    """

    def __init__(self, supported: Collection[str], name: str) -> None:
        self.changed = Change()
        self.name = name
        self.supported_paths = frozenset(supported)
        self.validity_epoch = 0
        self._samples: dict[str, Sample] = {}
        self._buses: dict[str, BusState] = {}

    def apply(self, batch: VehicleBatch) -> None:
        """Fold *batch* and tell listeners."""
        link = self.link
        turned = any(
            sample.state is not self.sample(path).state for path, sample in batch.samples.items()
        )
        self._samples.update(batch.samples)
        self._buses.update(batch.buses)
        if turned or self.link is not link:
            self.validity_epoch += 1
        self.changed.emit()

    def sample(self, path: str) -> Sample:
        """The newest sample of *path*; a path outside the profile is unsupported."""
        if path not in self.supported_paths:
            return unsupported(path)
        known = self._samples.get(path)
        return Sample(path, Validity.UNKNOWN, Reason.NEVER_RECEIVED) if known is None else known

    @property
    def link(self) -> BusState:
        """The buses in one word; CONNECTING before the first report."""
        return link_of(self._buses.values())

    @property
    def odometer_km(self) -> float | None:
        """The odometer in km, or its last valid value; None if it was never read."""
        sample = self.sample("Vehicle.TraveledDistance")
        metres = sample.last_valid if sample.value is None else sample.value
        if isinstance(metres, (bool, str, tuple)) or metres is None:
            return None
        return metres / 1000
