"""The certainty of the evidence as facts that a plan can quote without pooling anything.

`python -m tests.knowledge.bodies` computes them from the trial data and writes
parameters/evidence.toml; the diff is then reviewed, and a test holds the two together.
"""

from __future__ import annotations

from pathlib import Path

import baclofen
from baclofen.evidence import Headline, summary
from baclofen.knowledge import Trials, load_trials

FILE = Path(baclofen.__file__).parent / "knowledge" / "data" / "parameters" / "evidence.toml"
#: The syndromes of a patient that are one syndrome of the evidence; "another indication" is not.
PATIENTS = (
    "ms_spasticity", "sci_spasticity", "cerebral_spasticity", "neuropathic_pain",
    "trigeminal_neuralgia", "fibromyalgia", "chronic_low_back_pain", "cancer_pain",
)  # fmt: skip

HEAD = """\
# The certainty that baclofen eases a pain, by syndrome and route: the sentence a plan quotes.
# Written by `python -m tests.knowledge.bodies` from the trial data; not by hand.
"""


def written(trials: Trials) -> str:
    """The file as it should be."""
    found = [h for s in PATIENTS for h in summary(trials, s).headlines]
    return HEAD + "".join(_fact(h, trials) for h in found)


def _fact(h: Headline, trials: Trials) -> str:
    note = f"{h.basis} By GRADE: `baclofen evidence {h.syndrome}` shows each step.".strip()
    return f"""
[evidence.{h.syndrome}.{h.route}]
says = "{h.says}"
value = "{h.level}"
population = "studies of {trials.syndromes[h.syndrome].title}"
source = "own_trials"
how = "derived"
note = "{note}"
"""


if __name__ == "__main__":
    FILE.write_text(written(load_trials()), encoding="utf-8")
