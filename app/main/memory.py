"""The memory of slow vehicle values, wired: store, feed, and the rule of their age."""

from app.adapters.can.feed import VehicleFeed
from app.adapters.can.plan import Plan
from app.adapters.store.slow_values import SlowValueRepository
from app.adapters.store.store import Store
from app.core.signals import SignalClass
from app.features.vehicle.memory import MemoryPorts, SlowMemory
from app.features.vehicle.view import load_display_rules
from app.main.features import Features
from app.main.paths import ASSETS
from app.ui.notify import QtNotify


def remember(
    plan: Plan, feed: VehicleFeed, store: Store, features: Features, notify: QtNotify
) -> SlowMemory:
    """The memory of the car of *plan*, kept apart from others by its profile's id and version."""
    rules = load_display_rules(ASSETS / "models/vehicle/readings.json")
    slow = [path for path in plan.order if plan.definitions[path].cls is SignalClass.SLOW]
    ports = MemoryPorts(
        store=SlowValueRepository(store, f"{plan.profile_id} {plan.version}"),
        clock=store.clock,
        sample=features.vehicle.sample,
        restore=feed.restore,
        post=notify.post,
    )
    return SlowMemory(ports, slow, rules.drop_after_s)
