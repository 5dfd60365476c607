"""What a vehicle profile covers and where it is weak, as lines of `habitacle doctor`."""

from collections import Counter
from collections.abc import Iterator

from app.adapters.can.plan import BusPlan, Plan
from app.adapters.can.rules import Profile

GATES = (
    "Vehicle.Speed",
    "Vehicle.Powertrain.Transmission.SelectedGear",
    "Vehicle.Chassis.ParkingBrake.IsEngaged",
)
SLOWEST_GATE_MS = 300
"""The driving state and the update gate forget a value soon: a slower message makes them flap."""
_PREFIX = "Vehicle."


def report(profile: Profile, plan: Plan) -> Iterator[tuple[str, str]]:
    """Kind and text of each finding; warnings come last."""
    yield "vehicle", f"{profile.id} {profile.version}, {len(profile.supported_paths)} signals"
    for bus in plan.buses:
        yield "bus", _bus(profile, plan, bus)
    for rule in profile.isotp:
        yield "isotp", f"{rule.name}: payloads of {len(rule.ids)} identifiers of bus {rule.bus}"
    yield "diagnostics", _diagnostics(profile)
    branches = Counter(p.removeprefix(_PREFIX).split(".")[0] for p in profile.supported_paths)
    for branch, mapped in sorted(branches.items()):
        known = sum(path.startswith(f"{_PREFIX}{branch}.") for path in profile.catalogue)
        yield "covers", f"{branch} {mapped} of {max(known, 1)}"
    for path in GATES:
        if path not in profile.supported_paths:
            yield "warning", f"{path} is not mapped; the driving state lacks it."
    for warning in slow_gates(plan):
        yield "warning", warning


def slow_gates(plan: Plan) -> Iterator[str]:
    """Signals that come too seldom for the decisions they serve, also by way of derived ones."""
    derived = {item.path: [part.path for part in item.inputs] for item in plan.derived}
    sent = [
        (signal.path, signal.period_ms or 0, message.name)
        for message in plan.messages
        for variant in message.variants
        for signal in variant.signals
    ]
    for gate in GATES:
        needed = _inputs(gate, derived)
        late = {(period, name) for path, period, name in sent if path in needed}
        period, name = max(late, default=(0, ""))
        if period > SLOWEST_GATE_MS:
            yield (
                f"{gate} comes every {period} ms in {name}; map a message that comes at least "
                f"every {SLOWEST_GATE_MS} ms."
            )


def _inputs(path: str, derived: dict[str, list[str]]) -> set[str]:
    found = {path}
    for part in derived.get(path, []):
        found |= _inputs(part, derived)
    return found


def _bus(profile: Profile, plan: Plan, bus: BusPlan) -> str:
    (rule,) = (item for item in profile.buses if item.name == bus.name)
    kinds = ["CAN and CAN FD" if bus.fd else "classic CAN"] + ["J1939"] * bus.j1939
    messages = sum(message.bus == bus.name for message in plan.messages)
    files = ", ".join(path.name for path in rule.dbc) or "no DBC file"
    return f"{bus.name}: {', '.join(kinds)}, {messages} messages of {files}"


def _diagnostics(profile: Profile) -> str:
    diag = profile.diag
    if diag is None:
        return "none"
    sends = "asks" if diag.transmit else "listens only"
    return (
        f"{sends} on bus {diag.bus}, {len(diag.ecus)} control units, {len(diag.requests)} requests"
    )
