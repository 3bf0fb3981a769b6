"""A sheet as a PDF that is tagged for readers of the screen, by WeasyPrint where it is installed.

What becomes a PDF is a page that carries its own style. Nothing is fetched for it.
"""

from __future__ import annotations

import logging
from functools import cache

from baclofen.errors import InputRefused

#: Accessible by ISO 14289-1: marked parts, a title, a language.
_VARIANT = "pdf/ua-1"


@cache
def why_no_pdf() -> str:
    """Why this machine makes none; empty where it does."""
    try:
        import weasyprint  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        return "WeasyPrint is not installed: pip install 'baclofen[pdf]'."
    except OSError as gap:
        return f"WeasyPrint misses a library of the system (pango): {type(gap).__name__}."
    # What it does not know of a style for screens is no event of this service.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return ""


def pdf_of(html: str) -> bytes:
    """The page as a tagged PDF. Raises `InputRefused` where this machine makes none."""
    if why := why_no_pdf():
        raise InputRefused(
            "PDF", "asked for", "this service makes none", do="Print the page from the browser.",
            why=why,
        )  # fmt: skip
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]

    nothing = URLFetcher(allowed_protocols=())
    made: bytes = HTML(string=html, url_fetcher=nothing).write_pdf(pdf_variant=_VARIANT)
    return made
