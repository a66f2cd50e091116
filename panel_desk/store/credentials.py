"""What a chair signs with: a private key and its certificate (X.509), kept as PKCS#12 under the chair's passphrase."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from panel_desk.errors import RuleBrokenError
from panel_desk.rules.dates import in_words

_YEARS = 5
_DAY = timedelta(days=1)
_SEQUENCE = 0x30  # with what a PKCS#12 begins, as every structure in DER
_LEAST_BITS = 2048
_NO_PKCS12 = (
    "This file is no certificate with its key. Choose the file that the agency gave out; its name often ends in .p12 "
    "or .pfx."
)
_LOCKED = "The file does not open with that password. Check Caps Lock and type it again, or ask whoever gave it out."


@dataclass(frozen=True, slots=True)
class Credential:
    """A key with its certificate.

    Args:
        pkcs12: both, locked with a passphrase.
        certificate: the certificate (DER).
        subject: whom it names.
        issuer: who vouches for that.
        valid_from: the first day on which it counts.
        valid_until: the last.
    """

    pkcs12: bytes
    certificate: bytes
    subject: str
    issuer: str
    valid_from: date
    valid_until: date

    @property
    def sha256(self) -> str:
        """The certificate's fingerprint, in hexadecimal."""
        return hashlib.sha256(self.certificate).hexdigest()


def self_signed(name: str, agency: str, passphrase: str, at: datetime) -> Credential:
    """Make a key on the curve P-256, and a certificate for five years that the person vouches for alone.

    Args:
        name: whose it is.
        agency: for which agency's panel.
        passphrase: locks the key.
        at: the moment.
    """
    from cryptography import x509  # noqa: PLC0415 - heavy; wanted when somebody signs for the first time
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - the same
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - the same
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - the same

    key = ec.generate_private_key(ec.SECP256R1())
    person = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, agency[:64]),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "GB"),
        ]
    )
    signs = dict.fromkeys(_USES, False) | {"digital_signature": True, "content_commitment": True}
    certificate = (
        x509.CertificateBuilder()
        .subject_name(person)
        .issuer_name(person)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _DAY)
        .not_valid_after(at + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**signs), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _credential(key, certificate, (), passphrase)


def imported(pkcs12: bytes, password: str, passphrase: str, on: date) -> Credential:
    """Take in a key and its certificate that somebody else gave out, locked from now on with the person's passphrase.

    Args:
        pkcs12: the file.
        password: what it opens with.
        passphrase: what it opens with from now on.
        on: the day.

    Raises:
        RuleBrokenError: it is none, does not open, holds no key of a kind that signs, is not valid on that day, or is
            not made for signing.
    """
    if pkcs12[:1] != bytes([_SEQUENCE]):
        raise RuleBrokenError(_NO_PKCS12, "file")
    key, certificate, others = _opened(pkcs12, password)
    if key is None or certificate is None:
        raise RuleBrokenError(
            "This file holds no private key with its certificate, so nobody can sign with it.", "file"
        )
    if key.public_key() != certificate.public_key():
        raise RuleBrokenError("The key in this file is not the one of its certificate. Ask for another file.", "file")
    if not _can_sign(key):
        raise RuleBrokenError(
            "The key in this file is of a kind that PDF readers check no signature of. Ask for one of RSA with at "
            f"least {_LEAST_BITS:,} bits, or on a NIST curve.",
            "file",
        )
    found = _credential(key, certificate, others, passphrase)
    if on < found.valid_from:
        raise RuleBrokenError(
            f"This certificate counts from {in_words(found.valid_from)}. Bring it on that day, or ask for another.",
            "file",
        )
    if found.valid_until < on:
        raise RuleBrokenError(
            f"This certificate ended on {in_words(found.valid_until)}. Ask whoever gave it out for a new one.", "file"
        )
    if not _may_sign(certificate):
        raise RuleBrokenError("This certificate is not made for signing documents. Ask for one that is.", "file")
    return found


def with_passphrase(pkcs12: bytes, passphrase: str, new: str) -> bytes:
    """The same key and certificate under another passphrase.

    Raises:
        RuleBrokenError: it does not open with the old one.
    """
    key, certificate, others = _opened(pkcs12, passphrase)
    return _credential(key, certificate, others, new).pkcs12


def from_certificate(certificate: bytes, pkcs12: bytes) -> Credential:
    """A credential whose key stays locked; its certificate says the rest.

    Raises:
        RuleBrokenError: the certificate cannot be read.
    """
    from cryptography import x509  # noqa: PLC0415 - heavy; for a signature alone
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - the same

    try:
        found = x509.load_der_x509_certificate(certificate)
    except ValueError:
        raise RuleBrokenError("The certificate in this file cannot be read. Nothing was changed.") from None
    return Credential(
        pkcs12=pkcs12,
        certificate=found.public_bytes(Encoding.DER),
        subject=_named(found.subject),
        issuer=_named(found.issuer),
        valid_from=found.not_valid_before_utc.date(),
        valid_until=found.not_valid_after_utc.date(),
    )


def opens(pkcs12: bytes, passphrase: str) -> bool:
    """Whether a key opens with a passphrase."""
    try:
        _opened(pkcs12, passphrase)
    except RuleBrokenError:
        return False
    return True


_USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _opened(pkcs12: bytes, password: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - cryptography's own three
    from cryptography.hazmat.primitives.serialization.pkcs12 import (  # noqa: PLC0415 - heavy; for a signature alone
        load_key_and_certificates,
    )

    try:
        return load_key_and_certificates(pkcs12, password.encode() or None)
    except (ValueError, TypeError):
        raise RuleBrokenError(_LOCKED, "password") from None


def _credential(key, certificate, others, passphrase: str) -> Credential:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the same
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - heavy; for a signature alone
        BestAvailableEncryption,
        Encoding,
        pkcs12,
    )

    lock = BestAvailableEncryption(passphrase.encode())
    locked = pkcs12.serialize_key_and_certificates(b"Panel Desk", key, certificate, others, lock)
    return from_certificate(certificate.public_bytes(Encoding.DER), locked)


def _named(name) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001 - an X.509 name
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - heavy; for a signature alone

    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else str(name.rfc4514_string())


def _can_sign(key) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a private key of any kind
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415 - heavy; for a signature alone

    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= _LEAST_BITS
    return isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(
        key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1
    )


def _may_sign(certificate) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001 - an X.509 certificate
    from cryptography import x509  # noqa: PLC0415 - heavy; for a signature alone

    try:
        use = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return bool(use.digital_signature or use.content_commitment)
