"""Whom the hooks trust: clients with their keys, FHIR servers, origins. A file in TOML.

origins = ["https://ehr.example.org"]          # pages of other sites that may call, for CORS
audiences = ["https://cds.example.org"]        # our own addresses, as clients write them
calls = "north.calls"                          # the book of the store in which calls are put down

[[clients]]
iss = "https://ehr.example.org"
jku = ["https://ehr.example.org/jwks.json"]    # where its keys are published
keys = "ehr.jwks.json"                         # or a file beside this one; or both
tenants = ["north"]                            # where it has several, those that may call

[[servers]]
url = "https://ehr.example.org/fhir"           # may be read, with the token that a call brings
client = "baclofen-planner"                    # as whom the pages are registered there, to launch
clinic = "north"                               # whose book its patients are put into
role = "prescriber"                            # of who launches; viewer where it is left out
authorities = ["https://login.example.org"]    # where it signs people in, if not on its own host
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from baclofen.errors import InputRefused
from baclofen.exchange import read_json
from baclofen.value import Value, replace

#: Where a record system launches the pages.
LAUNCH = "/smart/launch"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Client(Value, kw_only=True):
    """One caller. `pinned` are the keys of its file."""

    iss: str
    jku: tuple[str, ...] = ()
    keys: str = ""
    tenants: tuple[str, ...] = ()
    pinned: tuple[dict[str, Any], ...] = ()


class Server(Value, kw_only=True):
    """One FHIR server that may be read; with a `client` its users may launch the pages."""

    url: str
    client: str = ""
    clinic: str = ""
    role: Literal["viewer", "prescriber"] = "viewer"
    authorities: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        return self.url.rstrip("/")

    def signs_in_at(self, url: object) -> bool:
        """Whether an address is on this server's own host, or on one of its authorities."""
        return isinstance(url, str) and is_allowed(url) and _origin(url) in {
            _origin(one) for one in (self.url, *self.authorities)
        }  # fmt: skip


class Trust(Value, kw_only=True):
    """All that is trusted. Without clients nobody is asked who they are: open mode."""

    origins: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    calls: str = ""
    clients: tuple[Client, ...] = ()
    servers: tuple[Server, ...] = ()

    @property
    def is_open(self) -> bool:
        return not self.clients

    def client(self, iss: object) -> Client | None:
        return next((one for one in self.clients if one.iss == iss), None)

    def server(self, url: str) -> Server | None:
        """The server as it stands in the file; None where it does not."""
        bare = url.rstrip("/")
        return next((one for one in self.servers if one.base == bare), None)

    @property
    def launching(self) -> tuple[Server, ...]:
        """Those whose users may launch the pages."""
        return tuple(one for one in self.servers if one.client)

    def place_of(self, server: Server) -> str:
        """What names who launches from it: its host; with the path where several are on one host,
        each of which may call somebody else by the same name, or the same person by another."""
        hosts = [urlsplit(one.url).netloc for one in self.launching]
        host = urlsplit(server.url).netloc
        return host if hosts.count(host) == 1 else server.base.partition("://")[2]


def read_trust(path: Path) -> Trust:
    """The file, checked. Raises `InputRefused`."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        trust = msgspec.convert(table, Trust)
    except (OSError, ValueError, msgspec.ValidationError) as gap:
        raise InputRefused("trust", f"{path.name} ({gap})", "it must be a file of trust") from None
    for url in (*(u for c in trust.clients for u in c.jku), *(s.url for s in trust.servers),
                *(a for s in trust.servers for a in s.authorities)):  # fmt: skip
        _checked(url)
    if lost := next((s.url for s in trust.launching if not s.clinic), None):
        raise InputRefused(
            f"server {lost}", "with a client and without a clinic",
            "it must say whose book its patients are put into", do="Name the clinic.",
        )  # fmt: skip
    clients = tuple(replace(c, pinned=_pinned(c, path)) for c in trust.clients)
    return replace(trust, clients=clients)


def _pinned(client: Client, path: Path) -> tuple[dict[str, Any], ...]:
    if not client.keys and not client.jku:
        raise InputRefused(
            f"client {client.iss}", "without keys", "it must name a jku, or a file of keys"
        )
    if not client.keys:
        return ()
    found = read_json(path.parent / client.keys)
    held = found[0].get("keys") if isinstance(found[0], dict) else None
    if not isinstance(held, list) or not held:
        raise InputRefused("keys", client.keys, "it must be a JSON Web Key Set with keys")
    return tuple(held)


def _checked(url: str) -> None:
    """Raises `InputRefused` unless it is HTTPS, or HTTP on this machine."""
    if not is_allowed(url):
        raise InputRefused(
            "address", url[:200], "it must be https, or http on this machine, without a user"
        )


def is_allowed(url: str) -> bool:
    """Whether an address is HTTPS, or HTTP on this machine, and names no user."""
    try:
        parts = urlsplit(url)
        inside = parts.scheme == "http" and parts.hostname in _LOOPBACK
        # To ask for the port is to check it.
        return (parts.scheme == "https" or inside) and bool(parts.hostname) and (
            parts.username is None and parts.port != 0
        )  # fmt: skip
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
