"""The link to the backend, wired: contract, store, gateway, transport and the sync core."""

import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from app import __version__
from app.adapters.issuer_keys import load_issuer_keys
from app.adapters.mqtt.address import BrokerAddress
from app.adapters.mqtt.limits import TopicLimits
from app.adapters.mqtt.tls import Tls, TlsFiles
from app.adapters.mqtt.transport import MqttTransport, Wire
from app.adapters.store.inbox_port import StoredInbox
from app.adapters.store.meta import get_meta, set_meta
from app.adapters.store.outbox import Outbox
from app.adapters.store.store import Store
from app.core.clock import Clock
from app.features.consent.gateway import Gateway
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.broker_profile import parse_broker_profile
from app.features.sync.domain.contract import Contract
from app.features.sync.domain.contract_parts import Direction, Scope
from app.features.sync.domain.inbound import InboundCheck
from app.features.sync.domain.state import Identity, Status
from app.features.sync.domain.tunables import Tunables, parse_tunables
from app.features.sync.ports import Downlink, Handler, Hooks, SyncPorts
from app.features.sync.service import SyncCore
from app.main.paths import ASSETS

_CAPS = "backend_caps"
_BUILT = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
"""A moment that is certainly past: this file exists."""


@dataclass(frozen=True, slots=True)
class LinkParts:
    """What the link is made of; *tls* gives the certificate files in use, None speaks plain.

    *issuer_keys*: a file of keys to trust beside the product's; *attempts*: those of an earlier
    core in this boot of the store.
    """

    store: Store
    outbox: Outbox
    gateway: Gateway
    clock: Clock
    address: BrokerAddress
    tls: Callable[[], TlsFiles] | None = None
    hooks: Hooks = field(default_factory=Hooks)
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    downlink: Callable[[Contract, InboundCheck], Downlink] = lambda _contract, check: check
    broker: str = "default"
    issuer_keys: Path | None = None
    attempts: int = 0


@cache
def shipped_contract() -> Contract:
    """The contract of this release; read and compiled once, never changed."""
    return load_contract(ASSETS / "contract")


def make_core(parts: LinkParts, report: Callable[[Status], None]) -> SyncCore:
    """A core that is not started; HabitacleError for data or files that cannot be used."""
    store, clock = parts.store, parts.clock
    contract = shipped_contract()
    more = () if parts.issuer_keys is None else (parts.issuer_keys,)
    keys = load_issuer_keys(ASSETS / "trust/issuers.json", *more)
    check = InboundCheck(contract, store.device_id, clock.utc, keys)
    tls = None if parts.tls is None else Tls(parts.tls, clock.utc, min(_BUILT, _now()))
    transport = MqttTransport(
        parts.address, store.device_id, tunables(), wire(contract, store.device_id, tls)
    )
    parts.gateway.bind(transport.publish)
    caps = store.device.read(lambda connection: get_meta(connection, _CAPS)).result()
    ports = SyncPorts(
        outbox=parts.outbox,
        transport=transport,
        publish=parts.gateway.publish,
        generation=parts.gateway.generation,
        clock=clock,
        random=Random(secrets.randbits(128)),  # noqa: S311  jitter
        inbox=StoredInbox(store),
        downlink=parts.downlink(contract, check),
        handlers=parts.handlers,
        identity_trouble=(lambda: "") if tls is None else tls.trouble,
        storage=lambda: store.storage,
        hooks=replace(parts.hooks, caps=lambda found: remember_caps(store, found)),
        caps=frozenset((caps or "").split()),
        broker=parse_broker_profile(
            (ASSETS / "sync/brokers.json").read_text("utf-8"), parts.broker
        ),
    )
    identity = Identity(store.device_id, store.boot, __version__, contract.version, parts.attempts)
    return SyncCore(ports, identity, tunables(), report)


def tunables() -> Tunables:
    """The product's link settings."""
    return parse_tunables((ASSETS / "sync/link.json").read_text("utf-8"))


def wire(contract: Contract, device: str, tls: Tls | None) -> Wire:
    """What of the contract the transport needs."""

    def size(topic: str) -> int | None:
        channel = contract.find(topic)
        if channel is None or channel.direction is not Direction.DOWN:
            return None
        ours = channel.scope is Scope.DEVICE and topic.split("/")[1] == device
        return channel.max_bytes if ours else None

    def state(topic: str) -> bool:
        channel = contract.find(topic)
        return channel is not None and all(rule.coalesce for rule in channel.messages.values())

    asking = (kind for kind in contract.types(Direction.UP) if contract.answer(kind) is not None)
    return Wire(TopicLimits(size, state), frozenset(asking), tls)


def remember_caps(store: Store, caps: frozenset[str]) -> "Future[None]":
    """Keep what the backend can do with the device."""
    text = " ".join(sorted(caps))
    return store.device.write(lambda connection: set_meta(connection, _CAPS, text))


def _now() -> datetime:
    return datetime.now(UTC)


Message = Mapping[str, Any]
