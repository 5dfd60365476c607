"""Compiles one message of a profile against its DBC definition."""

from collections.abc import Mapping, Sequence

from app.adapters.can.checks import ChecksumPlan, CounterPlan
from app.adapters.can.dbc import DbcMessage, DbcSignal
from app.adapters.can.layout import Field
from app.adapters.can.plan import MessagePlan, SignalPlan, VariantPlan
from app.adapters.can.rules import MessageRule, Profile, SignalRule
from app.core.errors import HabitacleError
from app.core.signals import SignalDef
from app.core.units import conversion
from app.core.validity import timeout_ms

BYTE = 8


def compile_message(
    profile: Profile,
    option: MessageRule,
    message: DbcMessage,
    members: Sequence[tuple[int, SignalRule]],
    definitions: Mapping[str, SignalDef],
) -> MessagePlan:
    """The plan of *message* for the mappings *members*; HabitacleError on any mismatch."""
    work = _Message(profile, option, message)
    variants: dict[int | None, _Variant] = {}
    timeouts = []
    for source, rule in members:
        for mux in work.mux_values(rule):
            variant = variants.setdefault(mux, _Variant(work))
            variant.add(source, rule, definitions[rule.path])
        timeouts.append(work.timeout(rule))
    return MessagePlan(
        bus=option.bus,
        name=message.name,
        can_id=message.can_id,
        extended=message.extended,
        length=message.length,
        min_length=message.length if option.min_length is None else option.min_length,
        exact=option.exact,
        every=option.every,
        period_ms=work.period(),
        learn=not option.event and None in timeouts,
        checksum=work.checksum(),
        counter=work.counter(),
        selector=None if work.selector is None else work.selector.field,
        known_mux=work.known_mux(),
        variants=tuple(
            VariantPlan(mux, tuple(item.outputs), tuple(item.signals))
            for mux, item in variants.items()
        ),
    )


class _Message:
    def __init__(self, profile: Profile, option: MessageRule, message: DbcMessage) -> None:
        self.profile = profile
        self.option = option
        self.message = message
        self.selector: DbcSignal | None = None

    def signal(self, name: str, place: str) -> DbcSignal:
        if name not in self.message.signals:
            raise self.fault(place, f"signal '{name}' is not in message '{self.message.name}'")
        return self.message.signals[name]

    def fault(self, place: str, reason: str) -> HabitacleError:
        return HabitacleError(f"{self.profile.file}: {place}: {reason}.")

    def mux_values(self, rule: SignalRule) -> tuple[int | None, ...]:
        """The multiplexer values with which *rule*'s signal comes; (None,) if always."""
        place = f"[[signal]] {rule.path}"
        signal = self.signal(rule.signal, place)
        name = rule.mux[0] if rule.mux else signal.selector
        if name is None:
            return (None,)
        if signal.selector not in {None, name}:
            raise self.fault(place, f"'{rule.signal}' is multiplexed by '{signal.selector}'")
        selector = self.signal(name, place)
        if selector.selector is not None or self.selector not in (None, selector):
            raise self.fault(place, "several multiplexers in one message are not supported")
        self.selector = selector
        if rule.mux is None:
            return signal.selector_values
        if signal.selector is not None and rule.mux[1] not in signal.selector_values:
            raise self.fault(place, f"'{rule.signal}' does not come with {name} = {rule.mux[1]}")
        return (rule.mux[1],)

    def known_mux(self) -> tuple[int, ...] | None:
        """All values of the selector that the DBC uses; None if it is no DBC multiplexer."""
        if self.selector is None:
            return None
        values = [s.selector_values for s in self.message.signals.values() if s.selector_values]
        return tuple(sorted({item for group in values for item in group})) or None

    def period(self) -> int | None:
        """Declared time in ms between two frames; None if there is none."""
        return None if self.option.event else self.option.period_ms or self.message.cycle_ms

    def timeout(self, rule: SignalRule) -> int | None:
        """Time-out in ms; a multiplexed part without a period comes once in a whole cycle."""
        explicit = rule.timeout_ms or self.option.timeout_ms
        if explicit is not None or self.option.event:
            return explicit
        if rule.period_ms is not None:
            return timeout_ms(rule.period_ms)
        period = self.period()
        turns = len(self.known_mux() or (0,)) if self.mux_values(rule) != (None,) else 1
        return None if period is None else timeout_ms(period * turns)

    def checksum(self) -> ChecksumPlan | None:
        rule = self.option.checksum
        if rule is None:
            return None
        place = f"[[message]] {self.message.name}: checksum"
        field = self.signal(rule.signal, place).field
        if field.length != BYTE or field.position % BYTE:
            raise self.fault(place, f"'{rule.signal}' is not one whole byte")
        return ChecksumPlan(
            rule.type, field, rule.poly, rule.init, rule.xorout, rule.prefix, rule.suffix
        )

    def counter(self) -> CounterPlan | None:
        rule = self.option.counter
        if rule is None:
            return None
        place = f"[[message]] {self.message.name}: counter"
        field = self.signal(rule.signal, place).field
        if rule.modulo > 1 << field.length:
            raise self.fault(place, f"'{rule.signal}' cannot count to {rule.modulo}")
        return CounterPlan(field, rule.modulo, rule.step)


class _Variant:
    def __init__(self, work: _Message) -> None:
        self._work = work
        self.outputs: list[tuple[str, Field]] = []
        self.signals: list[SignalPlan] = []

    def add(self, source: int, rule: SignalRule, definition: SignalDef) -> None:
        place = f"[[signal]] {rule.path}"
        signal = self._work.signal(rule.signal, place)
        boolean = definition.type == "boolean"
        if definition.type == "string" and rule.map is None:
            raise self._work.fault(place, "a string needs 'map'")
        as_code = boolean or rule.map is not None
        used = [signal.field]
        valid_if = unit_from = None
        if rule.valid_if is not None:
            flag = self._work.signal(rule.valid_if[0], place).field
            used.append(flag)
            valid_if = self._place("signed", flag), rule.valid_if[1]
        if rule.unit_from is not None:
            selector = self._work.signal(rule.unit_from[0], place).field
            used.append(selector)
            units = {
                code: self._conversion(place, unit, definition.unit)
                for code, unit in rule.unit_from[1].items()
            }
            unit_from = self._place("signed", selector), units
        plain = as_code or rule.unit_from is not None or definition.unit is None
        self.signals.append(
            SignalPlan(
                path=rule.path,
                source=source,
                value=self._place("signed" if as_code else "value", signal.field),
                raw=self._place("raw", signal.field) if rule.codes else None,
                codes=rule.codes,
                valid_if=valid_if,
                dbc_range=(signal.minimum, signal.maximum) if rule.dbc_range else (None, None),
                absolute=rule.absolute,
                linear=(rule.factor, rule.offset),
                map=rule.map,
                unit=(1, 0)
                if plain
                else self._conversion(place, rule.unit or signal.unit, definition.unit),
                unit_from=unit_from,
                range=_narrow(definition, rule),
                timeout_ms=self._work.timeout(rule),
                priority=rule.priority,
                need_bytes=1 + max(field.last_byte for field in used),
            )
        )

    def _place(self, kind: str, field: Field) -> int:
        """Where in the row this output stands."""
        if (kind, field) not in self.outputs:
            self.outputs.append((kind, field))
        return self.outputs.index((kind, field))

    def _conversion(
        self, place: str, source: str | None, target: str | None
    ) -> tuple[float, float]:
        if target is None:
            return 1, 0
        if source is None:
            raise self._work.fault(place, f"the DBC gives no unit; say 'unit' (wanted: {target})")
        result = conversion(source, target)
        if result is None:
            raise self._work.fault(place, f"unit '{source}' does not convert to '{target}'")
        return result


def _narrow(definition: SignalDef, rule: SignalRule) -> tuple[float | None, float | None]:
    lows = [v for v in (definition.minimum, rule.minimum) if v is not None]
    highs = [v for v in (definition.maximum, rule.maximum) if v is not None]
    return max(lows, default=None), min(highs, default=None)
