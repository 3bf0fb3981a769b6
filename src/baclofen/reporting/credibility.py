"""The table of what of the model may be believed, for every form that shows it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from baclofen.knowledge import CREDENCES, Credit, Knowledge
from baclofen.model import mark_note
from baclofen.reporting.report import Line, line_of, title
from baclofen.value import asdict

_WIDE = 100


def credits_in_order(known: Knowledge) -> tuple[Credit, ...]:
    """The entries, what is believed first, else as the table has them."""
    entries = known.credibility.entries.values()
    return tuple(sorted(entries, key=lambda credit: CREDENCES.index(credit.verdict)))


def about_credit(credit: Credit) -> str:
    """Of which outputs it is, in which settings, for which use."""
    settings = ", ".join(setting.replace("_", " ") for setting in credit.settings)
    use = "" if credit.use == "course" else f" ({credit.use.replace('_', ' ')})"
    return f"{', '.join(credit.outputs)}{use}: {settings}"


def marks(credits: Iterable[Credit], known: Knowledge) -> tuple[Line, ...]:
    """What stands over what only illustrates, each mark once."""
    notes = dict.fromkeys(mark_note(credit, known) for credit in credits)
    return tuple(line_of(known, note, "caution") for note in notes)


def fold(known: Knowledge) -> str:
    """What a section is folded behind that only illustrates."""
    return known.say(known.note("credible.fold"))


def credibility_text(known: Knowledge) -> str:
    """The table as lines for a terminal, with a count at its end."""
    lines = [title(known, "credible")]
    for credit in credits_in_order(known):
        lines += ["", f"{credit.verdict}: {credit.question} [{credit.id}]"]
        told = [
            ("of", about_credit(credit)),
            ("because", f"{credit.because} ({credit.rule}; {credit.decided_by})"),
            ("note", credit.note),
            ("kept_back", ", ".join(credit.kept_back)),
            ("for", ", ".join(credit.favours)),
            ("against", ", ".join(credit.against)),
            ("instead", credit.instead),
        ]
        for name, text in told:
            if text:
                lines += textwrap.wrap(
                    f"{name.replace('_', ' ')}: {text}",
                    _WIDE,
                    initial_indent="  ",
                    subsequent_indent="    ",
                )
    counts = {v: sum(c.verdict == v for c in credits_in_order(known)) for v in CREDENCES}
    lines += ["", ", ".join(f"{count} {verdict}" for verdict, count in counts.items())]
    return "\n".join(lines) + "\n"


def credibility_data(known: Knowledge) -> dict[str, Any]:
    """The table for machines."""
    return {
        "rules": dict(known.credibility.rules),
        "entries": [asdict(credit) for credit in credits_in_order(known)],
    }
