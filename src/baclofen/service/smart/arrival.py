"""The code comes back: it is turned into who launches, and which patient they see."""

from __future__ import annotations

import json
import re
from typing import Any

import jwt

from baclofen.errors import InputRefused
from baclofen.service.hooks.fetch import NotFetched, post_form
from baclofen.service.hooks.keys import Keys
from baclofen.service.hooks.token import ALGORITHMS, LEEWAY_S, UNREADABLE
from baclofen.service.smart.endpoints import Endpoints
from baclofen.service.smart.pending import Waiting
from baclofen.service.trust import Client
from baclofen.value import Value

_MOST_BYTES, _PATIENCE_S = 200_000, 5.0
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
#: Who may see the pages: never the patient, nor a relative.
_WHO = re.compile(r"(?:^|/)((?:Practitioner|PractitionerRole)/[A-Za-z0-9\-.]{1,64})$")


class Arrival(Value):
    """Who launches, as `Practitioner/1`, and the id of the patient they see; the token for one
    reading, which is kept nowhere."""

    who: str
    patient_id: str
    token: str

    def __repr__(self) -> str:
        return f"Arrival({self.who})"


def arrived(code: str, waiting: Waiting, at: Endpoints, redirect: str, keys: Keys) -> Arrival:
    """Exchanges the code. Raises `InputRefused`, without a word of what came."""
    told = _exchanged(code, waiting, at, redirect)
    token, id_token = told.get("access_token"), told.get("id_token")
    if not isinstance(token, str) or not (token.isascii() and token.isprintable() and token):
        raise _refused(waiting, "without a token", "its answer must hold one")
    if str(told.get("token_type", "")).lower() != "bearer":
        raise _refused(waiting, "with a token that is no bearer token", "it must be one")
    patient = told.get("patient")
    if not isinstance(patient, str) or not _ID.fullmatch(patient):
        raise _refused(waiting, "without a patient", "the launch must be of one", "Choose one.")
    if not isinstance(id_token, str):
        raise _refused(waiting, "without saying who launches", "it must sign people in (openid)")
    return Arrival(_who(id_token, waiting, at, keys), patient, token)


def _exchanged(code: str, waiting: Waiting, at: Endpoints, redirect: str) -> dict[str, Any]:
    fields = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": redirect,
        "client_id": waiting.server.client, "code_verifier": waiting.verifier,
    }  # fmt: skip
    try:
        status, body = post_form(
            at.token, fields, headers={"Accept": "application/json"}, most_bytes=_MOST_BYTES,
            seconds=_PATIENCE_S,
        )  # fmt: skip
        told = json.loads(body) if status == 200 else None
    except (NotFetched, ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise _refused(waiting, "without an answer to the code", "it must give a token for it")
    return told


def _who(id_token: str, waiting: Waiting, at: Endpoints, keys: Keys) -> str:
    """The practitioner of a token whose signature, issuer, audience, time and nonce are right."""
    try:
        claims = _claims(id_token, waiting, at, keys)
    except UNREADABLE:
        claims = None
    if claims is None:
        raise _refused(waiting, "with a sign-in that is not right", "it must be signed for us")
    who = claims.get("fhirUser")
    found = _WHO.search(who) if isinstance(who, str) else None
    if found is None:
        raise InputRefused(
            "who launches", "no practitioner", "it must be one: the pages are for clinicians",
            do="A patient asks their clinician for the plan.",
        )  # fmt: skip
    return found[1]


def _claims(id_token: str, waiting: Waiting, at: Endpoints, keys: Keys) -> dict[str, Any] | None:
    header = jwt.get_unverified_header(id_token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS or not isinstance(kid, str):
        return None
    key = keys.find(Client(iss=at.issuer, jku=(at.keys,)), kid, None)
    if key is None or key.get("kty") not in ("EC", "RSA"):
        return None
    claims: dict[str, Any] = jwt.decode(
        id_token, jwt.PyJWK(key, algorithm=algorithm).key, algorithms=[algorithm],
        audience=waiting.server.client, issuer=at.issuer, leeway=LEEWAY_S,
        options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
    )  # fmt: skip
    return claims if claims["nonce"] == waiting.nonce else None


def _refused(waiting: Waiting, came: str, allowed: str, do: str = "") -> InputRefused:
    return InputRefused(
        f"launch from {waiting.server.base}", came, allowed, do=do or "Launch it anew."
    )
