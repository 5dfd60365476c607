"""What the kind of bus asks of its messages: classic CAN, CAN FD, SAE J1939."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.adapters.can.dbc import DbcMessage
from app.adapters.can.frame import FD_LENGTHS
from app.adapters.can.j1939 import ANY_SOURCE, TRANSPORT_KEYS, pgn, pgn_key, source_address
from app.adapters.can.plan import MessagePlan
from app.adapters.can.rules import BusRule, MessageRule, Profile, Rule

CLASSIC_BYTES = 8
J1939_BYTES = 1785


def check_message(
    profile: Profile, bus: BusRule, option: MessageRule, message: DbcMessage, rule: Rule
) -> None:
    """Fault at *rule* when *message* cannot come on *bus*."""
    size, grouped = message.length, bus.j1939 and message.extended
    if option.sources and not grouped:
        raise profile.fault(rule, "'source_address' needs a 29-bit message of a J1939 bus")
    if grouped and pgn_key(message.can_id) in TRANSPORT_KEYS:
        raise profile.fault(
            rule, f"message '{message.name}' carries pieces of J1939 messages; map those"
        )
    longest = J1939_BYTES if grouped else max(FD_LENGTHS) if bus.fd else CLASSIC_BYTES
    if size > longest:
        hint = "" if bus.fd or grouped else "; say 'fd = true' if it is one of CAN FD"
        raise profile.fault(
            rule,
            f"message '{message.name}' has {size} bytes, bus '{bus.name}' carries "
            f"{longest} at most{hint}",
        )
    if bus.fd and option.exact and size not in FD_LENGTHS:
        raise profile.fault(
            rule,
            f"message '{message.name}' has {size} bytes, which no CAN FD frame has; "
            'say length = "min"',
        )


def with_groups(
    profile: Profile,
    plans: Iterable[MessagePlan],
    messages: Mapping[str, Mapping[str, DbcMessage]],
    options: Mapping[tuple[str, str], MessageRule],
) -> tuple[MessagePlan, ...]:
    """*plans* where those of J1939 buses are found by parameter group."""
    j1939 = {bus.name: bus for bus in profile.buses if bus.j1939}
    ready, groups = [], dict[tuple[str, int], list[MessagePlan]]()
    for plan in plans:
        if plan.bus in j1939 and plan.extended:
            groups.setdefault((plan.bus, pgn_key(plan.can_id)), []).append(plan)
        else:
            ready.append(plan)
    for (bus, _), members in groups.items():
        named = {m.name: options.get((bus, m.name)) for m in members}
        group = list(_group(members, named, messages[bus].values()))
        _check_senders(profile, j1939[bus], group)
        ready += group
    return tuple(ready)


def _group(
    members: Sequence[MessagePlan],
    options: Mapping[str, MessageRule | None],
    known: Iterable[DbcMessage],
) -> Iterator[MessagePlan]:
    """Members of one group with their senders; several share it by the address of their id."""
    key = pgn_key(members[0].can_id)
    addresses = {m.name: source_address(m.can_id) for m in known if _in_group(m, key)}
    for plan in members:
        option = options[plan.name]
        own = source_address(plan.can_id)
        sources = () if option is None else option.sources
        if not sources and len(members) > 1 and own != ANY_SOURCE:
            sources = (own,)
        others = {at for name, at in addresses.items() if name != plan.name}
        foreign = tuple(sorted(others - {own, ANY_SOURCE, *sources}))
        yield replace(plan, pgn=True, sources=sources, foreign=foreign)


def _in_group(message: DbcMessage, key: int) -> bool:
    return message.extended and pgn_key(message.can_id) == key


def _check_senders(profile: Profile, bus: BusRule, group: Iterable[MessagePlan]) -> None:
    taken: dict[int, str] = {}
    for plan in group:
        for source in plan.sources or (ANY_SOURCE,):
            if source in taken:
                raise profile.fault(
                    bus,
                    f"parameter group 0x{pgn(plan.can_id):X} is both {taken[source]} and "
                    f"{plan.name}; tell them apart with 'source_address'",
                )
            taken[source] = plan.name
