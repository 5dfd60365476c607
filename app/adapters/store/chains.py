"""Consent records out of a database or its mirror: what of them may still count."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.core.canonical import GENESIS, chain_hash
from app.features.consent.domain.chain import Sealed, first_break, seal

Chained = Mapping[str, Any]
_LINKS = ("seq", "prev_hash", "hash")


def sound_chain(rows: Sequence[tuple[str, str]]) -> bool:
    """Whether stored (body, hash) *rows*, in order, are one whole chain."""
    bodies = [sound(text, stored) for text, stored in rows]
    return None not in bodies and first_break(body for body in bodies if body is not None) is None


def sound(text: str, stored: str) -> Sealed | None:
    """The record of *text* if it is one and has the hash *stored*."""
    try:
        body = json.loads(text)
        right = isinstance(body, dict) and body["hash"] == chain_hash(body) == stored
    except (ValueError, KeyError):
        return None
    return body if right else None


def newest_run(candidates: Sequence[object]) -> list[Sealed]:
    """The records after the last gap, in order.

    A missing record may have been a withdrawal, so nothing before a gap counts.
    """
    found: dict[int, Sealed] = {}
    for body in candidates:
        if isinstance(body, dict) and _own_hash(body):
            found[body["seq"]] = body
    run: list[Sealed] = []
    for seq in sorted(found, reverse=True):
        if run and (seq != run[-1]["seq"] - 1 or run[-1]["prev_hash"] != found[seq]["hash"]):
            break
        run.append(found[seq])
    run.reverse()
    return run


def linked(run: Sequence[Sealed]) -> Sequence[Sealed]:
    """*run* as a whole chain: sealed anew where records before it are missing."""
    if not run or run[0]["prev_hash"] == GENESIS:
        return run
    links: list[Sealed] = []
    head = GENESIS
    for seq, body in enumerate(run, 1):
        links.append(seal({k: v for k, v in body.items() if k not in _LINKS}, seq, head))
        head = links[-1]["hash"]
    return links


def _own_hash(body: Sealed) -> bool:
    try:
        return isinstance(body["seq"], int) and body["hash"] == chain_hash(body)
    except (KeyError, ValueError):
        return False
