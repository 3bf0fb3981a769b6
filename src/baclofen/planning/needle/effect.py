"""What the model predicts of one screening bolus: onset, peak and duration, with an interval."""

from __future__ import annotations

import numpy as np

from baclofen.assessment import Assessment
from baclofen.errors import NotPlanned
from baclofen.knowledge import Credit, Knowledge, Note, Use, note_of
from baclofen.knowledge.numbers import ResponseByScores
from baclofen.model import Belief, Model, build_model, model_of, refused_use_note
from baclofen.planning.needle.plan import PredictedEffect
from baclofen.regimen import BETWEEN, MAS_GRADES, Bolus, bolus
from baclofen.simulation import settings_of, simulate, spread
from baclofen.units import Dose
from baclofen.value import replace

#: What is shown: tone on the scale of trials.
TONE = "ashworth_1_5"
#: What is read of tone after a bolus.
_READ: tuple[Use, ...] = ("course", "onset", "peak", "end")
#: Readings an hour: a rise within minutes is seen, and the curve is smooth.
PER_H = 12


def bolus_effect(
    fit: Assessment,
    dose: Dose,
    known: Knowledge,
    *,
    seed: int,
    scored: Bolus | None = None,
    belief: Belief | None = None,
) -> PredictedEffect | Note:
    """The predicted course of a bolus of `dose`, or why there is none.

    A score before the bolus that was entered (`scored`) is where the curve begins, also for a
    `belief` handed in. Raises as `simulate` does. Facts: `screening.watch_h`,
    `ITS-RESPONSE-NUM`, `predict.draws`.
    """
    model = build_model(fit, known)
    if model is None:
        return known.note("effect.no_model")
    if TONE not in model.outputs:
        return known.note("effect.no_tone")
    model = _from_score(model, scored, known)
    # The score holds for the first belief, of which the model was made, and for any other.
    believed: Belief = model.belief if belief is None else belief.fixed(model.body.baseline)
    given, hours = bolus(dose), known.number("screening.watch_h")
    try:
        course = simulate(
            model, given, outputs=[TONE], seed=seed, belief=believed, until_h=hours, per_h=PER_H
        )
    except NotPlanned as refusal:
        return note_of(refusal)
    settings = settings_of(model, given)
    credits: dict[Use, Credit] = {
        use: known.credibility.worst([TONE], settings, use) for use in _READ
    }
    refused = {use for use, credit in credits.items() if credit.verdict == "refused"}
    counted = known.of(ResponseByScores)
    cut = float(counted.ashworth_fall_from)
    scores, times = course[TONE].values, course.times_h
    falls = scores[0] - scores
    there = falls >= cut
    some = there.any(axis=0)
    first = times[np.argmax(there, axis=0)][some]
    # Hours at or beyond the cut: each reading stands for the step that follows it.
    lasting = (there.sum(axis=0) / PER_H)[some]
    peak = times[np.argmax(falls, axis=0)]
    return PredictedEffect(
        course=course,
        output=TONE,
        baseline=float(believed.typical()["ashworth"][0]),
        cut=cut,
        reached=float(some.mean()),
        onset_h=spread(first) if some.sum() > 1 and "onset" not in refused else None,
        duration_h=spread(lasting) if some.sum() > 1 and "end" not in refused else None,
        peak_h=spread(peak) if "peak" not in refused else None,
        fall=spread(falls.max(axis=0)),
        why=(
            counted.entry, "ITS-PEAK", "site.ke_it", "pd.it_bolus_onset", "pd.abi_bolus",
            "screening.watch_h",
        ),
        credits=credits,
        refused=tuple(
            refused_use_note(model.output(TONE), credits[use], known) for use in sorted(refused)
        ),
    )  # fmt: skip


def _from_score(model: Model, scored: Bolus | None, known: Knowledge) -> Model:
    """The model from the entered score on, or from the typical one of the indication."""
    if scored is None or not scored.ashworth.before:
        return model
    points = known.numbers("spasticity.mas_points")
    counts = dict(zip(MAS_GRADES, points, strict=True))
    grades = scored.ashworth.before
    modified = max(float(g) for g in grades if g != BETWEEN) if set(grades) != {BETWEEN} else 0.0
    low, high = known.numbers("syndrome.limits.ashworth")
    # The modified scale begins at 0, that of the trials at 1.
    shift = low if modified < high else 0.0
    mean = sum(counts[g] if g in counts else float(g) for g in grades) / len(grades) + shift
    baseline = min(max(mean, low), high)
    body = replace(model.body, baseline={"ashworth": baseline})
    made = model_of(body, known, model.syndrome, assumed=model.assumed)
    note = known.note(
        "effect.from_score", start=baseline, grades=grades, count=len(grades),
        shifted=known.note("effect.shifted") if shift else None,
    )  # fmt: skip
    assumed = tuple(dict.fromkeys((*made.assumed, note)))
    return replace(made, assumed=assumed, against=model.against)
