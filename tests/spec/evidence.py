"""How sure the evidence is, as a table that clinicians read; printed to docs/spec."""

from __future__ import annotations

from baclofen.evidence import summary
from baclofen.knowledge import load_trials


def evidence_page() -> str:
    """One row a syndrome and route: the certainty, what may be said, and what it rests on."""
    trials = load_trials()
    lines = [
        "# What trials say",
        "",
        "One row a syndrome and route. The certainty is by GRADE; `baclofen evidence SYNDROME` "
        "shows each step, and every study behind it.",
        "",
        "| certainty | what may be said, at most | it rests on |",
        "| --- | --- | --- |",
    ]
    for syndrome in trials.syndromes:
        for head in summary(trials, syndrome).headlines:
            lines.append(f"| {head.level} | {head.says} | {head.basis or '-'} |")
    return "\n".join(lines) + "\n"
