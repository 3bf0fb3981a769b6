"""What is expected of a start at best, by indication, as facts that any door can read at once.

`python -m tests.knowledge.gains` searches the model's doses for one adult under the label that goes
highest and writes parameters/gain.toml; the diff is then reviewed, and a test holds the two
together.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import baclofen
from baclofen.answering import SEED
from baclofen.assessment import Request, assess, modelled_syndrome
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import AdultTitration
from baclofen.patient import Patient, Syndrome
from baclofen.planning import Optimum, optimise, plan_oral
from baclofen.value import replace
from tests.people import TODAY, known

FILE = Path(baclofen.__file__).parent / "knowledge" / "data" / "parameters" / "gain.toml"
#: What of the model each measure is read from: its output, its unit, and how it is called.
MEASURES = {
    "pain": ("nrs_change", "points", "fall of the pain score of 10 points"),
    "tone": ("ashworth_1_5", "points", "fall of the Ashworth score"),
    "paroxysms": ("paroxysm_ratio", "fraction", "share by which paroxysms fall"),
}

NOTE = (
    "The mean over people, steady, at the dose where it is largest, of all that tablets give up "
    "to {most:g} mg a day; with healthy kidneys or the weakest that leave the usual dose, "
    "whichever is more."
)
HEAD = """\
# What the model expects of baclofen by mouth at best, by indication: for the decision whether a
# start is recommended where no label names it.
# Written by `python -m tests.knowledge.gains` from the model; not by hand.
"""


def written(k: Knowledge) -> str:
    """The file as it should be."""
    return HEAD + "".join(_facts(k))


def _highest(k: Knowledge) -> tuple[str, float]:
    """The place whose label goes highest, and how high, in mg a day."""
    top = max(k.every(AdultTitration), key=lambda label: label.ceiling_mg_per_day)
    return min(top.places), float(top.ceiling_mg_per_day)


def _facts(k: Knowledge) -> Iterator[str]:
    place, most = _highest(k)
    for person in _people(k):
        name, found = "", []
        for egfr in _kidneys(k):
            request = Request(today=TODAY, kind="start", jurisdiction=place)
            fit = assess(replace(person, egfr=egfr), k, request)
            name = modelled_syndrome(fit) or ""
            optimum = optimise(plan_oral(fit, k), k, seed=SEED, purpose="comparison")
            if optimum is None:
                raise RuntimeError(f"nothing is planned for {person.syndrome}")
            found.append(optimum)
        for measure, value, unit, says, rests in _figures(found):
            yield f"""
[gain.{name}.{measure}]
says = "{name.replace("_", " ")}: {says}, at best, by mouth"
value = {round(value, 2) + 0.0:.2f}
unit = "{unit}"
population = "{found[0].draws} simulated adults of {person.age_y:g} y and {person.weight_kg:g} kg"
source = "own_model"
how = "derived"
from = [{", ".join(f'"{id}"' for id in rests)}]
note = "{NOTE.format(most=most)}"
"""


def _kidneys(k: Knowledge) -> tuple[float, ...]:
    """The eGFR of healthy kidneys, and the lowest that leaves the usual dose: nobody's level on a
    usual dose is much higher."""
    return 100.0, k.number("kidney.egfr_usual")


def _people(k: Knowledge) -> Iterator[Patient]:
    """One of each indication that is modelled; nerve pain once more after a cord injury."""
    for syndrome in sorted(set(k.syndromes) - {"other"}):
        person = Patient(
            age_y=50, sex="female", weight_kg=70, height_cm=170, dialysis=False,
            syndrome=cast(Syndrome, syndrome), medicines=(), baclofen=(),
        )  # fmt: skip
        yield person
        if syndrome == "neuropathic_pain":
            yield replace(person, conditions=frozenset({"spinal_cord_injury"}))


def _figures(found: list[Optimum]) -> Iterator[tuple[str, float, str, str, tuple[str, ...]]]:
    weighed = [w for optimum in found for w in optimum.weighed]
    for measure, (output, unit, says) in MEASURES.items():
        if output in found[0].outputs:
            fall = max(-w.effects[output].mean for w in weighed)
            yield measure, fall, unit, says, (f"optimum.gain_{measure}",)
    says = "what it gives less what side effects cost, in changes that matter"
    yield "net", max(w.trade.net for w in weighed if w.trade is not None), "1", says, found[0].why


if __name__ == "__main__":
    FILE.write_text(written(known()), encoding="utf-8")
