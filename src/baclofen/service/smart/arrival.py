"""The code comes back: it is turned into who launches, and which patient they see."""

from __future__ import annotations

import re
from typing import Any

from baclofen.errors import InputRefused
from baclofen.service.hooks.fetch import object_at
from baclofen.service.hooks.keys import Keys
from baclofen.service.idtoken import claims_of
from baclofen.service.page.sessions import Elsewhere
from baclofen.service.pending import Waiting
from baclofen.service.smart.endpoints import Endpoints
from baclofen.service.trust import Server
from baclofen.value import Value

_MOST_BYTES, _PATIENCE_S = 200_000, 5.0
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
#: Who may see the pages: never the patient, nor a relative.
_WHO = re.compile(r"(?:Practitioner|PractitionerRole)/[A-Za-z0-9\-.]{1,64}")


class Arrival(Value):
    """Who launches, as `Practitioner/1`, and the id of the patient they see; the token for one
    reading, which is kept nowhere; whose sign-in it is at the server."""

    who: str
    patient_id: str
    token: str
    there: Elsewhere | None = None

    def __repr__(self) -> str:
        return f"Arrival({self.who})"


def arrived(
    code: str, waiting: Waiting[Server], at: Endpoints, redirect: str, keys: Keys
) -> Arrival:
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
    who, there = _who(id_token, waiting, at, keys)
    return Arrival(who, patient, token, there)


def _exchanged(code: str, waiting: Waiting[Server], at: Endpoints, redirect: str) -> dict[str, Any]:
    fields = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": redirect,
        "client_id": waiting.server.client, "code_verifier": waiting.verifier,
    }  # fmt: skip
    told = object_at(at.token, fields, most_bytes=_MOST_BYTES, seconds=_PATIENCE_S)
    if told is None:
        raise _refused(waiting, "without an answer to the code", "it must give a token for it")
    return told


def _who(
    id_token: str, waiting: Waiting[Server], at: Endpoints, keys: Keys
) -> tuple[str, Elsewhere]:
    """The practitioner of a token whose signature, issuer, audience, time and nonce are right, and
    whose sign-in it is there."""
    claims = claims_of(
        id_token, client=waiting.server.client, issuer=at.issuer, keys_at=at.keys,
        nonce=waiting.nonce, keys=keys,
    )  # fmt: skip
    if claims is None:
        raise _refused(waiting, "with a sign-in that is not right", "it must be signed for us")
    who = claims.get("fhirUser")
    # An absolute address names a practitioner of this server, or nobody here.
    told = who.removeprefix(f"{waiting.server.base}/") if isinstance(who, str) else ""
    if not _WHO.fullmatch(told):
        raise InputRefused(
            "who launches", "no practitioner of this server",
            "it must be one: the pages are for clinicians",
            do="A patient asks their clinician for the plan.",
        )  # fmt: skip
    return told, Elsewhere(at.issuer, f"{claims['sub']}", f"{claims.get('sid', '')}")


def _refused(waiting: Waiting[Server], came: str, allowed: str, do: str = "") -> InputRefused:
    return InputRefused(
        f"launch from {waiting.server.base}", came, allowed, do=do or "Launch it anew."
    )
