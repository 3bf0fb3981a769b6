"""Who signs people in for us: an OpenID provider, and what its groups may do here. A file in TOML.

issuer = "https://login.example.org/realms/clinic"    # just as the provider names itself
client_id = "baclofen"
client_secret = "..."
name_claim = "preferred_username"      # what a user is called here; "sub" where it is not told
groups_claim = "groups"                # where the provider tells groups; this where it is not told

[groups."pain-prescribers"]
clinic = "pain"
role = "prescriber"
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnknownName
from baclofen.service.page.owned import read_owned
from baclofen.service.page.persons import AT
from baclofen.service.page.users import ROLES, User
from baclofen.service.trust import is_allowed
from baclofen.value import Value

_KEYS = frozenset(("issuer", "client_id", "client_secret", "name_claim", "groups_claim", "groups"))
_NEEDED = ("issuer", "client_id", "client_secret", "groups")
#: Letters of a user's name that are kept.
_LONGEST = 100
#: How who launches is named: by a record system, and by no provider.
_OF_LAUNCHES = ("Practitioner/", "PractitionerRole/")


class Issuer(Value, kw_only=True):
    """The provider, ourselves as its client, and by group the clinic and the role."""

    url: str
    client_id: str
    client_secret: str
    name_claim: str
    groups_claim: str
    groups: Mapping[str, tuple[str, str]]

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def user_of(self, claims: Mapping[str, Any]) -> User:
        """Who somebody is here, named with where they signed in: a user of the file who has that
        name is somebody else. Raises `InputRefused` for who is in none of the groups, in several
        that differ, or has no name."""
        told = claims.get(self.groups_claim)
        names = told if isinstance(told, list) else []
        found = {self.groups[n] for n in names if isinstance(n, str) and n in self.groups}
        if len(found) != 1:
            raise InputRefused(
                "groups", "none that has a role here" if not found else "of several roles here",
                "they must give one role in one clinic",
                do="Ask who keeps the groups of your sign-in.",
            )  # fmt: skip
        name = claims.get(self.name_claim)
        if (
            not isinstance(name, str) or not name or plain(name, _LONGEST) != name
            or name.startswith(_OF_LAUNCHES)
        ):  # fmt: skip
            raise InputRefused(
                self.name_claim, "missing, or no plain name", "a user must have one",
                do="Ask who keeps your sign-in.",
            )  # fmt: skip
        ((clinic, role),) = found
        return User(f"{name}{AT}{self.host}", clinic, role)  # type: ignore[arg-type]


def read_issuer(path: Path) -> Issuer:
    """The file, which its owner alone can read. Raises `InputRefused`, which shows no secret."""
    table = read_owned("file of the issuer", path)
    if strange := sorted(table.keys() - _KEYS):
        raise UnknownName("key of the file of the issuer", plain(strange[0], 40), _KEYS)
    if lacking := [key for key in _NEEDED if not table.get(key)]:
        raise InputRefused("file of the issuer", f"{path} without {lacking[0]}", "it must have it")
    if not isinstance(table["groups"], dict):
        raise InputRefused("groups", f"in {path} no tables", "each must be [groups.NAME]")
    url = str(table["issuer"])
    check_address("issuer", url)
    groups = {name: _group(name, told) for name, told in table["groups"].items()}
    return Issuer(
        url=url, client_id=str(table["client_id"]), client_secret=str(table["client_secret"]),
        name_claim=str(table.get("name_claim", "sub")),
        groups_claim=str(table.get("groups_claim", "groups")), groups=groups,
    )  # fmt: skip


def check_address(name: str, url: object) -> None:
    """Raise `InputRefused` for an address that is not https, nor of this machine."""
    if not isinstance(url, str) or not is_allowed(url) or urlsplit(url).fragment:
        raise InputRefused(name, plain(str(url), 200), "it must be an address that begins https://")


def _group(name: str, told: Any) -> tuple[str, str]:
    if not isinstance(told, dict) or sorted(told) != ["clinic", "role"]:
        raise InputRefused(
            f"group {plain(name, 40)}", "not clinic and role", "it must have these two"
        )
    if told["role"] not in ROLES:
        raise UnknownName(f"role of group {plain(name, 40)}", plain(str(told["role"]), 40), ROLES)
    return str(told["clinic"]), str(told["role"])
