"""The living summary as a page that needs nothing else, with its forest plots in it."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.evidence import Body, NotPooled, Summary, pooled_in_words, title
from baclofen.knowledge import Trials
from baclofen.reporting.evidence import plainly
from baclofen.reporting.evidence_pictures import forest_picture
from baclofen.reporting.template import own_markup, render_template
from baclofen.version import VERSION, WHAT_THIS_IS


def summary_page(
    found: Summary, trials: Trials, *, as_of: str = "", changed: Sequence[str] | None = None
) -> str:
    """The summary as HTML: what may be said, then each body of evidence behind a fold, pain first.

    `as_of` is the cut-off in words. `changed` says what an added file changes (None: no file).
    What a file of studies says is escaped.
    """
    drawn = [forest_picture(body, trials) for body in found.bodies]
    opened = _opened_first(found, drawn, trials)
    return render_template(
        "evidence.html.j2",
        found=found,
        names=", ".join(trials.syndromes[s].title for s in found.syndromes),
        as_of=as_of,
        changed=changed,
        bodies=[
            {
                "body": body,
                "title": _opened(title(body.question, trials, of=len(found.syndromes) > 1)),
                # Drawn here from numbers and our own escaped words.
                "forest": own_markup(forest),
                "narrow": own_markup(forest_picture(body, trials, narrow=True)),
                "joined": _joined(body),
                "opens": place in opened,
            }
            for place, (body, forest) in enumerate(zip(found.bodies, drawn, strict=True))
        ],
        said_of=plainly,
        version=VERSION,
        what_this_is=WHAT_THIS_IS,
    )


def _opened_first(found: Summary, drawn: Sequence[str], trials: Trials) -> frozenset[int]:
    """Which bodies the page opens with, by their place: those on pain that have a picture, else the
    first that has one, so that a picture is seen and printed wherever there is one."""
    pictured = [place for place, forest in enumerate(drawn) if forest]
    pain = [p for p in pictured if trials.families[found.bodies[p].question.family].pain]
    return frozenset(pain or pictured[:1])


def _opened(words: str) -> str:
    return words[:1].upper() + words[1:]


def _joined(body: Body) -> str:
    pooled = body.pooled
    return pooled.says if isinstance(pooled, NotPooled) else pooled_in_words(pooled, body.unit)
