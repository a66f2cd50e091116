"""The signing keys of accounts (Ed25519), which sign the entries of the audit trail."""

import base64
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

RECOVERY = ""
"""The name under which the recovery key signs; no account has it."""


@dataclass(frozen=True)
class Signer:
    """The private signing key of whoever is signed in.

    Args:
        account: the sign-in name; `RECOVERY` for the recovery key.
        private: the key's 32 bytes.
    """

    account: str
    private: bytes = field(repr=False)

    @cached_property
    def public(self) -> str:
        """The public half, in hexadecimal."""
        return self._key.public_key().public_bytes_raw().hex()

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private)

    def sign(self, text: str) -> str:
        """The signature of a text, in base64."""
        return base64.b64encode(self._key.sign(text.encode())).decode()


def new_signer(account: str) -> Signer:
    """A new key for an account."""
    return Signer(account, Ed25519PrivateKey.generate().private_bytes_raw())


def is_signature(public: str, signature: str, text: str) -> bool:
    """Whether a signature of a text was made with the private half of a public key (in hexadecimal)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
