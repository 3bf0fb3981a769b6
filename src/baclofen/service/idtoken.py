"""Who signed in elsewhere, as the ID token says: believed only where all of it holds."""

from __future__ import annotations

from typing import Any

import jwt

from baclofen.service.hooks.keys import Keys
from baclofen.service.hooks.token import ALGORITHMS, LEEWAY_S, UNREADABLE
from baclofen.service.trust import Client


def claims_of(
    id_token: str, *, client: str, issuer: str, keys_at: str, nonce: str, keys: Keys
) -> dict[str, Any] | None:
    """The claims of a token whose signature, issuer, audience, time and nonce are right; None of
    any other. Its keys are those that are published at `keys_at`."""
    claims = held_claims(
        id_token, client=client, issuer=issuer, keys_at=keys_at, keys=keys,
        needed=("iss", "aud", "exp", "iat", "sub", "nonce"),
    )  # fmt: skip
    if claims is None:
        return None
    # Where a token is for several, it says for whom it was made.
    parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", client if len(parties) == 1 else None) != client:
        return None
    return claims if claims["nonce"] == nonce else None


def held_claims(
    token: str, *, client: str, issuer: str, keys_at: str, keys: Keys, needed: tuple[str, ...]
) -> dict[str, Any] | None:
    """The claims of a token for us whose signature, issuer, audience and time are right, and that
    has all that is needed; None of any other."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS or not isinstance(kid, str):
            return None
        key = keys.find(Client(iss=issuer, jku=(keys_at,)), kid, None)
        if key is None or key.get("kty") not in ("EC", "RSA"):
            return None
        claims: dict[str, Any] = jwt.decode(
            token, jwt.PyJWK(key, algorithm=algorithm).key, algorithms=[algorithm],
            audience=client, issuer=issuer, leeway=LEEWAY_S, options={"require": [*needed]},
        )  # fmt: skip
    except UNREADABLE:
        return None
    return claims
