"""A refusal of the service's own as a page, for whoever reads it in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

_HEADS: Mapping[int, str] = {404: "There is nothing here", 413: "More than is read"}


def wants_page(accept: str) -> bool:
    """Whether who asks shows pages: machines name JSON, or nothing."""
    return "text/html" in accept


def head_of(status: int) -> str:
    """What a refusal is called."""
    return _HEADS.get(status, "This cannot be used")


def refusal_page(request: Request, status: int, words: str, headers: Mapping[str, str]) -> Response:
    """The page: what was refused and why; as one of the service's own pages, where it has them."""
    if framed := request.app.state.house.framed:
        page: Response = framed[0](request, status, words, headers)
        return page
    return _plain(
        head_of(status), f"{words} Nothing was kept and nothing was changed.", status, headers
    )


def fault_page(words: str) -> Response:
    """The same of a fault of our own, which may be one of the frame."""
    where = "Look at the record before you send anything again: it may have been kept."
    alone = {"cache-control": "no-store", "content-security-policy": "default-src 'none'"}
    return _plain("This is our own fault", f"{words} {where}", 500, alone)


def _plain(head: str, words: str, status: int, headers: Mapping[str, str]) -> Response:
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(head)}</title></head><body><main><h1>{escape(head)}</h1>"
        f'<p>{escape(words)}</p><p><a href="/">Back</a></p></main></body></html>'
    )
    return HTMLResponse(text, status, headers)
