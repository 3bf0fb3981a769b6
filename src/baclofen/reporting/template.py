"""Our templates, with their style: pages that load, run, send and frame nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from baclofen.reporting.keep import tied

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

#: A page is words, tables and drawings of its own: nothing is loaded, run, sent or framed.
_CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render_template(name: str, *, css: str = "report.css", **values: object) -> str:
    """A page from one of our templates, with its style; most pages share one."""
    return _template(name).render(style=own_markup(_read(css)), csp=_CSP, **values)


def render_block(name: str, block: str, **values: object) -> Markup:
    """One block of a template, to stand in another page."""
    template = _template(name)
    return own_markup("".join(template.blocks[block](template.new_context(values))))


def style_within(selector: str, css: str) -> Markup:
    """A style of ours, for what stands under this selector alone; nothing else of the page's style
    reaches in there."""
    return own_markup(f"{selector} * {{all:revert}}\n{selector} {{\n{_read(css)}}}\n")


def own_markup(text: str) -> Markup:
    """Markup that was built from numbers and our own words only."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - no outside text is in it


def _read(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text("utf-8")


@cache
def _template(name: str) -> Template:
    # Imported when a page is made: a plan shown in the terminal starts sooner without it.
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    pages = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["tied"] = tied
    return pages.get_template(name)
