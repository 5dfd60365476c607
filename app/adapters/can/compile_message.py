"""Compiles one message of a profile against its DBC definition."""

from collections.abc import Mapping, Sequence

from app.adapters.can.checks import BYTE, CRC_BITS, ChecksumPlan, CounterPlan
from app.adapters.can.compile_mux import Levels, Multiplexers
from app.adapters.can.dbc import DbcMessage, DbcSignal
from app.adapters.can.layout import Field
from app.adapters.can.plan import Chain, MessagePlan, SignalPlan, VariantPlan
from app.adapters.can.rules import MessageRule, Profile, RawRange, Rule, SignalRule
from app.core.errors import HabitacleError
from app.core.signals import Reason, SignalDef
from app.core.units import conversion
from app.core.validity import timeout_ms

_SNA, _ERROR = Reason.SNA, Reason.ERROR
J1939_CODES: Mapping[int, tuple[RawRange, ...]] = {
    2: ((2, 2, _ERROR), (3, 3, _SNA)),
    4: ((14, 14, _ERROR), (15, 15, _SNA)),
    8: ((0xFE, 0xFE, _ERROR), (0xFB, 0xFF, _SNA)),
    16: ((0xFE00, 0xFEFF, _ERROR), (0xFB00, 0xFFFF, _SNA)),
    32: ((0xFE000000, 0xFEFFFFFF, _ERROR), (0xFB000000, 0xFFFFFFFF, _SNA)),
}
"""Codes of SAE J1939-71 by the bits of the signal; the first that fits counts."""


def compile_message(
    profile: Profile,
    option: MessageRule,
    message: DbcMessage,
    members: Sequence[tuple[int, SignalRule]],
    definitions: Mapping[str, SignalDef],
) -> MessagePlan:
    """The plan of *message* for the mappings *members*; HabitacleError on any mismatch."""
    work = _Message(profile, option, message)
    variants: dict[Chain, _Variant] = {}
    timeouts = []
    everything = [work.levels(rule) for _, rule in members]
    for (source, rule), levels in zip(members, everything, strict=True):
        for chain in work.multiplexers.chains(levels):
            variant = variants.setdefault(chain, _Variant(work))
            variant.add(source, rule, definitions[rule.path], levels)
        timeouts.append(work.timeout(rule, levels))
    return MessagePlan(
        bus=option.bus,
        name=message.name,
        can_id=message.can_id,
        extended=message.extended,
        length=message.length,
        min_length=work.min_length,
        exact=option.exact,
        every=option.every,
        period_ms=work.period(),
        learn=not option.event and None in timeouts,
        checksum=work.checksum(),
        counter=work.counter(),
        selectors=work.multiplexers.plans(),
        variants=tuple(
            VariantPlan(chain, tuple(item.outputs), tuple(item.signals))
            for chain, item in variants.items()
        ),
    )


class _Message:
    def __init__(self, profile: Profile, option: MessageRule, message: DbcMessage) -> None:
        self.profile = profile
        self.option = option
        self.message = message
        self.multiplexers = Multiplexers(message)
        shortest = message.length if option.min_length is None else option.min_length
        if shortest > message.length:
            raise self.fault(option, f"'min_length' is more than its {message.length} bytes")
        self.min_length = shortest

    def signal(self, name: str, rule: Rule) -> DbcSignal:
        if name not in self.message.signals:
            raise self.fault(rule, f"signal '{name}' is not in message '{self.message.name}'")
        return self.message.signals[name]

    def fault(self, rule: Rule, reason: str) -> HabitacleError:
        return self.profile.fault(rule, reason)

    def levels(self, rule: SignalRule) -> Levels:
        """The multiplexer values with which *rule*'s signal comes; empty if always."""
        try:
            return self.multiplexers.levels(self.signal(rule.signal, rule), rule.mux)
        except ValueError as error:
            raise self.fault(rule, str(error)) from error

    def period(self) -> int | None:
        """Declared time in ms between two frames; None if there is none."""
        return None if self.option.event else self.option.period_ms or self.message.cycle_ms

    def value_period(self, rule: SignalRule, levels: Levels) -> int | None:
        """Time in ms between two values; a multiplexed one comes once in a whole cycle."""
        period = self.period()
        turns = self.multiplexers.turns(levels)
        return rule.period_ms or (None if period is None else period * turns)

    def timeout(self, rule: SignalRule, levels: Levels) -> int | None:
        """Time-out in ms; None if there is none, or none yet."""
        explicit = rule.timeout_ms or self.option.timeout_ms
        if explicit is not None or self.option.event:
            return explicit
        period = self.value_period(rule, levels)
        return None if period is None else timeout_ms(period)

    def checksum(self) -> ChecksumPlan | None:
        rule = self.option.checksum
        if rule is None:
            return None
        field = self._guard(rule.signal, "checksum")
        bits = CRC_BITS.get(rule.type, BYTE)
        if field.length != bits or field.position % BYTE:
            wanted = "one whole byte" if bits == BYTE else "two whole bytes"
            raise self.fault(self.option, f"checksum: '{rule.signal}' is not {wanted}")
        return ChecksumPlan(
            rule.type, field, rule.poly, rule.init, rule.xorout, rule.prefix, rule.suffix
        )

    def counter(self) -> CounterPlan | None:
        rule = self.option.counter
        if rule is None:
            return None
        field = self._guard(rule.signal, "counter")
        if rule.modulo > 1 << field.length:
            raise self.fault(self.option, f"counter: '{rule.signal}' cannot count to {rule.modulo}")
        return CounterPlan(field, rule.modulo, rule.step)

    def _guard(self, name: str, what: str) -> Field:
        """Where the checksum or counter is, which every accepted payload must hold."""
        if name not in self.message.signals:
            raise self.fault(
                self.option, f"{what}: signal '{name}' is not in message '{self.message.name}'"
            )
        field = self.message.signals[name].field
        if field.last_byte >= self.min_length:
            raise self.fault(self.option, f"{what}: '{name}' is not within 'min_length'")
        return field


class _Variant:
    def __init__(self, work: _Message) -> None:
        self._work = work
        self.outputs: list[tuple[str, Field]] = []
        self.signals: list[SignalPlan] = []

    def add(self, source: int, rule: SignalRule, definition: SignalDef, levels: Levels) -> None:
        signal = self._work.signal(rule.signal, rule)
        as_code = definition.type == "boolean" or rule.map is not None
        if definition.type == "string[]":
            raise self._work.fault(rule, 'a list is no signal; use [[derived]] with op "list"')
        if definition.type == "string" and rule.map is None:
            raise self._work.fault(rule, "a string needs 'map'")
        used = [signal.field]
        codes = self._codes(rule, signal)
        valid_if = None
        if rule.valid_if is not None:
            flag = self._work.signal(rule.valid_if[0], rule).field
            used.append(flag)
            valid_if = self._place("signed", flag), rule.valid_if[1]
        if rule.unit_from is not None:
            used.append(self._work.signal(rule.unit_from[0], rule).field)
        plain = as_code or rule.unit_from is not None or definition.unit is None
        self.signals.append(
            SignalPlan(
                path=rule.path,
                source=source,
                value=self._place("signed" if as_code else "value", signal.field),
                raw=self._place("raw", signal.field) if codes else None,
                codes=codes,
                valid_if=valid_if,
                dbc_range=(signal.minimum, signal.maximum) if rule.dbc_range else (None, None),
                absolute=rule.absolute,
                linear=(rule.factor, rule.offset),
                map=rule.map,
                unit=(1, 0)
                if plain
                else self._conversion(rule, rule.unit or signal.unit, definition.unit),
                unit_from=self._unit_from(rule, definition),
                range=_narrow(definition, rule),
                period_ms=self._work.value_period(rule, levels),
                timeout_ms=self._work.timeout(rule, levels),
                priority=rule.priority,
                need_bytes=1
                + max(
                    self._work.multiplexers.last_byte(levels),
                    *(field.last_byte for field in used),
                ),
                signal=rule.signal,
            )
        )

    def _place(self, kind: str, field: Field) -> int:
        """Where in the row this output stands."""
        if (kind, field) not in self.outputs:
            self.outputs.append((kind, field))
        return self.outputs.index((kind, field))

    def _unit_from(
        self, rule: SignalRule, definition: SignalDef
    ) -> tuple[int, Mapping[int, tuple[float, float]]] | None:
        """Place of the signal that tells the unit, and the conversion for each of its codes."""
        if rule.unit_from is None:
            return None
        name, units = rule.unit_from
        return self._place("signed", self._work.signal(name, rule).field), {
            code: self._conversion(rule, unit, definition.unit) for code, unit in units.items()
        }

    def _codes(self, rule: SignalRule, signal: DbcSignal) -> tuple[RawRange, ...]:
        """The raw codes that are no value; those of SAE J1939 by the signal's length."""
        bits = signal.field.length
        if rule.j1939 and bits not in J1939_CODES:
            raise self._work.fault(
                rule, f"'invalid_raw' \"j1939\" says nothing of {bits} bits; give the codes"
            )
        return rule.codes + (J1939_CODES[bits] if rule.j1939 else ())

    def _conversion(
        self, rule: SignalRule, source: str | None, target: str | None
    ) -> tuple[float, float]:
        if target is None:
            return 1, 0
        if source is None:
            raise self._work.fault(rule, f"the DBC gives no unit; say 'unit' (wanted: {target})")
        result = conversion(source, target)
        if result is None:
            raise self._work.fault(rule, f"unit '{source}' does not convert to '{target}'")
        return result


def _narrow(definition: SignalDef, rule: SignalRule) -> tuple[float | None, float | None]:
    lows = [v for v in (definition.minimum, rule.minimum) if v is not None]
    highs = [v for v in (definition.maximum, rule.maximum) if v is not None]
    return max(lows, default=None), min(highs, default=None)
