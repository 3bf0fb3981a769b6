"""What the model that runs says where the figures of the independent review were of an earlier one.

`python -m tests.knowledge.today` prints each beside what the facts `today.*` hold; tests hold the
two together.
"""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.knowledge import Knowledge
from baclofen.model import Body, Model, model_of
from baclofen.qualification import own_targets, predict
from baclofen.regimen import Dosing, bolus, by_mouth, pump
from baclofen.simulation import simulate, simulate_typical
from baclofen.units import mcg, mg
from baclofen.value import replace
from tests.people import known

K = known()
#: People whose mean is told, and the seed that makes it repeat.
PEOPLE, SEED = 300, 1


def of_the_model() -> Mapping[str, tuple[float, ...]]:
    """By id of the fact its figures, but for what counts all bands (`qualify` does)."""
    percent = 100 * (1 - _predicted("okuda_tone"))
    return {
        "today.tone_by_mouth": (percent,),
        "today.pump_harms": tuple(
            100 * _last_day(_adult(105.0), pump(mcg(300), per="day", days=20), output)
            for output in ("prob_weakness", "prob_drowsiness")
        ),
        "today.coma": _coma(),
        "today.bolus_end": (_hours_of_a_bolus(),),
        "today.children": _children(),
        "today.dose_creep": (_predicted("spain_dose"), _predicted("stampacchia_dose")),
    }


def _predicted(target: str, known: Knowledge = K) -> float:
    (one,) = [t for t in own_targets(known) if t.id == target]
    return predict(one, known)


#: What the study of children set beside the model of adults, and what stands there without it.
OF_ADULTS: Mapping[str, float] = {
    "child.theta": 1.0,
    "child.VSS_F": K.number("child.VSS_F_adult"),
    "child.Q_F": K.number("child.Q_F_adult"),
}


def _children() -> tuple[float, float]:
    """Clearance and half-life of a child, as if the one study of children were unread."""
    facts = {id: replace(K.facts[id], value=value) for id, value in OF_ADULTS.items()}
    unread = replace(K, facts={**K.facts, **facts}, digest="")
    return _predicted("child_clf", unread), _predicted("child_half_life", unread)


def _adult(crcl: float) -> Model:
    return model_of(Body(age_y=45, weight_kg=70, crcl=crcl), K, "sci_spasticity")


def _last_day(model: Model, dosing: Dosing, output: str) -> float:
    course = simulate(
        model, dosing, outputs=[output], seed=SEED, n=PEOPLE, spreads="people", per_h=1,
        until_h=dosing.until_h, purpose="comparison",
    )  # fmt: skip
    return float(course[output].values[-24:].mean())


def _coma() -> tuple[float, float]:
    model, dosing = _adult(5.0), by_mouth(mg(10), every_h=8, days=15)
    plasma = simulate_typical(
        model, dosing, outputs=["plasma_ng_mL"], until_h=dosing.until_h, purpose="comparison"
    )["plasma_ng_mL"]
    return float(plasma.values.max()), 100 * _last_day(model, dosing, "prob_deep_coma")


def _hours_of_a_bolus() -> float:
    """Hours for which tone is a point or more below its start of 4 after 50 mcg."""
    body = Body(age_y=45, weight_kg=70, crcl=105, baseline={"ashworth": 4.0})
    tone = simulate_typical(
        model_of(body, K, "sci_spasticity"), bolus(mcg(50)), outputs=["ashworth_1_5"], until_h=24,
        per_h=20, purpose="comparison",
    )["ashworth_1_5"]  # fmt: skip
    lower = tone.times_h[tone.values[:, 0] <= 3.0]
    return float(lower[-1])


if __name__ == "__main__":
    for id, found in of_the_model().items():
        print(f"{id:24} now {', '.join(f'{v:.4g}' for v in found)}  kept {K.facts[id].value}")
