"""Other medicines: the worst interaction, how many kinds sedate, each ingredient once."""

from __future__ import annotations

from baclofen.assessment import kinds_of_sedative
from baclofen.planning.figures.figure import Figure, Figures, Sheet


def medicine_figures(sheet: Sheet) -> Figures:
    """Nothing where no list of medicines, no alcohol and no interaction is on record."""
    fit = sheet.fit
    firing = [f.rule for f in fit.findings if f.rule.topic == "interaction" and f.role == "fires"]
    if firing:
        order = list(sheet.known.severities)
        worst = max(firing, key=lambda rule: order.index(rule.severity))
        yield Figure("max_severity", worst.severity, "", tuple(r.id for r in firing))
    if fit.medicines:
        drugs = {i.name for m in fit.medicines for i in m.taken_for.ingredients}
        yield Figure("distinct_drugs", len(drugs), "", ())
        classes = frozenset(c for m in fit.medicines for c in m.taken_for.classes)
        count = kinds_of_sedative(classes, sheet.known, alcohol=fit.person.alcohol)
        yield Figure("cns_class_count", count, "", ("INT-MULTI-CNS",))
