"""Play one typed patient: the verdict, what fires, what is cited, and the worked figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from baclofen.assessment import assess
from baclofen.errors import InputRefused
from baclofen.exchange import read_table
from baclofen.knowledge import Knowledge
from baclofen.planning import work_figures
from baclofen.value import Value, field

#: What a blocking question waits for, in the words of the one who types.
_MISSING = {
    "kidney_known": "egfr_or_creatinine", "age": "age_y", "weight": "weight_kg",
    "baclofen_known": "baclofen",
}  # fmt: skip


class Played(Value):
    """What came out. A refused input fires and cites the rule that its refusal names."""

    verdict: str
    fires: frozenset[str]
    cited: frozenset[str] = frozenset()
    values: Mapping[str, Any] = field(default_factory=dict)


def play(table: Mapping[str, Any], known: Knowledge, *, today: date, jurisdiction: str) -> Played:
    """The answer to one typed patient and request, through the door that users take.

    >>> from datetime import date
    >>> from baclofen.knowledge import load_knowledge
    >>> day = date(2026, 11, 22)
    >>> play({"age_y": 30}, load_knowledge(), today=day, jurisdiction="US").verdict
    'needs-info'
    """
    try:
        record = read_table(table, known, today=today)
        fit = assess(record.patient, known, record.asks(today=today, jurisdiction=jurisdiction))
    except InputRefused as refusal:
        ids = frozenset({refusal.why} - {""})
        return Played("reject-input", ids, ids, refusal.offers)
    figures = work_figures(fit, known)
    values: dict[str, Any] = {f.name: f.value for f in figures}
    missing = [_MISSING[f.rule.asks] for f in fit.blocking]
    if "egfr_or_creatinine" in missing and isinstance(table.get("egfr"), str):
        missing[missing.index("egfr_or_creatinine")] = "egfr_number"
    values["missing"] = tuple(missing)
    cited = {f.rule.id for f in (*fit.information, *fit.cited)}
    cited |= {id for f in figures for id in f.why}
    cited |= {id for note in (*fit.notes, *fit.statements) for id in note.why}
    return Played(
        fit.verdict.value, frozenset(f.rule.id for f in fit.findings), frozenset(cited), values
    )
