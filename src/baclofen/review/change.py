"""What a changed rule does: the verdicts that differ, over all vignettes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable

from baclofen.errors import KnowledgeError, UnreadableFile
from baclofen.knowledge import VIGNETTE_DAY, Knowledge, Vignette, with_rules
from baclofen.review.play import Played, play
from baclofen.value import Value


class Change(Value):
    """The rules that a file changes, adds or withdraws, and the knowledge with them.

    `reworded` are those that say something else: changed ones, and those that name their figures.
    """

    known: Knowledge
    changed: tuple[str, ...]
    added: tuple[str, ...]
    withdrawn: tuple[str, ...]
    reworded: tuple[str, ...]


class Difference(Value):
    """One vignette that comes out differently: its verdicts, and the rules that came or went."""

    vignette: Vignette
    before: str
    after: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


def changed(text: str, known: Knowledge) -> Change:
    """The knowledge with the rules of a TOML text in place of those of the same id.

    A rule is written in full, as in the package; `withdrawn = true` takes one away. All
    checks of the knowledge run. Raises `UnreadableFile` with what is wrong.
    """
    try:
        table = tomllib.loads(text)
        made = with_rules(known, table)
    except (tomllib.TOMLDecodeError, KnowledgeError) as gap:
        raise UnreadableFile(
            "file", f"no rules in the form of this package ({gap})",
            "it must be TOML with one table a rule: [ID], says, topic, severity, ... , examples",
            do="Copy the rule from the package's data and change it there.",
        ) from None  # fmt: skip
    gone = tuple(id for id in known.rules if id not in made.rules)
    added = tuple(id for id in made.rules if id not in known.rules)
    touched = tuple(id for id in table if id in known.rules and id in made.rules)
    kept = [id for id in known.rules if id in made.rules]
    reworded = tuple(id for id in kept if known.rules[id].says != made.rules[id].says)
    return Change(made, touched, added, gone, reworded)


def difference(
    before: Knowledge, after: Knowledge, vignettes: Iterable[Vignette]
) -> tuple[Difference, ...]:
    """The vignettes whose verdict, or whose firing or cited rules, differ."""
    found = []
    for vignette in vignettes:
        old, new = (
            play(vignette.patient, known, today=VIGNETTE_DAY, jurisdiction=vignette.jurisdiction)
            for known in (before, after)
        )
        gone, came = _said(old) - _said(new), _said(new) - _said(old)
        if old.verdict != new.verdict or gone or came:
            found.append(
                Difference(
                    vignette, old.verdict, new.verdict, tuple(sorted(gone)), tuple(sorted(came))
                )
            )
    return tuple(found)


def _said(got: Played) -> frozenset[str]:
    return got.fires | got.cited
