"""Reading `purposes.json` and `recipients.json`; a fault is one sentence that names the place."""

import json
from datetime import timedelta
from typing import Any

from app.core.errors import HabitacleError
from app.features.consent.domain.purposes import (
    IN_CAR,
    AskingRules,
    Basis,
    Category,
    Purpose,
    Recipient,
    Registry,
)

_ASKED = frozenset({"never", "service", "settings", "press"})
_UNTIL_DELETED = "deleted"


def parse_registry(purposes: str, recipients: str) -> Registry:
    """The registry of two JSON texts. HabitacleError when either is incomplete or inconsistent."""
    try:
        raw = json.loads(purposes)
        listed = [_purpose(item) for item in raw["purposes"]]
        known = [_recipient(item) for item in json.loads(recipients)["recipients"]]
        known.append(_in_car(listed))
        rules = _rules(raw["rules"])
        authorities = {str(k): str(v) for k, v in raw["authorities"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HabitacleError(
            f"The privacy registry is not valid: {type(error).__name__} {error}."
        ) from error
    registry = Registry(
        {purpose.id: purpose for purpose in listed},
        {recipient.id: recipient for recipient in known},
        rules,
        authorities,
    )
    _check(registry, len(listed), len(known))
    return registry


def _check(registry: Registry, purposes: int, recipients: int) -> None:
    if len(registry.purposes) != purposes or len(registry.recipients) != recipients:
        raise HabitacleError("The privacy registry names a purpose or recipient twice.")
    for recipient in registry.recipients.values():
        unknown = [name for name in recipient.purposes if name not in registry.purposes]
        if unknown:
            raise HabitacleError(
                f"The privacy registry: recipient {recipient.id} names unknown {unknown[0]}."
            )
    for recipient in registry.recipients.values():
        mixed = [p for p in recipient.purposes if registry.purposes[p].local != _is_car(recipient)]
        if mixed:
            raise HabitacleError(
                f"The privacy registry: data of {mixed[0]} stays in the car, or has a recipient."
            )
    for purpose in registry.purposes.values():
        strange = [name for name in purpose.requires if name not in registry.purposes]
        if strange or purpose.asked not in _ASKED:
            raise HabitacleError(
                f"The privacy registry: {purpose.id} requires or is asked by something unknown."
            )
    for purpose, _ in registry.askable():
        endless = purpose.retention is None and purpose.retention_from != _UNTIL_DELETED
        if purpose.validity_months is None or endless:
            raise HabitacleError(
                f"The privacy registry: {purpose.id} needs consent, so it needs a validity and a"
                " retention."
            )


def _in_car(purposes: list[Purpose]) -> Recipient:
    """Nobody: the data of these purposes stays where it is."""
    return Recipient(
        *(IN_CAR, "This car", "", "", "none", ""),
        purposes=tuple(purpose.id for purpose in purposes if purpose.local),
        where=(),
        transfer_outside_eea=False,
    )


def _is_car(recipient: Recipient) -> bool:
    return recipient.id == IN_CAR


def _purpose(raw: dict[str, Any]) -> Purpose:
    months = raw["validity_months"]
    return Purpose(
        id=str(raw["id"]),
        version=int(raw["version"]),
        dpv=str(raw["dpv"]),
        basis=Basis(raw["basis"]),
        lawful_basis=str(raw["lawful_basis"]),
        data=tuple(
            Category(str(item["cat"]), str(item["dpv"]), bool(item["optional"]))
            for item in raw["data"]
        ),
        retention=None if raw["retention"] is None else str(raw["retention"]),
        retention_from=str(raw["retention_from"]),
        profiling=bool(raw["profiling"]),
        validity_months=None if months is None else int(months),
        local=bool(raw["local"]),
        asked=str(raw["asked"]),
        requires=tuple(map(str, raw.get("requires", ()))),
    )


def _recipient(raw: dict[str, Any]) -> Recipient:
    return Recipient(
        **{key: str(raw[key]) for key in ("id", "name", "address", "contact", "role", "country")},
        purposes=tuple(map(str, raw["purposes"])),
        where=tuple(map(str, raw["where"])),
        transfer_outside_eea=bool(raw["transfer_outside_eea"]),
    )


def _rules(raw: dict[str, Any]) -> AskingRules:
    return AskingRules(
        cool_down=timedelta(days=int(raw["cool_down_days"])),
        proposal_life=timedelta(days=int(raw["proposal_life_days"])),
        deferrals_as_refusal=int(raw["deferrals_as_refusal"]),
        answer_window_ms=int(raw["answer_window_ms"]),
        untrusted_clock_slack=timedelta(hours=int(raw["untrusted_clock_slack_hours"])),
        reminder=timedelta(days=int(raw["reminder_days"])),
        live_request_s=int(raw["live_request_s"]),
        minor_blocked=frozenset(map(str, raw["minor_blocked"])),
        order_kept=frozenset(map(str, raw["order_kept"])),
        age_limit_default=int(raw["age_limit_default"]),
        age_limits={str(k): int(v) for k, v in raw["age_limits"].items()},
    )
