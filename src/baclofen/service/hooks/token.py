"""Who calls: the JSON Web Token of CDS Hooks, checked in full.

In turn: the form, an algorithm of the list, a client of the list, a key by its id (published only
where the client's list says), the signature, audience, time and tenant, and that it was not seen
before. Whatever is wrong, the caller learns only that it was not accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jwt

from baclofen.service.book import Book
from baclofen.service.hooks.keys import Keys
from baclofen.service.log import tell
from baclofen.service.trust import Trust

#: No symmetric algorithm, and never none.
ALGORITHMS = ("ES384", "RS384", "ES256", "RS256")
#: Clocks may differ so much, and a token may live so long, in seconds.
LEEWAY_S, LONGEST_S = 30, 3600
_LONGEST_TOKEN = 8192


#: What reading a stranger's token may raise: ours to refuse, not to break on.
UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, ArithmeticError, RecursionError)


class NotAccepted(Exception):
    """The token is not accepted. Why is logged in a word, and told to nobody."""


class Doorkeeper:
    """Lets calls in. `audiences` are our own addresses without the path of the call."""

    def __init__(self, trust: Trust, audiences: Sequence[str], book: Book) -> None:
        self.trust, self.book, self.keys = trust, book, Keys()
        self.audiences = tuple(base.rstrip("/") for base in audiences)

    def admit(self, authorization: str | None, path: str) -> str:
        """Who calls, as their client is named. Raises `NotAccepted` unless the header holds a token
        for this path. In open mode all are let in, and are nobody."""
        if self.trust.is_open:
            return ""
        try:
            return self._check(authorization or "", path)
        except NotAccepted as gap:
            tell("not accepted", because=str(gap))
            raise
        except UNREADABLE as gap:
            tell("not accepted", because=type(gap).__name__)
            raise NotAccepted(type(gap).__name__) from None

    def _check(self, authorization: str, path: str) -> str:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > _LONGEST_TOKEN:
            raise NotAccepted("no token")
        header = jwt.get_unverified_header(token)
        algorithm, kid, jku = header.get("alg"), header.get("kid"), header.get("jku")
        if algorithm not in ALGORITHMS or header.get("typ", "JWT") != "JWT":
            raise NotAccepted("algorithm")
        if not isinstance(kid, str):
            raise NotAccepted("kid")
        claimed = jwt.decode(token, options={"verify_signature": False})
        client = self.trust.client(claimed.get("iss"))
        if client is None:
            raise NotAccepted("issuer")
        if jku is not None and jku not in client.jku:
            raise NotAccepted("jku")
        key = self.keys.find(client, kid, jku)
        if key is None or key.get("kty") not in ("EC", "RSA"):
            raise NotAccepted("key")
        told: dict[str, Any] = jwt.decode(
            token, jwt.PyJWK(key, algorithm=algorithm).key, algorithms=[algorithm],
            audience=[f"{base}{path}" for base in self.audiences], issuer=client.iss,
            leeway=LEEWAY_S,
            options={"require": ["iss", "aud", "exp", "iat", "jti"]},
        )  # fmt: skip
        if told["exp"] - told["iat"] > LONGEST_S:
            raise NotAccepted("lives too long")
        if client.tenants and told.get("tenant") not in client.tenants:
            raise NotAccepted("tenant")
        jti = told["jti"]
        if not isinstance(jti, str) or not jti:
            raise NotAccepted("jti")
        if not self.book.first_seen(client.iss, jti, until=told["exp"] + LEEWAY_S):
            raise NotAccepted("seen before")
        return client.iss
