"""Signing credentials: a private key and its X.509 certificate, as PKCS#12 encrypted under a passphrase.

What PKCS#12 itself derives from a passphrase is quickly guessed. The whole file is therefore encrypted with AES-256-GCM
under a key that Argon2id derives, as that of an account is. Earlier versions kept plain PKCS#12, which is still read.
"""

import hashlib
import secrets
import struct
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from panel_desk.errors import RuleBrokenError
from panel_desk.rules.dates import in_words
from panel_desk.store.keys import Cost, decrypt, encrypt, passphrase_key

COST = Cost()
"""The cost of one guess at the passphrase of a key that is encrypted now."""
_MARK = b"PDSK1"  # how an encrypted credential begins
_HEAD = struct.Struct(f"{len(_MARK)}s3I16s")  # the mark, the cost (passes, KiB, lanes) and the salt
_LABEL = "signing credential"
_YEARS = 5  # for which a certificate that Panel Desk makes is valid
_DAY = timedelta(days=1)
_DER_SEQUENCE = 0x30  # the first byte of every PKCS#12 file
_MIN_RSA_BITS = 2048
_NOT_PKCS12 = (
    "This file does not hold a certificate with its private key. Choose the file that the agency gave out; its name "
    "often ends in .p12 or .pfx."
)
_NOT_DECRYPTED = (
    "The file does not open with that password. Check Caps Lock and type it again, or ask whoever gave it out."
)


@dataclass(frozen=True, slots=True)
class Credential:
    """A private key with its certificate.

    Args:
        pkcs12: both as PKCS#12, encrypted under a passphrase.
        certificate: the certificate in DER.
        subject: the common name of its subject.
        issuer: the common name of its issuer; the subject's own if it is self-signed.
        valid_from: the first day on which it is valid.
        valid_until: the last day on which it is valid.
    """

    pkcs12: bytes
    certificate: bytes
    subject: str
    issuer: str
    valid_from: date
    valid_until: date

    @property
    def sha256(self) -> str:
        """The certificate's SHA-256 fingerprint in hexadecimal."""
        return hashlib.sha256(self.certificate).hexdigest()


def self_signed(name: str, agency: str, passphrase: str, at: datetime) -> Credential:
    """Make a key on the curve P-256 with a self-signed certificate that is valid for five years.

    Args:
        name: the person's name.
        agency: the agency's name.
        passphrase: encrypts the key.
        at: now; validity starts a day earlier, so that a computer whose clock is slow accepts the certificate.
    """
    from cryptography import x509  # noqa: PLC0415 - heavy; needed only for somebody's first signature
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
    usage = dict.fromkeys(_KEY_USAGES, False) | {"digital_signature": True, "content_commitment": True}
    certificate = (
        x509.CertificateBuilder()
        .subject_name(person)
        .issuer_name(person)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _DAY)
        .not_valid_after(at + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _credential(key, certificate, (), passphrase)


def imported(pkcs12: bytes, password: str, passphrase: str, on: date) -> Credential:
    """Read a key and its certificate that somebody else issued, and encrypt them with the person's own passphrase.

    Args:
        pkcs12: the file's content.
        password: decrypts the file.
        passphrase: encrypts the credential.
        on: today.

    Raises:
        RuleBrokenError: the file is not PKCS#12, the password is wrong, it holds no key that PDF readers can check
            signatures of, or the certificate is not valid on that day or not meant for signing.
    """
    if pkcs12[:1] != bytes([_DER_SEQUENCE]):
        raise RuleBrokenError(_NOT_PKCS12, "file")
    key, certificate, others = _decrypted(pkcs12, password.encode() or None)
    if key is None or certificate is None:
        raise RuleBrokenError(
            "This file holds no private key with its certificate, so it cannot be used for signing.", "file"
        )
    if key.public_key() != certificate.public_key():
        raise RuleBrokenError(
            "The private key and the certificate in this file do not match. Ask for another file.", "file"
        )
    if not _can_sign(key):
        raise RuleBrokenError(
            "PDF readers cannot check signatures made with this kind of key. Ask for an RSA key of at least "
            f"{_MIN_RSA_BITS:,} bits, or a key on a NIST curve.",
            "file",
        )
    found = _credential(key, certificate, others, passphrase)
    if on < found.valid_from:
        raise RuleBrokenError(
            f"This certificate is valid only from {in_words(found.valid_from)}. Add it on that day, or ask for "
            "another.",
            "file",
        )
    if found.valid_until < on:
        raise RuleBrokenError(
            f"This certificate expired after {in_words(found.valid_until)}. Ask whoever gave it out for a new one.",
            "file",
        )
    if not _may_sign(certificate):
        raise RuleBrokenError("This certificate is not meant for signing documents. Ask for one that is.", "file")
    return found


def with_passphrase(pkcs12: bytes, passphrase: str, new: str) -> bytes:
    """The same key and certificate, encrypted with a new passphrase.

    Raises:
        RuleBrokenError: `passphrase` does not decrypt them.
    """
    key, certificate, others = _decrypted(*unlocked(pkcs12, passphrase))
    return _credential(key, certificate, others, new).pkcs12


def from_certificate(certificate: bytes, pkcs12: bytes) -> Credential:
    """A credential from its certificate (DER) and its PKCS#12, which stays encrypted.

    Raises:
        RuleBrokenError: the certificate cannot be read.
    """
    from cryptography import x509  # noqa: PLC0415 - heavy; needed only for signing
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - the same

    try:
        found = x509.load_der_x509_certificate(certificate)
    except ValueError:
        raise RuleBrokenError("The certificate in this file cannot be read. Nothing was changed.") from None
    return Credential(
        pkcs12=pkcs12,
        certificate=found.public_bytes(Encoding.DER),
        subject=_common_name(found.subject),
        issuer=_common_name(found.issuer),
        valid_from=found.not_valid_before_utc.date(),
        valid_until=found.not_valid_after_utc.date(),
    )


def is_of_earlier_version(pkcs12: bytes) -> bool:
    """Whether a credential is PKCS#12 under its own derivation, as earlier versions kept it."""
    return not pkcs12.startswith(_MARK)


def unlocked(pkcs12: bytes, passphrase: str) -> tuple[bytes, bytes | None]:
    """A credential as PKCS#12, and its password if that is encrypted, as earlier versions kept it.

    Raises:
        RuleBrokenError: the passphrase does not decrypt it, or it is damaged.
    """
    if is_of_earlier_version(pkcs12):
        return pkcs12, passphrase.encode()
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy; needed only for signing

    try:
        _, passes, memory_kib, lanes, salt = _HEAD.unpack(pkcs12[: _HEAD.size])
        cost = Cost(passes, memory_kib, lanes)
        if not cost.is_bounded:
            raise RuleBrokenError(_NOT_DECRYPTED, "password")
        return decrypt(passphrase_key(passphrase, salt, cost), pkcs12[_HEAD.size :], _LABEL), None
    except (InvalidTag, struct.error):
        raise RuleBrokenError(_NOT_DECRYPTED, "password") from None


def opens(pkcs12: bytes, passphrase: str) -> bool:
    """Whether a passphrase decrypts a PKCS#12."""
    try:
        _decrypted(*unlocked(pkcs12, passphrase))
    except RuleBrokenError:
        return False
    return True


_KEY_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _decrypted(pkcs12: bytes, password: bytes | None):  # type: ignore[no-untyped-def]  # noqa: ANN202 - cryptography's triple of key, certificate and others
    from cryptography.hazmat.primitives.serialization.pkcs12 import (  # noqa: PLC0415 - heavy; needed only for signing
        load_key_and_certificates,
    )

    try:
        return load_key_and_certificates(pkcs12, password)
    except (ValueError, TypeError):
        raise RuleBrokenError(_NOT_DECRYPTED, "password") from None


def _credential(key, certificate, others, passphrase: str) -> Credential:  # type: ignore[no-untyped-def]  # noqa: ANN001 - cryptography's triple of key, certificate and others
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - heavy; needed only for signing
        Encoding,
        NoEncryption,
        pkcs12,
    )

    whole = pkcs12.serialize_key_and_certificates(b"Panel Desk", key, certificate, others, NoEncryption())
    salt = secrets.token_bytes(16)
    head = _HEAD.pack(_MARK, COST.passes, COST.memory_kib, COST.lanes, salt)
    encrypted = encrypt(passphrase_key(passphrase, salt, COST), whole, _LABEL)
    return from_certificate(certificate.public_bytes(Encoding.DER), head + encrypted)


def _common_name(name) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001 - an X.509 name
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - heavy; needed only for signing

    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else str(name.rfc4514_string())


def _can_sign(key) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a private key of any kind
    """Whether PDF readers can check signatures made with a key."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415 - heavy; needed only for signing

    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= _MIN_RSA_BITS
    return isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(
        key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1
    )


def _may_sign(certificate) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001 - an X.509 certificate
    """Whether a certificate is meant for signing documents."""
    from cryptography import x509  # noqa: PLC0415 - heavy; needed only for signing

    try:
        use = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return bool(use.digital_signature or use.content_commitment)
