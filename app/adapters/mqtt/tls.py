"""Mutual TLS: our certificate, the pinned authority, and their dates (security.md, section 2)."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.core.errors import HabitacleError
from app.features.sync.domain.reasons import Trouble

_NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files: the authority of the broker, our certificate with its chain, its private key."""

    ca: Path
    cert: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Validity:
    """First and last moment of a certificate, UTC."""

    begin: datetime
    end: datetime

    def renew_at(self) -> datetime:
        """When a new one is asked for: at two thirds of the life."""
        return self.begin + (self.end - self.begin) * 2 / 3


def believable(now: datetime, floor: datetime) -> datetime:
    """*now*, unless the clock is behind a moment that is certainly past."""
    return max(now, floor)


def certificate_validity(pem: bytes) -> Validity:
    """Dates of the first certificate in *pem*; ValueError when there is none to read."""
    from cryptography import x509

    certificate = x509.load_pem_x509_certificate(pem)
    return Validity(certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def identity_trouble(files: TlsFiles, now: datetime) -> Trouble:
    """What is wrong with our certificate at the believable time *now*; NONE when nothing is.

    With TLS 1.3 the broker's refusal would only show as a broken link.
    """
    try:
        validity = certificate_validity(files.cert.read_bytes())
        ssl.create_default_context().load_cert_chain(files.cert, files.key)
    except (OSError, ValueError):
        return Trouble.IDENTITY_MISSING
    if now < validity.begin:
        return Trouble.IDENTITY_NOT_YET_VALID
    return Trouble.IDENTITY_EXPIRED if now >= validity.end else Trouble.NONE


def client_context(files: TlsFiles, *, check_time: bool = True) -> ssl.SSLContext:
    """TLS 1.2 or newer, host name checked, only the given authority trusted.

    *check_time* False leaves the dates of the broker's certificate to `server_in_time`: for a
    clock that is certainly wrong. HabitacleError when a file cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=str(files.ca))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(files.cert, files.key)
    except (OSError, ValueError) as error:
        raise HabitacleError(f"The TLS files cannot be used: {error}.") from error
    if not check_time:
        context.verify_flags |= _NO_CHECK_TIME
    return context


def server_in_time(sock: ssl.SSLSocket, now: datetime) -> bool:
    """Whether the certificate the broker showed is valid at *now*."""
    peer = sock.getpeercert() or {}
    try:
        begin = ssl.cert_time_to_seconds(str(peer["notBefore"]))
        end = ssl.cert_time_to_seconds(str(peer["notAfter"]))
    except (KeyError, ValueError):
        return False
    return begin <= now.timestamp() < end


@dataclass(frozen=True, slots=True)
class Tls:
    """What a connection needs: the files now in use, the clock, and a moment certainly past."""

    files: Callable[[], TlsFiles]
    now: Callable[[], datetime]
    floor: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def time(self) -> datetime:
        """Time to judge certificates by."""
        return believable(self.now(), self.floor)

    def clock_is_wrong(self) -> bool:
        """Whether the clock is before a moment that is certainly past."""
        return self.now() < self.floor

    def trouble(self) -> Trouble:
        """What is wrong with our certificate now."""
        return identity_trouble(self.files(), self.time())

    def context(self) -> ssl.SSLContext:
        """A fresh context of the files in use."""
        return client_context(self.files(), check_time=not self.clock_is_wrong())
