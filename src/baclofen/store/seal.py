"""Sealing with a patient's data key, and wrapping that key with the clinic's: AES-256-GCM.

What is sealed is bound to all that its event says in the clear (clinic, number, patient, version,
times, who, kind, versions), so that it opens nowhere else, and none of that can be changed by
somebody without the key. A sealed text is a random nonce of 12 bytes, the ciphertext, and a tag of
16 bytes.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import msgpack

_NONCE = 12


class Broken(Exception):
    """It does not open with this key at this place: changed, moved, or of another key."""


class DataKey:
    """The key of one patient."""

    __slots__ = ("_cipher", "_key")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(key)

    @classmethod
    def made(cls) -> DataKey:
        """A new one, from the randomness of the system."""
        return cls(AESGCM.generate_key(bit_length=256))

    def seal(self, plain: bytes, what: str, said: Sequence[Any]) -> bytes:
        """The text sealed, as `what` of the event that says so much in the clear."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, msgpack.encode((what, *said)))

    def open(self, sealed: bytes, what: str, said: Sequence[Any]) -> bytes:
        """What was sealed as this. Raises `Broken`."""
        return _opened(self._cipher, sealed, (what, *said))

    def wrapped(self, by: bytes, clinic: str, patient: str) -> bytes:
        """This key as it is kept, wrapped with the clinic's."""
        nonce = secrets.token_bytes(_NONCE)
        place = msgpack.encode(("data key", clinic, patient))
        return nonce + AESGCM(by).encrypt(nonce, self._key, place)

    @classmethod
    def unwrapped(cls, wrapped: bytes, by: bytes, clinic: str, patient: str) -> DataKey:
        """The key that was wrapped for this patient. Raises `Broken`."""
        return cls(_opened(AESGCM(by), wrapped, ("data key", clinic, patient)))

    def __repr__(self) -> str:
        return "DataKey"


def _opened(cipher: AESGCM, sealed: bytes, place: tuple[Any, ...]) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], msgpack.encode(place))
    except (InvalidTag, TypeError, ValueError, OverflowError):
        raise Broken from None
