"""Messages that act or show: checked, applied once, answered (specification section 7)."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from app.core.message import Dispatch
from app.features.sync.domain.downlink import Applied, BadMessage, Result, id_of, result_of
from app.features.sync.domain.inbound import Accepted, Refused
from app.features.sync.domain.properties import Properties
from app.features.sync.ports import Desk
from app.features.sync.pump import Pump

_LOG = logging.getLogger(__name__)
_TOPIC, _KIND, _PURPOSE, _RECIPIENT = "up/cmdack", "cmdack", "P1", "manufacturer"
_COMMANDS = "down/cmd"
_SAY_AGAIN_S = 60.0


class Commands:
    """Takes what the contract allows.

    *acknowledge* is called when something was written, *fail* when it could not be: the broker
    keeps what is not acknowledged and brings it again on the next connection.
    """

    def __init__(
        self,
        desk: Desk,
        pump: Pump,
        acknowledge: Callable[[], None],
        fail: Callable[[str], None],
    ) -> None:
        self._desk = desk
        self._pump = pump
        self._acknowledge = acknowledge
        self._fail = fail
        self._said: dict[tuple[str, str], float] = {}

    def take(
        self, topic: str, payload: bytes, content_type: str, *, retain: bool
    ) -> "Future[bool] | None":
        """Deal with a message on the whole *topic*; done once it may be acknowledged."""
        downlink = self._desk.ports.downlink
        if downlink is None or self._desk.ports.inbox is None:
            self._count("unknown_topic")
            return None
        verdict = downlink.check(topic, payload, Properties(content_type, retain))
        if isinstance(verdict, Refused):
            self._refused(topic, payload, verdict)
            if verdict.settles is None:
                return None
            return self._settled(verdict.settles, result_of(verdict.reason))
        try:
            return self._accepted(topic, payload, verdict)
        except BadMessage as bad:
            told = bad.message_id if _told(verdict) else None
            self._refused(topic, payload, Refused(str(bad), told is not None, told))
            return self._settled(verdict, result_of(str(bad)))

    def _accepted(self, topic: str, payload: bytes, accepted: Accepted) -> "Future[bool] | None":
        handler = self._desk.ports.handlers.get(accepted.rule.kind)
        if handler is None:
            raise BadMessage("unsupported", id_of(accepted.message))
        effect = handler(accepted.message)
        if not _told(accepted):
            effect(None)
            return None
        message_id = id_of(accepted.message)
        inbox = self._desk.ports.inbox
        if inbox is None:
            return None
        done: Future[bool] = Future()

        def applied(result: "Future[Applied]") -> None:
            declined = result.exception()
            if isinstance(declined, BadMessage):
                # It cannot be done now, and nothing was written: a duplicate was told apart before.
                reason = str(declined)
                self._refused(topic, payload, Refused(reason, True, message_id))
                self._settle(accepted, result_of(reason), done)
            elif self._written(result, done):
                self._applied(message_id, result.result())

        self._desk.then(inbox.apply(accepted, effect), applied)
        return done

    def _settled(self, accepted: Accepted, result: Result) -> "Future[bool] | None":
        """A rightly signed message without effect uses up its number, or it would block others."""
        if self._desk.ports.inbox is None or not accepted.acting:
            return None
        done: Future[bool] = Future()
        self._settle(accepted, result, done)
        return done

    def _settle(self, accepted: Accepted, result: Result, done: "Future[bool]") -> None:
        inbox = self._desk.ports.inbox
        if inbox is None or not accepted.acting:
            done.set_result(True)
            self._acknowledge()
        else:
            settling = inbox.settle(accepted, result)
            self._desk.then(settling, lambda written: self._written(written, done))

    def _written(self, result: "Future[Applied]", done: "Future[bool]") -> bool:
        error = result.exception()
        if error is not None or result.result() is Applied.FULL:
            self._count("command_not_written")
            _LOG.error("a command could not be written: %s", error or "marks are full")
            self._fail("a command could not be written")
            return False
        done.set_result(True)
        self._acknowledge()
        return True

    def _applied(self, message_id: str, what: Applied) -> None:
        self._count(f"command_{what}")
        if what is Applied.APPLIED:
            self._desk.ports.hooks.applied(message_id)
        self._tell(message_id, Result(what.value))

    def _refused(self, topic: str, payload: bytes, refused: Refused) -> None:
        self._count(f"down_{refused.reason}")
        self._say(topic, refused.reason)
        inbox = self._desk.ports.inbox
        if inbox is not None:
            inbox.quarantine(topic, refused.reason, payload)
        if refused.answerable and refused.message_id is not None:
            self._tell(refused.message_id, result_of(refused.reason), refused.reason)

    def _tell(self, message_id: str, result: Result, code: str | None = None) -> None:
        body: dict[str, Any] = {"v": 1, "id": message_id, "result": result.value}
        if code is not None and code != result.value:
            body["code"] = code
        payload = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        topic = self._desk.identity.whole(_TOPIC)
        message = Dispatch(
            *(self._desk.new_id(), topic, payload, _KIND, _PURPOSE, _RECIPIENT),
            prio=0,
            generation=self._desk.ports.generation(_PURPOSE, _RECIPIENT),
            expiry_s=self._desk.tunables.cmdack_expiry_s,
        )
        record = self._desk.ports.outbox.record_direct

        def recorded(done: "Future[None]") -> None:
            if done.exception() is None:
                self._pump.publish_result(message)
            else:
                self._count("cmdack_not_recorded")
                _LOG.error("a command result is not sent: %s", done.exception())

        self._desk.then(record(topic, _KIND, _PURPOSE, _RECIPIENT, payload), recorded)

    def _say(self, topic: str, reason: str) -> None:
        """One line a minute for a kind of topic and a reason, never what was sent."""
        kind = topic.split("/")[3] if reason != "bad_topic" else "an unknown topic"
        now = self._desk.now()
        if now - self._said.get((kind, reason), float("-inf")) >= _SAY_AGAIN_S:
            self._said[kind, reason] = now
            _LOG.warning("a message on %s was set aside: %s", kind, reason)

    def _count(self, reason: str) -> None:
        self._pump.counted[reason] += 1


def _told(accepted: Accepted) -> bool:
    """Whether its result is told, once: commands and everything that acts."""
    return accepted.acting or accepted.channel.relative == _COMMANDS
