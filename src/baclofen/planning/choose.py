"""The choice: by mouth, a trial into the spine, or not baclofen at all, side by side with why."""

from __future__ import annotations

from baclofen.assessment import Assessment, Finding, Request, assess
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.optimum import Optimum
from baclofen.regimen import OralOrder, ScreeningOrder
from baclofen.value import Value

_TONE = ("ms_spasticity", "sci_spasticity", "cerebral_spasticity")
_NEUROPATHIC = ("neuropathic_pain", "trigeminal_neuralgia")


class Option(Value):
    """One way to go: what the rules say of it, what is expected, and why."""

    name: str
    verdict: Verdict | None
    says: str
    expected: str
    why: tuple[str, ...]


class Choice(Value):
    """The options side by side, and what to mind when they are combined."""

    options: tuple[Option, ...]
    cautions: tuple[Note, ...]


def choose(fit: Assessment, known: Knowledge, optimum: Optimum | None) -> Choice:
    """The options of this patient, each judged under the same label on the same day.

    A trial into the spine is judged as a first screening bolus. Nothing is converted from one
    route to the other.
    """
    return Choice(
        options=(_by_mouth(fit, known, optimum), _into_the_spine(fit, known), _without(fit, known)),
        cautions=_cautions(fit),
    )


def _judged(fit: Assessment, known: Knowledge, order: OralOrder | ScreeningOrder) -> Assessment:
    request = Request(
        today=fit.request.today, kind="start", jurisdiction=fit.request.jurisdiction, order=order
    )
    return assess(fit.person, known, request)


def _worst(found: Assessment) -> tuple[str, tuple[str, ...]]:
    against = [f for f in found.findings if f.verdict is found.verdict]
    if not against or found.verdict is Verdict.OK:
        return "no rule speaks against it on what is known", ()
    named = [f.rule for f in against[:3]]
    more = f" and {len(against) - 3} more" if len(against) > 3 else ""
    return "; ".join(rule.short or _first(rule.says) for rule in named) + more, tuple(
        rule.id for rule in named
    )


def _first(says: str) -> str:
    return says.split(". ")[0].rstrip(".")


def _by_mouth(fit: Assessment, known: Knowledge, optimum: Optimum | None) -> Option:
    found = _judged(fit, known, OralOrder())
    says, ids = _worst(found)
    expected = "not modelled for this indication"
    if optimum is not None and optimum.weighed:
        reckoned = optimum.best or optimum.weighed[-1]
        if "nrs_change" in reckoned.effects:
            fall = reckoned.effects["nrs_change"].mean
            expected = f"pain {fall:+.1f} points at {reckoned.daily} a day"
        elif "paroxysm_ratio" in reckoned.effects:
            share = 100 * reckoned.effects["paroxysm_ratio"].mean
            expected = f"paroxysms {share:+.0f} % at {reckoned.daily} a day"
        if optimum.best is None:
            expected += ", outweighed by side effects"
        ids = (*ids, "optimum.cost")
    return Option("Baclofen by mouth", found.verdict, says, expected, ids)


def _into_the_spine(fit: Assessment, known: Knowledge) -> Option:
    if fit.syndrome not in _TONE:
        return Option(
            "Intrathecal trial", None,
            "not an option here: labels know it for severe spasticity only", "",
            ("IND-IT-US", "IND-IT-UK"),
        )  # fmt: skip
    found = _judged(fit, known, ScreeningOrder())
    says, ids = _worst(found)
    failed = fit.person.oral_failed
    if failed is not True:
        says += "; first baclofen by mouth, unless it fails or is not tolerated"
        ids = (*ids, "IND-IT-US-SPINAL")
    return Option("Intrathecal trial", found.verdict, says, "known after the trial", ids)


def _without(fit: Assessment, known: Knowledge) -> Option:
    """What guidelines list instead, for information; the evidence says how little there is."""
    evidence = f"evidence.{fit.syndrome}.oral"
    trials, ids = "", tuple[str, ...]()
    if evidence in known.facts:
        trials, ids = known.facts[evidence].says, (evidence,)
    if fit.syndrome in _NEUROPATHIC:
        guideline = known.rules["GL-NEUPSIG-2025"]
        return Option("Not baclofen", None, guideline.says, trials, (guideline.id, *ids))
    own = [f for f in fit.findings if f.rule.topic == "indication"]
    words = "what guidelines list instead was not read for this indication"
    if off_label := [f for f in own if f.verdict is not Verdict.OK]:
        words = f"{_first(off_label[0].rule.says)}; {words}"
    return Option(
        "Not baclofen", None, words, trials,
        (*(tuple(f.rule.id for f in own[:2]) or ("IND-OTHER",)), *ids),
    )  # fmt: skip


def _cautions(fit: Assessment) -> tuple[Note, ...]:
    """What is taken beside it, in words of the rules that fire."""
    firing: list[Finding] = [
        f for f in fit.findings if f.rule.topic == "interaction" and f.role == "fires"
    ]
    notes = [Note(f.rule.says, (f.rule.id,)) for f in firing]
    if fit.syndrome in _TONE:
        notes.append(
            Note(
                "By mouth and by pump are never added up or converted: once a pump works, the way "
                "off tablets is stepwise.",
                ("ITM-CONVERT", "ITM-ORAL-WEAN", "DUP-BACLOFEN"),
            )
        )
    return tuple(notes)
