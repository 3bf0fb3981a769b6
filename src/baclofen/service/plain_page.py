"""A refusal as a page: for whoever reads it in a browser, where no page of the house is at hand."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

_HEADS: Mapping[int, str] = {404: "There is nothing here", 413: "More than is read"}


def wants_page(accept: str) -> bool:
    """Whether who asks shows pages: machines name JSON, or nothing."""
    return "text/html" in accept


def refusal_page(status: int, words: str) -> str:
    """The page: what was refused and why, and a way back."""
    head = _HEADS.get(status, "This cannot be used")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(head)}</title></head><body><main><h1>{escape(head)}</h1>"
        f"<p>{escape(words)}</p><p>Nothing was kept and nothing was changed.</p>"
        '<p><a href="/">Back to the beginning</a></p></main></body></html>'
    )
