"""Who is signed in: sessions that this process holds, and that end when nobody uses them, or when
who signed in, or an admin of the clinic, ends them.

A browser keeps a random token, this process the digest of it: whoever reads its memory cannot sign
in with that. Nothing survives a restart; everybody signs in again.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from time import monotonic

from baclofen.service.page.users import User
from baclofen.value import Value

#: A session ends after this long without a request, and after this long in all; seconds.
IDLE, WHOLE = 30 * 60.0, 12 * 3600.0
#: Sessions of one user at a time: one more ends the one that was longest not used.
MOST = 8


class Elsewhere(Value):
    """Who somebody is where they signed in (`sub`), by whose word (`iss`), and which session of
    theirs it is there (`sid`, empty where it was not told)."""

    iss: str
    sub: str
    sid: str = ""


class SignedOut(Value):
    """A word that somebody is signed out elsewhere: whose sessions it ends, the name of the word,
    and until when it holds."""

    whose: Elsewhere
    jti: str
    until: float


def is_there(whose: Elsewhere, there: Elsewhere | None) -> bool:
    """Whether a session is one of those that `whose` names: that very one where it is named, all of
    them otherwise; of no other place."""
    if there is None or there.iss != whose.iss:
        return False
    if whose.sid:
        return there.sid == whose.sid and whose.sub in ("", there.sub)
    return there.sub == whose.sub


class Session(Value):
    """One sign-in. `form_key` must come back with every form that the pages of it send; `name` may
    be shown, and signs nobody in. `elsewhere` is whose it is at a provider, None of any other."""

    name: str
    user: User
    form_key: str
    begun: float
    elsewhere: Elsewhere | None = None


class Open(Value):
    """A session as it may be shown: since when it is open, and not used; seconds."""

    name: str
    user: User
    since_s: float
    unused_s: float


class Sessions:
    """The sessions of this process. `clock` counts seconds from anywhere."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._held: dict[str, tuple[Session, float]] = {}
        self._ended: dict[str, tuple[Session, float]] = {}

    def begin(self, user: User, elsewhere: Elsewhere | None = None) -> str:
        """A session for a user who has shown who they are; the token of it."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            for digest in [d for d, held in self._held.items() if not _lives(*held, now)]:
                self._over(digest)
            recent = {d: held for d, held in self._ended.items() if now - held[1] <= WHOLE}
            self._ended = recent
            own = [d for d, (one, _) in self._held.items() if one.user.id == user.id]
            surplus = max(0, len(own) + 1 - MOST)
            for digest in sorted(own, key=lambda d: self._held[d][1])[:surplus]:
                del self._held[digest]
            form_key = secrets.token_urlsafe(32)
            made = Session(secrets.token_hex(4), user, form_key, now, elsewhere)
            self._held[_digest(token)] = made, now
        return token

    def of(self, token: str) -> Session | None:
        """The session of a token, used now; None where there is none, or it has ended."""
        with self._lock:
            held = self._held.get(_digest(token))
            now = self._clock()
            if held is None:
                return None
            if not _lives(*held, now):
                self._over(_digest(token))
                return None
            self._held[_digest(token)] = held[0], now
        return held[0]

    def ended(self, form_key: str) -> Session | None:
        """A session that ended by itself or by who had it, of the key of its forms; None for any
        other key."""
        with self._lock:
            return self._ended.get(_digest(form_key), (None, 0.0))[0]

    def open(self, clinic: str) -> tuple[Open, ...]:
        """The sessions of a clinic that live, the one last used first."""
        now = self._clock()
        with self._lock:
            lives = [held for held in self._held.values() if _lives(*held, now)]
        return tuple(
            Open(one.name, one.user, now - one.begun, now - used)
            for one, used in sorted(lives, key=lambda held: now - held[1])
            if one.user.clinic == clinic
        )

    def end(self, which: Callable[[Session], bool]) -> tuple[Session, ...]:
        """Ends sessions at once, wherever their tokens still are; those that it ended."""
        with self._lock:
            over = {digest: one for digest, (one, _) in self._held.items() if which(one)}
            for digest in over:
                del self._held[digest]
        return tuple(over.values())

    def sign_out(self, session: Session) -> None:
        """Ends one as who has it asks. What another page of it sends yet is still theirs."""
        with self._lock:
            for digest in [d for d, (one, _) in self._held.items() if one.name == session.name]:
                self._over(digest)

    def _over(self, digest: str) -> None:
        held = self._held.pop(digest)
        self._ended[_digest(held[0].form_key)] = held


def _lives(session: Session, used: float, now: float) -> bool:
    return now - used <= IDLE and now - session.begun <= WHOLE


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
