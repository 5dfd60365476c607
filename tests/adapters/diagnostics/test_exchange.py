"""One request, its answer: single and several frames, pending, refused, silent, wrong."""

import time

import pytest

from app.adapters.diagnostics import exchange as module
from app.adapters.diagnostics.exchange import Exchange, Stopped
from app.adapters.diagnostics.link import LinkLost
from tests.fakes.ecu import BODY, ENGINE, MOTOR, WIDE, FakeDiagBus

UDS = bytes.fromhex("19 02 08")
LONG = "59 02 FF" + "58 12 87 28" * 9


def started(*ecus: object, stopped: bool = False) -> tuple[FakeDiagBus, Exchange]:
    bus = FakeDiagBus(*ecus)  # type: ignore[arg-type]
    return bus, Exchange(bus, ecus, lambda: stopped)  # type: ignore[arg-type]


@pytest.mark.parametrize("ecu", [ENGINE, BODY, WIDE])
def test_short_answer(ecu: object) -> None:
    bus, exchange = started(ecu)
    bus.answer(ecu, "19 02 08", "59 02 FF 58 12 87 28")  # type: ignore[arg-type]
    assert exchange.ask(ecu, UDS) == bytes.fromhex("59 02 FF 58 12 87 28")  # type: ignore[arg-type]


@pytest.mark.parametrize("ecu", [ENGINE, BODY, WIDE])
def test_answer_in_several_frames(ecu: object) -> None:
    bus, exchange = started(ecu)
    bus.answer(ecu, "19 02 08", LONG)  # type: ignore[arg-type]
    assert exchange.ask(ecu, UDS) == bytes.fromhex(LONG)  # type: ignore[arg-type]
    [_request, flow_control] = bus.heard
    assert flow_control[1][:3] == b"\x30\x00\x00"


def test_padding_is_that_of_the_profile() -> None:
    bus, exchange = started(ENGINE, BODY)
    exchange.ask(ENGINE, UDS)
    exchange.ask(BODY, UDS)
    assert [data.hex() for _, data in bus.heard] == ["03190208aaaaaaaa", "03190208"]


def test_pending_is_waited_for_again_and_again() -> None:
    bus, exchange = started(ENGINE)
    bus.answer(ENGINE, "19 02 08", *["7F 19 78"] * 5, "59 02 FF")
    assert exchange.ask(ENGINE, UDS) == b"\x59\x02\xff"
    bus.answer(ENGINE, "07", *["7F 07 78"] * 5, "47 00")
    assert exchange.ask(ENGINE, b"\x07") == b"\x47\x00"


def test_pending_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    bus, exchange = started(ENGINE)
    bus.answer(ENGINE, "07", "7F 07 78")
    monkeypatch.setattr(module, "LIMIT_S", 0.1)
    began = time.monotonic()
    assert exchange.ask(ENGINE, b"\x07") is None
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(("request_", "refusal"), [("19 02 08", "7F 19 31"), ("03", "7F 03 11")])
def test_refusal_is_an_answer(request_: str, refusal: str) -> None:
    bus, exchange = started(ENGINE)
    bus.answer(ENGINE, request_, refusal)
    assert exchange.ask(ENGINE, bytes.fromhex(request_)) == bytes.fromhex(refusal)


@pytest.mark.parametrize("request_", ["19 02 08", "03"])
def test_silence_is_none(request_: str) -> None:
    _, exchange = started(ENGINE)
    assert exchange.ask(ENGINE, bytes.fromhex(request_)) is None


@pytest.mark.parametrize("request_", ["19 02 08", "03"])
@pytest.mark.parametrize("nonsense", ["41 0C 1A F8", "7F 22 31", "FF"])
def test_an_answer_to_something_else_is_none(request_: str, nonsense: str) -> None:
    bus, exchange = started(ENGINE)
    bus.answer(ENGINE, request_, nonsense)
    assert exchange.ask(ENGINE, bytes.fromhex(request_)) is None


def test_functional_request_gathers_all_answers() -> None:
    bus, exchange = started(ENGINE, MOTOR, BODY)
    bus.answer(ENGINE, "03", "43 04 04 20 03 01 02 17 01 01")
    bus.answer(MOTOR, "03", "43 00")
    found = exchange.ask_all(0x7DF, [ENGINE, MOTOR], b"\x03")
    assert found == {
        "engine": bytes.fromhex("43 04 04 20 03 01 02 17 01 01"),
        "motor": b"\x43\x00",
    }
    assert bus.heard[0] == (0x7DF, bytes.fromhex("01 03 AA AA AA AA AA AA"))


def test_functional_request_does_not_wait_for_the_silent() -> None:
    bus, exchange = started(ENGINE, MOTOR)
    bus.answer(ENGINE, "03", "43 00")
    assert exchange.ask_all(0x7DF, [ENGINE, MOTOR], b"\x03") == {"engine": b"\x43\x00"}


def test_what_came_unasked_answers_nothing() -> None:
    bus, exchange = started(ENGINE)
    bus.answer(ENGINE, "03", "43 01 04 20")
    bus.send(ENGINE.request, b"\x01\x03")
    exchange.drain()
    bus.answer(ENGINE, "07", "47 00")
    assert exchange.ask(ENGINE, b"\x07") == b"\x47\x00"


@pytest.mark.parametrize("request_", ["19 02 08", "03"])
def test_waiting_ends_when_the_service_does(request_: str) -> None:
    _, exchange = started(ENGINE, stopped=True)
    with pytest.raises(Stopped):
        exchange.ask(ENGINE, bytes.fromhex(request_))


@pytest.mark.parametrize("request_", ["19 02 08", "03"])
def test_a_lost_link_is_told(request_: str) -> None:
    bus, exchange = started(ENGINE)
    bus.lose = True
    with pytest.raises(LinkLost):
        exchange.ask(ENGINE, bytes.fromhex(request_))
