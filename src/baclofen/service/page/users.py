"""Who may sign in: a file of users, each with a clinic, a role and a password that only its hash
tells of."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, StoreRefused, UnknownName
from baclofen.service.log import tell
from baclofen.service.page.owned import read_owned
from baclofen.service.page.persons import AT
from baclofen.value import Value
from baclofen.whole import write_whole

if TYPE_CHECKING:
    from argon2 import PasswordHasher

Role = Literal["viewer", "prescriber", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
#: The shortest password that is taken, in letters.
SHORTEST = 12
_KEYS = frozenset(("clinic", "role", "password"))
#: And what else may stand there: the accounts elsewhere that are the same person's.
_ALSO = "also"
#: Accounts elsewhere that are kept out, beside the users.
_OUT = "out"
#: Letters of a password that guesses are counted for; how many there must be, as a power of ten:
#: what a slow hash holds off from who has stolen the file.
_LOOKED_AT, _GUESSES_LOG10 = 72, 10.0


#: Words of the product and of any place that has it: of these a password is not made.
_OF_THE_PLACE = (
    "baclofen", "lioresal", "gablofen", "lyflex", "intrathecal", "pump", "spasticity", "pain",
    "clinic", "hospital", "neurology", "pharmacy", "doctor", "nurse", "prescriber", "viewer",
    "admin", "password",
)  # fmt: skip
#: Shorter parts of a name are no words.
_A_WORD = 3


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

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._as_it_was = _state(path)
        self._of, self._owners, self.out = _read(path)
        self._is_lost = False

    @classmethod
    def of_file(cls, path: Path) -> Users:
        """Users of a TOML file that only its owner can read: `[users.NAME]` with clinic, role and
        password, which is its argon2 hash; and `also`, the accounts elsewhere that are the same
        person's. Beside them `out`, accounts elsewhere that are kept out, each as the trail names
        it. Raises `InputRefused`, which shows no hash."""
        return cls(path)

    @property
    def all(self) -> tuple[User, ...]:
        return tuple(user for user, _ in self._of.values())

    def named(self, name: str) -> User | None:
        return self._of[name][0] if name in self._of else None

    @property
    def owners(self) -> Mapping[str, str]:
        """By account elsewhere the user of the file who has it."""
        return self._owners

    def no_longer(self) -> frozenset[User]:
        """Reads the file anew where it was written since; the users who are no longer as they were:
        gone, of another clinic or role, or with another password that was not set here.

        A file that cannot be read ends nobody's work, and signs nobody in.
        """
        with self._lock:
            if (state := _state(self._path)) == self._as_it_was:
                return frozenset()
            self._as_it_was = state
            try:
                of, self._owners, self.out = _read(self._path)
            except InputRefused as gap:
                tell("file of users not read", because=type(gap).__name__)
                self._is_lost = True
                return frozenset()
            was, self._of, self._is_lost = self._of, of, False
            return frozenset(user for name, (user, kept) in was.items()
                             if of.get(name) != (user, kept))  # fmt: skip

    def signed_in(self, name: str, password: str) -> User | None:
        """The user whose password this is. It takes as long whether the name exists or not. Raises
        `StoreRefused` while the file, written since, cannot be read."""
        if self._is_lost:
            raise StoreRefused(
                "file of users", "not to be read as it is now", "it must be to sign in",
                do="Tell who keeps it.",
            )  # fmt: skip
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
    guessed = zxcvbn(password[:_LOOKED_AT], user_inputs=_words(about))
    # What anybody knows of the place and of whose it is adds nothing: the rest must do alone.
    rest = "".join(
        part["token"] for part in guessed["sequence"]
        if part.get("dictionary_name") != "user_inputs"
    )  # fmt: skip
    alone = zxcvbn(rest) if rest.strip() else {"guesses_log10": 0.0}
    if min(one["guesses_log10"] for one in (guessed, alone)) < _GUESSES_LOG10:
        raise InputRefused(
            "password", "one that is guessed early", "it must not be",
            do="Put three or four words together that nobody would.",
        )  # fmt: skip
    return _hasher().hash(password)


def _words(about: Iterable[str]) -> list[str]:
    """What anybody knows who guesses: words of the product and the place, those about whose it is,
    whole and in their parts."""
    told = [word.lower() for word in about]
    parts = [part for word in told for part in re.split(r"[\W_]+", word)]
    return list(dict.fromkeys((*_OF_THE_PLACE, *told, *(p for p in parts if len(p) >= _A_WORD))))


def _state(path: Path) -> tuple[int, ...]:
    """What tells that a file was written; nothing where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


def _read(path: Path) -> tuple[dict[str, tuple[User, str]], dict[str, str], frozenset[str]]:
    """Users with their hashes, by account elsewhere whose it is, and accounts elsewhere that are
    kept out. Raises `InputRefused`."""
    table = read_owned("file of users", path)
    users, out = table.get("users"), table.get(_OUT, [])
    if not isinstance(out, list) or not all(isinstance(one, str) and AT in one for one in out):
        raise InputRefused(
            f"{_OUT} of the file of users", "no list of accounts elsewhere", "it must be one",
            do=f'Name them as the trail does: {_OUT} = ["Practitioner/7 at ehr.example"]',
        )  # fmt: skip
    if not isinstance(users, dict) or not users:
        raise InputRefused(
            "file of users", f"{path} without a user", "it must hold [users.NAME]",
            do="Add one with: baclofen users NAME --clinic CLINIC --role prescriber",
        )  # fmt: skip
    of = {name: _user(name, told) for name, told in users.items()}
    owners: dict[str, str] = {}
    for name, told in users.items():
        for account in _also(name, told):
            if owners.setdefault(account, name) != name or _ALSO in users.get(account, ()):
                raise InputRefused(
                    f"account {plain(account, 100)}", "of two users", "it must be of one person"
                )
    return of, owners, frozenset(out)


def _also(name: str, told: Mapping[str, Any]) -> list[str]:
    found = told.get(_ALSO, [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
        raise InputRefused(
            f"{_ALSO} of user {plain(name, 40)}", "no list of accounts", "it must be one",
            do=f'Name them as the trail does: {_ALSO} = ["Practitioner/7 at ehr.example"]',
        )  # fmt: skip
    return found


def _user(name: str, told: Any) -> tuple[User, str]:
    if not isinstance(told, dict) or told.keys() - {_ALSO} != _KEYS:
        raise InputRefused(
            f"user {plain(name, 40)}", "not clinic, role and password", "it must have these three"
        )
    if AT in name:
        raise InputRefused(
            f"user {plain(name, 40)}", "named as who signs in elsewhere", f"without {AT.strip()!r}"
        )
    clinic, role, password = told["clinic"], told["role"], told["password"]
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
