"""The table of what of the model may be believed, as a page to read.

`python -m tests.knowledge.credibility` writes docs/credibility.md; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from baclofen.knowledge import Credit, Knowledge
from baclofen.reporting import about_credit, credits_in_order
from tests.people import known

FILE = Path(__file__).parents[2] / "docs" / "credibility.md"
HEAD = """\
# What of the model may be believed

A plan prints what is believed. An illustration stands behind a mark and a fold, and weighs in
nothing. What is refused is an error at every door for a person; `baclofen qualify` computes it all
the same, to hold it against what was published. The table is `knowledge/data/credibility.toml`; why
there is one is in [0035](decisions/0035-credibility.md). `baclofen why ID` prints any of its
evidence that is a fact.

Written by `python -m tests.knowledge.credibility`; not by hand.
"""


def written(k: Knowledge) -> str:
    """The page as it should be."""
    return "\n".join([HEAD, *_lines(k)]) + "\n"


def _lines(k: Knowledge) -> Iterator[str]:
    yield "## The rules"
    yield ""
    for id, says in k.credibility.rules.items():
        yield f"- `{id}` {says}"
    verdict = ""
    for credit in credits_in_order(k):
        if credit.verdict != verdict:
            verdict = credit.verdict
            yield f"\n## {verdict.capitalize()}"
        yield from _entry(credit)


def _entry(credit: Credit) -> Iterator[str]:
    yield f"\n### {credit.question}\n"
    yield f"`{credit.id}`: {about_credit(credit)}. {credit.context}."
    yield f"Influence on a plan: {credit.influence}."
    yield f"Verdict by `{credit.rule}`, decided by: {credit.decided_by}."
    yield f"Because {credit.because}.{' ' + credit.note if credit.note else ''}"
    told = (
        ("Kept back", credit.kept_back), ("For", credit.favours), ("Against", credit.against),
    )  # fmt: skip
    for name, ids in told:
        if ids:
            yield f"{name}: {', '.join(f'`{id}`' for id in ids)}."
    if credit.instead:
        yield f"Instead: {credit.instead}"


if __name__ == "__main__":
    FILE.write_text(written(known()), encoding="utf-8")
