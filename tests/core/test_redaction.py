import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.redaction import Redactor

REDACTOR = Redactor(bytes(range(16)))
VIN = "VF1AAAAA000000001"
clean = REDACTOR.clean


def test_the_pseudonym_is_that_of_the_specification() -> None:
    assert REDACTOR.pseudonym(VIN) == "ca7021d50e672b3a"
    assert clean(f"car {VIN} and {VIN.lower()}") == (
        "car vin-ca7021d50e672b3a and vin-ca7021d50e672b3a"
    )
    assert Redactor(bytes(16)).pseudonym(VIN) != REDACTOR.pseudonym(VIN)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("at 60.16990, 24.93840 now", "at [position] now"),
        ("at 60.16990;-24.938", "at [position]"),
        ("60.16990N 24.93840E", "[position]"),
        ("lat=60.1 lon: 24", "lat=[position] lon: [position]"),
        (
            '{"latitude": 60, "longitude": 24.9}',
            '{"latitude": [position], "longitude": [position]}',
        ),
        ("60°10'11\" N", "[position]"),
        ("pin=427391", "pin=[secret]"),
        ("PIN 427391 typed", "PIN [secret] typed"),
        ('"password": "a b c", x', '"password": [secret], x'),
        ("psp_token=tok_1&x=2", "psp_token=[secret]&x=2"),
        ("Authorization: Bearer abc.def ghi", "Authorization: [secret]"),
        ("got bearer abcdef123", "got bearer [secret]"),
        ("PRAGMA key = \"x'0011'\"", "PRAGMA key = [secret]"),
        ("plate: ABC-123", "plate: [secret]"),
        ("eyJhbGciOiJ9.abcd.efgh", "[token]"),
        ("mqtts://me:pw@host:8883/a?token=1#f", "mqtts://host:8883/a"),
        ("https://host/path?q=1 next", "https://host/path next"),
        ("write to a.b@c.example or +33 1 23 45 67 89", "write to [email] or [phone]"),
        ("4111 1111 1111 1111", "[card]"),
        ("DE89 3704 0044 0532 0130 00", "[account]"),
        ("sha " + "ab" * 32, "sha [hex]"),
        ("sig " + "xY3" * 20, "sig [base64]"),
        ("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----", "[pem]"),
        ("-----BEGIN PRIVATE KEY-----\nMIIB", "[pem]"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07x", "red x"),
        ("one\r\ntwo\tthree\x00\x9b\u202e\u2028", r"one\r\ntwo\tthree\u0000\u009b\u202e\u2028"),
        ("lone \ud800", r"lone \ud800"),
        ("x" * 3_000, "x" * 1_999 + "…"),
        (f"{VIN[:8]}\u200b{VIN[8:]}", "vin-ca7021d50e672b3a"),
        (f"v1/{VIN}/up/state", "v1/vin-ca7021d50e672b3a/up/state"),
        ("pi\u00adn=4273", "pin=[secret]"),
        ("N60.16990 E24.93840", "N[position]"),
        ("60.16990%2C24.93840", "[position]"),
        ("POINT(24.93840 60.16990)", "POINT([position])"),
        ("latitude 60,1699", "latitude [position]"),
        ('password="a\\"b secret", x', "password=[secret], x"),
        ("token%3Dabc123", "token%3D[secret]"),
        ("Bearer\u00a0abcdef123", "Bearer [secret]"),
    ],
)
def test_what_must_not_be_in_a_log_is_not(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "no link to the backend: connection refused; trying again in 12.345 s",
        "start-up phase store: 12.3 ms, 45.6 ms",
        "message 0192f0c8-7a41-7cc3-98c4-dc0c0c07398f of hu-0123456789ABCDEFGHJKMNPQRS",
        "boot 9f3a22b1.17, at 1795348800000, 100000 rows",
        "/home/me/test_a_row_arrives_once_and_its_receipt_settles_it0/hmi/device.db: disk full",
        "the certificate of CN=broker ends 2026-12-01T00:00:00Z",
        "topic v1/hu-1/up/maintenance/garage-demo, reason schema: $.seq: minimum",
        "a message on cmd was set aside: bad_signature",
        "17 more of this were held back: row %d is lost",
        "tyre.rapid_leak.front_left at 168 kPa",
    ],
)
def test_what_helps_stays(text: str) -> None:
    assert clean(text) == text


anything = st.text(st.characters(), max_size=60)
edge = st.sampled_from(["", " ", "=", ":", '"', "'", "/", "(", ")", ",", ".", "_", "-", "\n", "é"])
vins = st.from_regex(r"[A-HJ-NPR-Z0-9]{17}", fullmatch=True)


@settings(deadline=None)
@given(anything, edge, vins, edge, anything)
def test_no_vin_survives(before: str, left: str, vin: str, right: str, after: str) -> None:
    if (before + left)[-1:].isalnum() or (right + after)[:1].isalnum():
        left, right = f"{left} ", f" {right}"
    cleaned = clean(before + left + vin + right + after)
    assert not re.search(rf"(?<![A-Za-z0-9]){vin}(?![A-Za-z0-9])", cleaned)


@settings(deadline=None)
@given(
    anything,
    st.floats(-90, 90).map(lambda value: f"{value:.5f}"),
    st.sampled_from([", ", ",", " ", ";", "/", "|"]),
    st.floats(-180, 180).map(lambda value: f"{value:.5f}"),
    anything,
)
def test_no_position_survives(
    before: str, latitude: str, between: str, longitude: str, after: str
) -> None:
    cleaned = clean(f"{before} {latitude}{between}{longitude} {after}")
    assert f"{latitude}{between}{longitude}" not in cleaned


secrets = st.from_regex(r"[A-Za-z][A-Za-z0-9+/]{7,39}", fullmatch=True)
names = st.sampled_from(
    ["pin", "PIN", "password", "token", "psp_token", "api_key", "Authorization", "secret", "key"]
)


@settings(deadline=None)
@given(anything, names, st.sampled_from(["=", ": ", '": "', " = ", "='"]), secrets)
@example("", "Authorization", ": ", "Bearer")
def test_no_named_secret_survives(before: str, name: str, between: str, value: str) -> None:
    cleaned = clean(f"{before[:40]} {name}{between}{value}")
    assert f"{name}{between}{value}" not in cleaned


@settings(deadline=None)
@given(st.text(st.characters(), max_size=400))
def test_a_line_stays_one_line_and_cleaning_again_changes_nothing_visible(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.isprintable() or not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", cleaned)
    assert "\n" not in cleaned
    cleaned.encode()
    assert len(cleaned) <= REDACTOR.longest


@pytest.mark.parametrize(
    "text",
    ["1" * 100_000, "a." * 50_000, "\x1b[" * 50_000, "key=" * 25_000, '"' * 100_000,
     "1.111," * 20_000, "A1" * 50_000, "a@" * 50_000, "+1 " * 30_000, "x://" * 25_000,
     "-----BEGIN A-----" * 6_000, "AB12 CD34 " * 9_000, "eyJ." * 25_000, "token " * 20_000],
)  # fmt: skip
def test_a_hostile_text_costs_little(text: str) -> None:
    begun = time.process_time()
    clean(text)
    assert time.process_time() - begun < 0.25
