"""From where somebody asks, and what is logged of a sign-in that is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

from baclofen.errors import InputRefused
from baclofen.service.log import tell
from baclofen.service.page.desk import Desk

#: One line has so many bits of an address of its own: whoever has one has all that begin so.
_OF_ONE_LINE = 64


def address_of(request: Request, desk: Desk) -> str:
    """The address that asks: that of the connection, or what the proxy says in the header that the
    settings name. What is no address there is not believed."""
    peer = request.client.host if request.client else ""
    name = desk.house.settings.caller_header
    said = request.headers.getlist(name) if name else []
    try:
        return f"{ip_address(said[0].strip())}" if len(said) == 1 else peer
    except ValueError:
        return peer


def line_of(request: Request, desk: Desk) -> str:
    """The line that asks: an address, or all those that one line has; what rates are counted by."""
    address = address_of(request, desk)
    try:
        found = ip_address(address)
    except ValueError:
        return address
    is_wide = isinstance(found, IPv6Address)
    return f"{ip_network((found, _OF_ONE_LINE), strict=False)}" if is_wide else address


@contextmanager
def refusals_told(door: str, address: str) -> Iterator[None]:
    """A sign-in that is refused inside becomes a line of the log: by which door, what was wrong and
    from where. Whoever is nobody here has no clinic, and so no trail."""
    try:
        yield
    except InputRefused as gap:
        tell_refused(door, gap.field, address)
        raise


def tell_refused(door: str, because: str, address: str) -> None:
    """The line. Names that were typed are not in it: they may be a password in the wrong field."""
    tell("sign-in refused", door=door, because=because, address=address)
