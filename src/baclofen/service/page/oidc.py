"""The code flow of OpenID Connect with PKCE: where somebody is sent to, and who came back.

What the provider sends is believed only where it came to the browser that began, and its ID token
is signed by the provider's keys, of this sign-in, for us, now. Tokens are forgotten at once.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from baclofen.errors import InputRefused
from baclofen.service.hooks.fetch import object_at
from baclofen.service.hooks.keys import Keys
from baclofen.service.hooks.token import LEEWAY_S
from baclofen.service.idtoken import claims_of, held_claims
from baclofen.service.page.issuer import Issuer, check_address
from baclofen.service.page.sessions import Elsewhere, SignedOut
from baclofen.service.pending import Waiting
from baclofen.value import Value

_WELL_KNOWN = "/.well-known/openid-configuration"
#: The event of a logout token.
_SIGNED_OUT = "http://schemas.openid.net/event/backchannel-logout"
_MOST_BYTES, _PATIENCE_S = 500_000, 5.0


class Provider(Value):
    """The addresses that a provider publishes."""

    authorize: str
    token: str
    keys: str


def provider_of(issuer: Issuer) -> Provider:
    """What the issuer publishes. Raises `InputRefused` where it cannot be had, is of another issuer
    or has no PKCE."""
    where = issuer.url.rstrip("/") + _WELL_KNOWN
    told = object_at(where, most_bytes=_MOST_BYTES, seconds=_PATIENCE_S)
    if told is None:
        raise _not_signed_in("it cannot be reached now")
    if told.get("issuer") != issuer.url:
        raise _not_signed_in("its metadata is of another issuer")
    if "S256" not in (told.get("code_challenge_methods_supported") or ()):
        raise _not_signed_in("it has no PKCE (S256)")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        check_address(f"{name} of the issuer", told.get(name))
    return Provider(told["authorization_endpoint"], told["token_endpoint"], told["jwks_uri"])


def sent_to(
    provider: Provider, issuer: Issuer, waiting: Waiting[Issuer], state: str, back: str
) -> str:
    """The address to which the browser is sent."""
    asked = {
        "response_type": "code", "client_id": issuer.client_id, "redirect_uri": back,
        "scope": "openid profile", "state": state, "nonce": waiting.nonce,
        "code_challenge": waiting.challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    joint = "&" if urlsplit(provider.authorize).query else "?"
    return f"{provider.authorize}{joint}{urlencode(asked)}"


def came_back(
    provider: Provider, issuer: Issuer, waiting: Waiting[Issuer], code: str, back: str, keys: Keys
) -> Mapping[str, Any]:
    """The claims of who came back with this code. Raises `InputRefused` for anything that does not
    hold, and says no more of it than what."""
    told = _exchanged(provider, issuer, waiting, code, back)
    claims = claims_of(
        f"{told['id_token']}", client=issuer.client_id, issuer=issuer.url, keys_at=provider.keys,
        nonce=waiting.nonce, keys=keys,
    )  # fmt: skip
    if claims is None:
        raise _not_signed_in("its ID token does not hold")
    return claims


def signed_out(
    token: str, *, client: str, issuer: str, keys_at: str, keys: Keys
) -> SignedOut | None:
    """Who is signed out where they signed in, or no longer known there, as a logout token says
    (OpenID Connect Back-Channel Logout 1.0); None of a token that does not hold."""
    needed = ("iss", "aud", "exp", "iat", "jti", "events")
    claims = held_claims(
        token, client=client, issuer=issuer, keys_at=keys_at, keys=keys, needed=needed
    )  # fmt: skip
    if claims is None or "nonce" in claims or not isinstance(claims["events"], Mapping):
        return None
    sub, sid, jti = (claims.get(name, "") for name in ("sub", "sid", "jti"))
    if _SIGNED_OUT not in claims["events"] or not all(isinstance(n, str) for n in (sub, sid, jti)):
        return None
    if not jti or not (sub or sid):
        return None
    return SignedOut(Elsewhere(issuer, sub, sid), jti, claims["exp"] + LEEWAY_S)


def _exchanged(
    provider: Provider, issuer: Issuer, waiting: Waiting[Issuer], code: str, back: str
) -> dict[str, Any]:
    fields = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back,
        "code_verifier": waiting.verifier,
    }  # fmt: skip
    ourselves = f"{quote(issuer.client_id, safe='')}:{quote(issuer.client_secret, safe='')}"
    headers = {"Authorization": f"Basic {base64.b64encode(ourselves.encode()).decode()}"}
    told = object_at(
        provider.token, fields, headers=headers, most_bytes=_MOST_BYTES, seconds=_PATIENCE_S
    )
    if told is None or not told.get("id_token"):
        raise _not_signed_in("it gave no token for the code")
    return told


def _not_signed_in(why: str) -> InputRefused:
    return InputRefused(
        "sign-in", "not to be had from the issuer", why,
        do="Try again; if it stays so, tell who keeps this service.",
    )  # fmt: skip
