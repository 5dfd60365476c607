"""Key and certificate request, and what an authority answered (security.md, section 2)."""

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.core.errors import HabitacleError


def new_key() -> bytes:
    """A private key on P-256, PEM (PKCS #8) without a passphrase: for a file of mode 0600."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def csr(key: bytes, name: str) -> bytes:
    """A certificate request (PKCS #10, PEM) of *key* for the common name *name*."""
    private = serialization.load_pem_private_key(key, None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise HabitacleError("The private key of the device is of an unknown kind.")
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    return request.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def common_name(pem: bytes) -> str:
    """Common name of the first certificate; ValueError when there is none."""
    found = x509.load_pem_x509_certificate(pem).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if not found:
        raise ValueError("a certificate without a common name")
    return str(found[0].value)


def check_answer(key: bytes, certificates: Sequence[bytes], device: str) -> bytes:
    """The chain as one PEM; HabitacleError unless it is for *key* and names *device*."""
    chain = b"".join(certificates)
    try:
        leaf = x509.load_pem_x509_certificate(certificates[0])
        name = common_name(certificates[0])
    except (ValueError, IndexError) as error:
        raise HabitacleError("The certificate sent for this device cannot be read.") from error
    ours = serialization.load_pem_private_key(key, None).public_key()
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if leaf.public_key().public_bytes(*form) != ours.public_bytes(*form):
        raise HabitacleError("The certificate sent for this device is for another key.")
    if name != device:
        raise HabitacleError("The certificate sent for this device names another one.")
    return chain
