"""What a plan says about the origin of its signals."""

from app.adapters.can.plan import DerivedPlan, MessagePlan, Plan, SignalPlan
from app.core.signal_facts import SignalFacts


def describe(plan: Plan) -> tuple[SignalFacts, ...]:
    """One entry a source of each shown path, in profile order, the preferred source first."""
    found: dict[str, list[tuple[int, int, SignalFacts]]] = {path: [] for path in plan.order}
    seen: set[int] = set()
    for message in plan.messages:
        for variant in message.variants:
            for signal in variant.signals:
                # A signal that comes with several multiplexer values stands in each of them.
                if signal.source in seen or signal.path not in found:
                    continue
                seen.add(signal.source)
                entry = signal.priority, signal.source, _sent(plan, message, signal)
                found[signal.path].append(entry)
    for derived in plan.derived:
        found[derived.path].append((0, 0, _derived(plan, derived)))
    return tuple(
        facts for path in plan.order for _, _, facts in sorted(found[path], key=lambda e: e[:2])
    )


def _sent(plan: Plan, message: MessagePlan, signal: SignalPlan) -> SignalFacts:
    definition = plan.definitions[signal.path]
    return SignalFacts(
        path=signal.path,
        unit=definition.unit,
        bus=message.bus,
        can_id=message.can_id,
        extended=message.extended,
        message=message.name,
        signal=signal.signal,
        period_ms=message.period_ms,
        decimals=definition.decimals,
    )


def _derived(plan: Plan, derived: DerivedPlan) -> SignalFacts:
    definition = plan.definitions[derived.path]
    inputs = ", ".join(item.path.removeprefix("Vehicle.") for item in derived.inputs)
    return SignalFacts(
        path=derived.path,
        unit=definition.unit,
        signal=f"{derived.op}: {inputs}",
        decimals=definition.decimals,
    )
