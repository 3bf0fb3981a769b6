"""A refusal as a page: for whoever reads it in a browser, where no page of the house is at hand."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

_HEADS: Mapping[int, str] = {404: "There is nothing here", 413: "More than is read"}
#: The stylesheet of the pages, where there are pages; nothing else is ever loaded.
_STYLE = '<link rel="stylesheet" href="/static/page.css">'
_CSP = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def wants_page(accept: str) -> bool:
    """Whether who asks shows pages: machines name JSON, or nothing."""
    return "text/html" in accept


def refusal_page(
    status: int, words: str, *, has_pages: bool, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """The page: what was refused and why, and a way back; in the dress of the pages where the
    service `has_pages`."""
    head = _HEADS.get(status, "This cannot be used")
    back = '<p><a href="/">Back to the beginning</a></p>' if has_pages else ""
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(head)}</title>{_STYLE if has_pages else ''}</head>"
        f'<body><main><h1>{escape(head)}</h1><div class="wrong"><p>{escape(words)}</p>'
        f"<p>Nothing was kept and nothing was changed.</p></div>{back}</main></body></html>"
    )
    own = {"content-security-policy": _CSP} if has_pages else {}
    return HTMLResponse(text, status, {**own, **(headers or {})})
