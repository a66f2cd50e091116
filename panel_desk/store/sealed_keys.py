"""Seals a key to an account, which alone can open it, without the account's passphrase.

Each account has an X25519 key pair. Its private half is derived from the account's signing key, which only the
account's passphrase decrypts; its public half stands in the account's slot of the key file, signed with the signing
key, so that nobody can put another in its place. A key is sealed as in ECIES: the shared secret of a new key pair and
the account's public half, through HKDF-SHA256, gives the AES-256-GCM key that encrypts it.
"""

import base64
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from panel_desk.store.signers import Signer, is_signature

_KEY_BYTES = 32
_NONCE = bytes(12)  # each sealing has a key of its own, with which nothing else is encrypted


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The public half of the key pair to which keys are sealed for an account.

    Args:
        public: the X25519 public key, in hexadecimal.
        signature: its signature with the account's signing key, in base64.
    """

    public: str
    signature: str

    def is_of(self, account: str, signing_public: str) -> bool:
        """Whether the holder of a signing key (its public half, in hexadecimal) made it for an account."""
        return is_signature(signing_public, self.signature, _statement(account, self.public))


def sealing_key(signer: Signer) -> SealingKey:
    """The public half of an account's key pair for sealing; it is the same each time."""
    public = _private_half(signer).public_key().public_bytes_raw().hex()
    return SealingKey(public, signer.sign(_statement(signer.account, public)))


def seal(secret: bytes, recipient: SealingKey, label: str) -> str:
    """Encrypt a secret so that only the recipient can decrypt it; the result, in base64.

    Verify first with `SealingKey.is_of` that the recipient's key is theirs.

    Args:
        secret: what is sealed.
        recipient: the recipient's key.
        label: what the secret is for; opening it needs the same label.

    Raises:
        ValueError: the recipient's key is no X25519 public key.
    """
    public = X25519PublicKey.from_public_bytes(bytes.fromhex(recipient.public))
    ephemeral = X25519PrivateKey.generate()
    sent = ephemeral.public_key().public_bytes_raw()
    key = _message_key(ephemeral.exchange(public), sent, public.public_bytes_raw(), label)
    return base64.b64encode(sent + AESGCM(key).encrypt(_NONCE, secret, label.encode())).decode()


def open_sealed(sealed: str, signer: Signer, label: str) -> bytes:
    """Decrypt what `seal` returned.

    Raises:
        InvalidTag: it was sealed to somebody else or with another label, or it was changed.
    """
    private = _private_half(signer)
    try:
        content = base64.b64decode(sealed, validate=True)
        sent, encrypted = content[:_KEY_BYTES], content[_KEY_BYTES:]
        shared = private.exchange(X25519PublicKey.from_public_bytes(sent))
    except ValueError:
        raise InvalidTag from None
    key = _message_key(shared, sent, private.public_key().public_bytes_raw(), label)
    return AESGCM(key).decrypt(_NONCE, encrypted, label.encode())


def _private_half(signer: Signer) -> X25519PrivateKey:
    derived = HKDF(SHA256(), _KEY_BYTES, None, b"panel desk sealing key").derive(signer.private)
    return X25519PrivateKey.from_private_bytes(derived)


def _message_key(shared: bytes, sent: bytes, recipient: bytes, label: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, sent + recipient, f"panel desk sealed {label}".encode()).derive(shared)


def _statement(account: str, public: str) -> str:
    return f"Panel Desk sealing key {public} of {account}"
