"""Where a server signs people in: its own word for it, held against the file of trust."""

from __future__ import annotations

from typing import Any

from baclofen.errors import InputRefused
from baclofen.service.hooks.fetch import object_at
from baclofen.service.trust import Server
from baclofen.value import Value

_WELL_KNOWN = "/.well-known/smart-configuration"
_MOST_BYTES, _PATIENCE_S = 200_000, 3.0


class Endpoints(Value):
    """Addresses of a server's authorisation, each allowed, and whether it knows scopes of the
    second form (`.rs`; before that `.read`)."""

    authorize: str
    token: str
    issuer: str
    keys: str
    is_second_form: bool


def endpoints_of(server: Server) -> Endpoints:
    """What the server publishes. Raises `InputRefused` where it cannot be had, names an address
    that the file of trust does not allow, or has no PKCE."""
    told = _published(server)
    # Who signs is as its keys are: no other server's word, that another's people are out.
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"):
        if not server.signs_in_at(told.get(name)):
            raise InputRefused(
                f"{name} of {server.base}", "missing, or on a host that is not its own",
                "it must be on the server's host or on one of its authorities",
                do="Name the host in the file of trust, once it is known to be the right one.",
            )  # fmt: skip
    if "S256" not in _texts(told, "code_challenge_methods_supported"):
        raise InputRefused(
            f"authorisation of {server.base}", "without PKCE (S256)", "it must have it"
        )
    return Endpoints(
        told["authorization_endpoint"], told["token_endpoint"], told["issuer"],
        told["jwks_uri"],
        "permission-v2" in _texts(told, "capabilities"),
    )  # fmt: skip


def _published(server: Server) -> dict[str, Any]:
    told = object_at(server.base + _WELL_KNOWN, most_bytes=_MOST_BYTES, seconds=_PATIENCE_S)
    if told is None:
        raise InputRefused(
            f"server {server.base}", "not to be reached, or without a SMART configuration",
            "it must say where people sign in", do="Try again, or ask who keeps it.",
        )  # fmt: skip
    return told


def _texts(told: dict[str, Any], name: str) -> frozenset[str]:
    found = told.get(name)
    return (
        frozenset(one for one in found if isinstance(one, str))
        if isinstance(found, list)
        else frozenset()
    )
