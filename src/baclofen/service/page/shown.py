"""Our templates, and the headers that every page carries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.responses import HTMLResponse

from baclofen.knowledge import Knowledge, Why, why
from baclofen.reporting import Report, tied
from baclofen.service.page.plainly import plainly
from baclofen.service.page.said import in_words
from baclofen.version import VERSION, WHAT_THIS_IS

if TYPE_CHECKING:
    from jinja2 import Environment

    from baclofen.service.page.desk import Desk
    from baclofen.service.page.sessions import Session

HERE = Path(__file__).parent
#: Nothing is loaded from elsewhere, no script or style stands in a page, nobody frames it.
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP, "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "permissions-policy": "interest-cohort=()",
    "x-frame-options": "DENY",
}  # fmt: skip
#: What npm gives, where it was there when the package was built.
SCRIPT = HERE / "static" / "vendor" / "htmx.min.js"


def shown(
    name: str, *, desk: Desk, session: Session | None = None, status: int = 200, **values: object
) -> HTMLResponse:
    """A page of ours. Everything that came from outside is escaped."""
    text = rendered(
        name, desk=desk, session=session, is_demo=desk.is_demo, has_script=SCRIPT.is_file(),
        **{"patient": None, **values},
    )  # fmt: skip
    return HTMLResponse(text, status)


def rendered(name: str, *, desk: Desk, **values: object) -> str:
    """The text of a template. Everything that came from outside is escaped."""
    page = _templates().get_template(name)
    return page.render(today=desk.today(), version=VERSION, what_this_is=WHAT_THIS_IS, **values)


def own(svg: str) -> Markup:
    """A drawing of ours, as it is: made of numbers and our own escaped words."""
    return Markup(svg)  # noqa: S704


class Whys:
    """What the statements of a page rest on: `groups` of ids, each once."""

    def __init__(self, told: Iterable[tuple[str, ...]], known: Knowledge) -> None:
        self.groups = tuple(dict.fromkeys(ids for ids in told if ids))
        self._known = known

    def of(self, ids: Iterable[str]) -> tuple[Why, ...]:
        return tuple(why(id, self._known) for id in ids)


def whys_of(report: Report, known: Knowledge, *more: tuple[str, ...]) -> Whys:
    """What each statement of a report rests on, and what further groups of ids are."""
    told = [report.headline.why, *more]
    for section in report.sections:
        told += [line.why for line in section.lines]
        told += [section.table.why] if section.table else []
    return Whys(told, known)


def slot(ids: Iterable[str]) -> str:
    """The place on a page where it says what rests on these ids."""
    return "why-" + sha256(" ".join(ids).encode()).hexdigest()[:10]


def _tied(text: str) -> str:
    """A statement as a page has it: in its own words, no amount broken."""
    return tied(plainly(text))


def _read(name: str) -> str:
    return (HERE / "templates" / name).read_text("utf-8")


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    pages = Environment(
        loader=FunctionLoader(_read),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    pages.filters |= {"tied": _tied, "plainly": plainly, "slot": slot, "in_words": in_words}
    return pages
