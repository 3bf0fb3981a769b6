"""The signs of poisoning stand once: a rule that asks for one of them asks for all, or says why."""

from __future__ import annotations

from collections import defaultdict

from baclofen.knowledge import Has, Rule
from baclofen.knowledge.numbers import DangerSigns
from tests.people import known

K = known()
SIX = frozenset(K.of(DangerSigns).signs)

#: Rules that ask for some of them alone, by the reason.
OF_WITHDRAWAL = "of withdrawal, of which drowsiness and jerks alone tell too little"
PARTS: dict[str, str] = {
    **dict.fromkeys(
        (
            "M-CK", "WD-CASES", "WD-DDX", "WD-ESCALATE", "WD-IT-COURSE", "WD-IT-INCIDENCE",
            "WD-CYPRO", "WD-LEO", "WD-MANAGE", "WD-ORAL-BRIDGE", "WD-ORAL-FAIL", "WD-WATVE",
        ),
        OF_WITHDRAWAL,
    ),
    "SET-CUT-SIGN": "what WD-ESCALATE leaves of them after a cut",
    "STOP-SIGNS": "what WD-ESCALATE leaves of them after a stop",
    "SUPPLY-SIGN": "what comes of too little as well as of too much",
    "SET-CUT-FAR": "drowsiness is a reason to cut",
    "SET-CUT-HARM": "drowsiness is a reason to cut",
    "OD-DIALYSIS-ALGO": "how those who treat decide on dialysis: a mind that clouds",
    "OD-IT": "how those who treat empty a pump: what goes on to coma",
    "OD-IT-PHYSO": "how those who treat empty a pump: what goes on to coma",
    "W-ENCEPHALOPATHY": "the label's warning of that one",
}  # fmt: skip


def lists_of(rule: Rule) -> list[frozenset[str]]:
    """The signs that a rule asks for, by each field of signs."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for part in (rule.when, rule.beyond):
        for leaf in part.leaves() if part is not None else ():
            if isinstance(leaf, Has) and leaf.field.startswith("signs"):
                found[leaf.field].add(leaf.member)
    return [frozenset(signs) for signs in found.values()]


def test_each_rule_asks_for_all_signs_of_poisoning_or_says_why_not() -> None:
    parts = {
        rule.id
        for rule in K.rules.values()
        for signs in lists_of(rule)
        if signs & SIX and not signs >= SIX
    }
    assert parts == set(PARTS)


def test_confusion_by_each_of_its_names_is_one_of_withdrawal_too() -> None:
    confused = set((K.rules["SIGN-SEDATED"].values or {})["confused"])
    assert confused < SIX
    assert confused < set((K.rules["WD-ESCALATE"].values or {})["signs"])
