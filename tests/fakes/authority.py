"""A certificate authority for tests: issues what it is asked for, with any dates."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.adapters.mqtt.tls import TlsFiles

PEM = serialization.Encoding.PEM
DAY = timedelta(days=1)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass
class Authority:
    """Its own certificate is `ca.pem` in *folder*."""

    folder: Path
    name: str = "test authority"

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        builder = self._builder(self.name, self._key.public_key(), now - DAY, now + 3650 * DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        self.certificate = builder.sign(self._key, hashes.SHA256())
        self.ca = self.folder / "ca.pem"
        self.ca.write_bytes(self.certificate.public_bytes(PEM))

    def pair(
        self, common: str, begin: datetime | None = None, end: datetime | None = None
    ) -> TlsFiles:
        """Certificate and key in files; valid from yesterday for a year unless told otherwise."""
        key = ec.generate_private_key(ec.SECP256R1())
        cert = self._issue(common, key.public_key(), begin, end)
        place = self.folder / f"{common}-{x509.random_serial_number():x}"
        place.mkdir()
        files = TlsFiles(self.ca, place / "cert.pem", place / "key.pem")
        files.cert.write_bytes(cert)
        files.key.write_bytes(
            key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        files.key.chmod(0o600)
        return files

    def answer(
        self,
        csr: bytes,
        device: str,
        begin: datetime | None = None,
        end: datetime | None = None,
    ) -> bytes:
        """The certificate for a request, PEM."""
        request = x509.load_pem_x509_csr(csr)
        assert request.is_signature_valid
        return self._issue(device, request.public_key(), begin, end)

    def _issue(
        self,
        common: str,
        public: CertificatePublicKeyTypes,
        begin: datetime | None,
        end: datetime | None,
    ) -> bytes:
        now = datetime.now(UTC)
        builder = self._builder(common, public, begin or now - DAY, end or now + 365 * DAY)
        names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), False)
        usage = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
        builder = builder.add_extension(x509.ExtendedKeyUsage(usage), False)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(PEM)

    def _builder(
        self,
        common: str,
        public: CertificatePublicKeyTypes,
        begin: datetime,
        end: datetime,
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(common))
            .issuer_name(_name(self.name))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(end)
        )
