"""Hash chains of records and entries: each names the hash of the one before."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.core.canonical import GENESIS, chain_hash

Sealed = dict[str, Any]


def seal(body: Mapping[str, Any], seq: int, prev_hash: str) -> Sealed:
    """*body* as link *seq* of its chain, after the link whose hash is *prev_hash*."""
    link = {**body, "seq": seq, "prev_hash": prev_hash}
    return {**link, "hash": chain_hash(link)}


def first_break(
    links: Iterable[Mapping[str, Any]], after: int = 0, prev_hash: str = GENESIS
) -> int | None:
    """Position (from 0) of the first link that is changed, missing or out of order, else None.

    A chain whose beginning was put away goes on after number *after* with the hash *prev_hash*.
    """
    for index, link in enumerate(links):
        try:
            right = link["hash"] == chain_hash(link)
        except (KeyError, ValueError):
            return index
        if not right or link.get("seq") != after + index + 1 or link.get("prev_hash") != prev_hash:
            return index
        prev_hash = link["hash"]
    return None
