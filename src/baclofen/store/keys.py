"""The keys of clinics: read from a file or from settings, never from the database.

A clinic's key wraps the data keys of its patients. Of several keys of one clinic the last wraps;
those before only unwrap, until `Ledger.rewrap` has made them needless.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from baclofen.errors import InputRefused, UnreadableFile
from baclofen.store import names
from baclofen.store.private import owners_alone

#: AES-256.
_BYTES = 32
_LINE = re.compile(r"(?P<clinic>\S+)\s+(?P<key>[A-Za-z0-9+/]{43}=)")


class Keys:
    """Keys by clinic, each 32 bytes; of several the last is the one that wraps.

    >>> keys = Keys({"clinic-a": [bytes(32)]})
    >>> keys, keys.newest("clinic-b")
    (Keys of clinic-a, None)
    """

    __slots__ = ("_of",)

    def __init__(self, of: Mapping[str, Sequence[bytes]]) -> None:
        for clinic, keys in of.items():
            names.clinic(clinic)
            for key in keys:
                if len(key) != _BYTES:
                    raise InputRefused(
                        f"key of {clinic}", f"{len(key)} bytes long", f"it must be {_BYTES} bytes"
                    )
        self._of = {c: {_name_of(key): key for key in keys} for c, keys in of.items() if keys}

    @classmethod
    def of_text(cls, text: str, *, name: str) -> Keys:
        """Keys of lines `clinic key`, the key in base64; a semicolon ends a line too, # begins a
        comment. Raises `InputRefused`, which never shows what may be a key."""
        of: dict[str, list[bytes]] = {}
        for number, line in enumerate(re.split(r"[\n;]", text), start=1):
            if not (said := line.partition("#")[0].strip()):
                continue
            found = _LINE.fullmatch(said)
            if found is None:
                raise InputRefused(
                    f"line {number} of {name}", "not a clinic and a key",
                    "it must be the clinic's name, a space, and 32 bytes in base64",
                    do="Make a key with: openssl rand -base64 32",
                )  # fmt: skip
            of.setdefault(found["clinic"], []).append(base64.b64decode(found["key"]))
        if not of:
            raise InputRefused(name, "empty", "it must hold a line for each clinic: clinic key")
        return cls(of)

    @classmethod
    def of_file(cls, path: Path) -> Keys:
        """Keys of a file that only its owner can read. Raises `InputRefused`."""
        why = "who reads the key reads every patient"
        try:
            text = path.read_text(encoding="ascii")
            owners_alone("file of keys", path, why=why)
        except (OSError, UnicodeDecodeError) as gap:
            raise UnreadableFile(
                "file of keys", f"{path} ({gap})", "it must be a readable file"
            ) from None
        return cls.of_text(text, name=str(path))

    @classmethod
    def of_setting(cls, said: str, *, name: str) -> Keys:
        """Keys of a setting: the lines themselves, or the path of a file of them."""
        if _LINE.fullmatch(re.split(r"[\n;]", said.strip())[0].strip()):
            return cls.of_text(said, name=name)
        return cls.of_file(Path(said).expanduser())

    @property
    def clinics(self) -> tuple[str, ...]:
        """The clinics that have a key here."""
        return tuple(sorted(self._of))

    def newest(self, clinic: str) -> tuple[str, bytes] | None:
        """The name and the key that wraps for a clinic; None where there is none."""
        of = self._of.get(clinic)
        return None if of is None else list(of.items())[-1]

    def named(self, clinic: str, name: str) -> bytes | None:
        """The key of this name; None where it is not at hand."""
        return self._of.get(clinic, {}).get(name)

    def __repr__(self) -> str:
        return f"Keys of {', '.join(self.clinics) or 'no clinic'}"


def new_key() -> str:
    """A new key for a clinic, in base64, from the randomness of the system."""
    return base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def _name_of(key: bytes) -> str:
    """What a key is called where it is not to be shown: it cannot be had back from that."""
    return hashlib.sha256(b"name of a key" + key).hexdigest()[:16]
