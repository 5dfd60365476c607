"""The allow-list of diagnostic requests, over every service and every sub-function."""

import pytest

from app.core.diagnostics import refusal

OBD = (0x01, 0x03, 0x07, 0x09, 0x0A)
UDS = (0x10, 0x19, 0x22, 0x3E)
ALONE = (0x03, 0x07, 0x0A)
NEVER = (0x04, 0x11, 0x14, 0x27, 0x28, 0x2E, 0x2F, 0x31, 0x34, 0x35, 0x36, 0x37, 0x85)


def allowed(*payload: int) -> bool:
    return refusal(bytes(payload)) is None


@pytest.mark.parametrize("length", range(1, 10))
def test_no_other_service_passes_whatever_follows(length: int) -> None:
    for service in range(256):
        if service in OBD + UDS:
            continue
        for second in range(256):
            payload = bytes([service, second, *([1] * 7)])[:length]
            assert refusal(payload) is not None, payload.hex()


@pytest.mark.parametrize("service", NEVER)
def test_services_that_write_are_refused_by_name(service: int) -> None:
    assert refusal(bytes([service, 1])) == (
        f"diagnostic service {service:02X} is not on the allow-list"
    )


def test_requests_of_one_byte() -> None:
    assert {service for service in range(256) if allowed(service)} == set(ALONE)


def test_requests_of_two_bytes() -> None:
    passed = {(a, b) for a in range(256) for b in range(256) if allowed(a, b)}
    expected = {(service, pid) for service in (0x01, 0x09) for pid in range(256)}
    assert passed == expected | {(0x10, 0x01), (0x3E, 0x00)}


def test_requests_of_three_bytes() -> None:
    for service in range(256):
        for second in range(256):
            passes = service in {0x01, 0x22} or (service == 0x19 and second in {1, 2})
            assert allowed(service, second, 0x08) is passes, (service, second)


@pytest.mark.parametrize(
    ("payload", "passes"),
    [
        ("01 0C 0D 05 42 46 5C", True),
        ("22 F1 90 F1 8C F1 87", True),
        ("22 F1 90 F1", False),
        ("22 F1", False),
        ("19 02 08 00", False),
        ("19 82 08", False),
        ("3E 80", False),
        ("10 81", False),
        ("10 03", False),
        ("", False),
        ("01 0C 0D 05 42 46 5C 5E", False),
    ],
)
def test_length_and_sub_function_count(payload: str, passes: bool) -> None:
    assert (refusal(bytes.fromhex(payload)) is None) is passes
