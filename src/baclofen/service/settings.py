"""What a running service is told, by its environment: every setting, its default, its check."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import TYPE_CHECKING

from baclofen.assessment import HOME
from baclofen.errors import InputRefused
from baclofen.value import Value, replace

if TYPE_CHECKING:
    from baclofen.store import Keys

#: Every setting is an environment variable of this beginning: BACLOFEN_PORT, BACLOFEN_HOST, ...
PREFIX = "BACLOFEN_"
#: Where the clinics' keys are, or the file of them.
KEYS = f"{PREFIX}KEYS"


class Settings(Value, kw_only=True):
    """How the service runs. Lengths in bytes, times in seconds.

    `public_url` is the address by which others reach it, without a slash at the end. `jurisdiction`
    is whose label governs. A request is refused beyond `body_bytes`, and given up after `seconds`.
    `at_once` answers are worked out at a time in each of the `workers` processes. `trust` is the
    file of whom the hooks trust (without one: everybody on this machine), `state` the file in which
    the service keeps what it must remember (without one: in memory, for one process). Pages for
    people are there where `users` names the file of who may sign in, or `oidc` that of who signs
    them in, with the `store` of patients; or, for a demonstration with made-up patients on
    loopback, with `demo`. `caller_header` is the header in which a proxy says whose address asks,
    as `x-real-ip`, and which it sets itself whatever came; without one all ask from the proxy's.

    >>> Settings(port=9000).public
    'http://127.0.0.1:9000'
    """

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    public_url: str = ""
    jurisdiction: str = HOME
    trust: str = ""
    state: str = ""
    body_bytes: int = 16 * 2**20
    seconds: float = 20.0
    at_once: int = 4
    store: str = ""
    users: str = ""
    oidc: str = ""
    demo: bool = False
    caller_header: str = ""

    @property
    def has_pages(self) -> bool:
        """Whether there are pages for people."""
        return self.demo or bool(self.users) or bool(self.oidc)

    @property
    def public(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def over_tls(self) -> bool:
        """Whether others reach it by TLS, which ends before it."""
        return self.public.startswith("https:")

    @property
    def on_loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether this is an address of the machine itself.

    >>> is_loopback("localhost"), is_loopback("10.0.0.1")
    (True, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def keys_at_hand(environment: Mapping[str, str]) -> Keys | None:
    """The clinics' keys of the setting, or of the file that it names; None where it says nothing.
    Raises `InputRefused`."""
    from baclofen.store import Keys

    said = environment.get(KEYS)
    return Keys.of_setting(said, name=KEYS) if said else None


_KINDS = {"port": int, "workers": int, "body_bytes": int, "seconds": float, "at_once": int}
_LEAST = {"port": 0, "workers": 1, "body_bytes": 1024, "seconds": 0.1, "at_once": 1}


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that these variables tell; the others stay at their defaults.

    Raises `InputRefused` for a value that is none of its kind. Variables of other names are
    not ours to judge.

    >>> settings_from({"BACLOFEN_PORT": "9000"}).port
    9000
    """
    told: dict[str, object] = {}
    for field in Settings.__struct_fields__:
        name = PREFIX + field.upper()
        if (text := environment.get(name)) is not None:
            if field == "demo":
                told[field] = _flag(name, text)
            else:
                told[field] = _number(name, text, field) if field in _KINDS else text
    return replace(Settings(), **told)


def _flag(name: str, text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise InputRefused(name, repr(text), "it must be true or false")
    return text.lower() == "true"


def _number(name: str, text: str, field: str) -> float:
    try:
        value: float = _KINDS[field](text)
    except ValueError:
        value = -1.0
    if not value >= _LEAST[field]:
        raise InputRefused(
            name, repr(text), f"it must be a number, at least {_LEAST[field]:g}",
            do="Set it so, or leave it unset.",
        )  # fmt: skip
    return value
