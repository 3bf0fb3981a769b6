"""Who may sign in: a file of users, each with a clinic, a role and a password that only its hash
tells of."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, StoreRefused, UnknownName
from baclofen.service.page.owned import read_owned
from baclofen.value import Value
from baclofen.whole import write_whole

if TYPE_CHECKING:
    from argon2 import PasswordHasher

Role = Literal["viewer", "prescriber", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
#: The shortest password that is taken, in letters.
SHORTEST = 12
_KEYS = ("clinic", "role", "password")
#: Letters of a password that guesses are counted for; how many there must be, as a power of ten:
#: what a slow hash holds off from who has stolen the file.
_LOOKED_AT, _GUESSES_LOG10 = 72, 10.0


class User(Value):
    """Who is signed in. A viewer reads, a prescriber writes as well, an admin reads the trail."""

    name: str
    clinic: str
    role: Role

    @property
    def id(self) -> tuple[str, str]:
        """The clinic and the name: no other user has both."""
        return self.clinic, self.name

    @property
    def writes(self) -> bool:
        return self.role == "prescriber"


class Users:
    """Users by name, each with the argon2 hash of a password; without one nobody signs in."""

    def __init__(self, of: Mapping[str, tuple[User, str]], path: Path) -> None:
        self._of, self._path, self._lock = dict(of), path, threading.Lock()

    @classmethod
    def of_file(cls, path: Path) -> Users:
        """Users of a TOML file that only its owner can read: `[users.NAME]` with clinic, role and
        password, which is its argon2 hash. Raises `InputRefused`, which shows no hash."""
        users = read_owned("file of users", path).get("users")
        if not isinstance(users, dict) or not users:
            raise InputRefused(
                "file of users", f"{path} without a user", "it must hold [users.NAME]",
                do="Add one with: baclofen users add NAME --clinic CLINIC --role prescriber",
            )  # fmt: skip
        return cls({name: _user(name, told) for name, told in users.items()}, path)

    @property
    def all(self) -> tuple[User, ...]:
        return tuple(user for user, _ in self._of.values())

    def named(self, name: str) -> User | None:
        return self._of[name][0] if name in self._of else None

    def signed_in(self, name: str, password: str) -> User | None:
        """The user whose password this is. It takes as long whether the name exists or not."""
        from argon2.exceptions import Argon2Error, InvalidHashError

        user, kept = self._of.get(name, (None, _of_nobody()))
        try:
            _hasher().verify(kept, password)
        except (Argon2Error, InvalidHashError):
            return None
        return user

    def change(self, user: User, old: str, new: str) -> None:
        """Another password for who shows the one of now; the file keeps all else that it holds.

        Raises `InputRefused` for a wrong or a weak one, and `StoreRefused` where the file cannot be
        written, or no longer holds this user as it was read.
        """
        if self.signed_in(user.name, old) != user:
            raise InputRefused("password of now", "not that of this user", "it must be")
        made = hash_of(new, *user.id)
        with self._lock:
            self._put(user, made)

    def _put(self, user: User, made: str) -> None:
        kept = self._of[user.name][1]
        try:
            text = self._path.read_text("utf-8")
            if text.count(kept) != 1:
                raise StoreRefused(
                    "file of users", f"not as it was read, for {user.name}", "it must be",
                    do="Whoever keeps it starts the service anew; then try again.",
                )  # fmt: skip
            write_whole(self._path, text.replace(kept, made).encode())
        except OSError as gap:
            raise StoreRefused(
                "file of users", f"not to be written ({type(gap).__name__})", "it must be",
                do="Ask who keeps it for another password.",
            ) from None  # fmt: skip
        self._of[user.name] = user, made


def hash_of(password: str, *about: str) -> str:
    """The argon2id hash that a file of users keeps. Raises `InputRefused` for a password that is
    short, or that is found early by who guesses: common words, names, dates, keys in a row, and
    words `about` whose it is."""
    if len(password) < SHORTEST:
        raise InputRefused(
            "password", f"{len(password)} letters long", f"it must have {SHORTEST} or more"
        )
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    # What stands behind so many letters makes it no weaker.
    guessed = zxcvbn(password[:_LOOKED_AT], user_inputs=["baclofen", *about])
    if guessed["guesses_log10"] < _GUESSES_LOG10:
        raise InputRefused(
            "password", "one that is guessed early", "it must not be",
            do="Put three or four words together that nobody would.",
        )  # fmt: skip
    return _hasher().hash(password)


def _user(name: str, told: Any) -> tuple[User, str]:
    if not isinstance(told, dict) or sorted(told) != sorted(_KEYS):
        raise InputRefused(
            f"user {plain(name, 40)}", "not clinic, role and password", "it must have these three"
        )
    clinic, role, password = (told[key] for key in _KEYS)
    if role not in ROLES:
        raise UnknownName(f"role of user {plain(name, 40)}", plain(str(role), 40), ROLES)
    if not isinstance(password, str) or not password.startswith("$argon2id$"):
        raise InputRefused(
            f"password of user {plain(name, 40)}", "not an argon2id hash", "it must be one",
            do="Add the user with: baclofen users add",
        )  # fmt: skip
    return User(name, str(clinic), role), password


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _of_nobody() -> str:
    return _hasher().hash("a password that nobody has")
