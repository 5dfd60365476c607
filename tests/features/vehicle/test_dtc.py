"""Trouble codes: bytes to codes, answers to records, records over scans."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import HabitacleError
from app.features.vehicle.dtc import (
    CONFIRMED,
    PENDING,
    PERMANENT,
    UDS,
    Dtc,
    DtcAnswer,
    DtcBook,
    NegativeAnswer,
    dtc_code,
    parse_dtc_answer,
    parse_negative,
)

FIRST = datetime(2026, 11, 24, 17, 42, tzinfo=UTC)
LATER = FIRST + timedelta(days=2)


def answer(text: str) -> DtcAnswer:
    parsed = parse_dtc_answer(bytes.fromhex(text))
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("high", "low", "code"),
    [
        (0x04, 0x20, "P0420"),
        (0x03, 0x01, "P0301"),
        (0x58, 0x12, "C1812"),
        (0x96, 0x03, "B1603"),
        (0xC1, 0x00, "U0100"),
        (0xFF, 0xFF, "U3FFF"),
        (0x3A, 0xBC, "P3ABC"),
    ],
)
def test_code(high: int, low: int, code: str) -> None:
    assert dtc_code(high, low) == code


@given(st.integers(0, 255), st.integers(0, 255))
def test_no_two_codes_are_alike(high: int, low: int) -> None:
    code = dtc_code(high, low)
    back = ("PCBU".index(code[0]) << 6 | int(code[1]) << 4 | int(code[2], 16), int(code[3:], 16))
    assert back == (high, low)


def test_obd_answers() -> None:
    assert answer("43 02 04 20 03 01") == DtcAnswer(CONFIRMED, (Dtc("P0420"), Dtc("P0301")))
    assert answer("47 01 02 17").kind == PENDING
    assert answer("4A 00") == DtcAnswer(PERMANENT, ())


@pytest.mark.parametrize(
    "text", ["43 05 04 20 03 01", "43 01 04 20 03 01 04", "43 02 04200301 0000"]
)
def test_whole_pairs_count_not_the_count(text: str) -> None:
    assert [dtc.code for dtc in answer(text).dtcs] == ["P0420", "P0301"]


def test_uds_answer() -> None:
    assert answer("59 02 FF 58 12 87 28") == DtcAnswer(UDS, (Dtc("C1812", "87", 0x28),))
    assert answer("59 02 FF 58 12 87 28").dtcs[0].full_code == "C1812-87"
    assert answer("59 02 FF 58 12 87 28 96 03 00") == answer("59 02 FF 58 12 87 28")
    assert answer("59 02 FF").dtcs == ()


@pytest.mark.parametrize(
    "text", ["", "43", "59 02", "59 01 FF 00 00 00", "41 0C 00 00", "7F 19 78"]
)
def test_other_answers_are_none(text: str) -> None:
    assert parse_dtc_answer(bytes.fromhex(text)) is None


def test_negative_answers() -> None:
    assert parse_negative(bytes.fromhex("7F 19 78")) == NegativeAnswer(0x19, 0x78)
    assert parse_negative(b"\x7f\x19") is None
    assert parse_negative(b"\x59\x02\xff") is None


@given(st.binary(max_size=64))
def test_no_payload_breaks_the_parser(payload: bytes) -> None:
    parsed = parse_dtc_answer(payload)
    assert parsed is None or all(len(dtc.code) == 5 for dtc in parsed.dtcs)


def test_a_test_that_has_not_run_is_no_fault() -> None:
    book = DtcBook().fold("brakes", answer("59 02 FF 58 12 87 50 58 13 87 04"), FIRST, None)
    assert [record.code for record in book.records] == ["C1813-87"]


def test_list_holds_confirmed_codes_without_failure_type() -> None:
    uds = answer("59 02 FF 58 12 87 28 58 12 13 08 96 03 00 04")
    book = DtcBook().finish_scan(
        {
            "brakes": [uds],
            "engine": [answer("43 01 04 20"), answer("47 01 03 01"), answer("4A 01 02 17")],
        },
        FIRST,
        41_000.9,
    )
    assert book.dtc_list() == ("C1812", "P0217", "P0420")
    assert book.dtc_count() == 3
    assert {r.code: r.is_pending for r in book.records} == {
        "C1812-87": False,
        "C1812-13": False,
        "B1603-00": True,
        "P0420": False,
        "P0301": True,
        "P0217": False,
    }


def test_one_record_for_a_code_that_obd_and_uds_name() -> None:
    book = DtcBook().finish_scan(
        {"engine": [answer("43 01 04 20"), answer("47 01 04 20"), answer("59 02 FF 04 20 11 2F")]},
        FIRST,
        None,
    )
    [record] = book.records
    assert (record.code, record.status) == ("P0420-11", 0x2F)
    assert set(record.kinds) == {UDS, CONFIRMED, PENDING}


def test_a_scan_replaces_who_answered_and_marks_who_did_not() -> None:
    one = DtcBook().finish_scan(
        {"engine": [answer("43 02 04 20 03 01")], "brakes": [answer("59 02 FF 58 12 87 28")]},
        FIRST,
        41_000.0,
    )
    two = one.finish_scan({"engine": [answer("43 02 04 20 02 17")]}, LATER, 42_000.0)
    found = {r.code: (r.first_seen, r.last_seen, r.odometer_km, r.stale) for r in two.records}
    assert found == {
        "P0420": (FIRST, LATER, 41_000.0, False),
        "P0217": (LATER, LATER, 42_000.0, False),
        "C1812-87": (FIRST, FIRST, 41_000.0, True),
    }
    three = two.finish_scan({"brakes": [answer("59 02 FF")]}, LATER, None)
    assert [(r.code, r.stale) for r in three.records] == [("P0420", True), ("P0217", True)]


def test_an_answer_outside_a_scan_replaces_its_own_kind_only() -> None:
    book = DtcBook().finish_scan(
        {"engine": [answer("43 01 04 20"), answer("47 01 03 01")]}, FIRST, None
    )
    book = book.fold("engine", answer("43 00"), LATER, None)
    assert [r.code for r in book.records] == ["P0301"]
    book = book.fold("body", answer("59 02 FF 96 03 00 08"), LATER, None)
    assert [(r.ecu, r.code) for r in book.records] == [("engine", "P0301"), ("body", "B1603-00")]


def test_what_obd_said_outlives_a_uds_answer_without_it() -> None:
    book = DtcBook().finish_scan(
        {"engine": [answer("43 01 04 20"), answer("59 02 FF 04 20 11 2F")]}, FIRST, None
    )
    [record] = book.fold("engine", answer("59 02 FF"), LATER, None).records
    assert (record.code, record.status, record.kinds) == ("P0420", None, (CONFIRMED,))


def test_severity_comes_from_the_rater() -> None:
    book = DtcBook(severity_of={"P0420": "plan"}.get)  # type: ignore[arg-type]
    [record] = book.fold("engine", answer("43 01 04 20"), None, None).records
    assert record.severity == "plan"
    assert DtcBook().fold("e", answer("43 01 04 20"), None, None).records[0].severity == "info"


ANSWERS = st.builds(
    DtcAnswer,
    st.sampled_from([CONFIRMED, PENDING, PERMANENT, UDS]),
    st.lists(
        st.builds(
            Dtc,
            st.sampled_from(["P0420", "P0301", "C1812"]),
            st.sampled_from(["87", "00"]),
            st.integers(0, 255),
        ),
        max_size=4,
    ).map(tuple),
).map(lambda a: a if a.kind == UDS else DtcAnswer(a.kind, tuple(Dtc(dtc.code) for dtc in a.dtcs)))


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), ANSWERS), max_size=8))
def test_books_survive_their_text_and_name_no_code_twice(
    heard: list[tuple[str, DtcAnswer]],
) -> None:
    book = DtcBook()
    for ecu, each in heard:
        book = book.fold(ecu, each, FIRST, 10.5)
    keys = [(r.ecu, r.code) for r in book.records]
    assert len(set(keys)) == len(keys)
    assert DtcBook.from_json(book.to_json()) == book
    confirmed = {d.code for _, a in heard for d in a.dtcs}
    assert set(book.dtc_list()) <= confirmed


@pytest.mark.parametrize("text", ["", "{}x", "[1]", '[{"code": "P0420"}]', "7", '{"a": 1}'])
def test_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(HabitacleError, match="cannot be read"):
        DtcBook.from_json(text)
