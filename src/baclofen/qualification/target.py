"""A published figure as something to predict: who, what was given, what was read, and how.

The vocabulary is that of the files this reads; what it cannot express is refused with its
name, never skipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from baclofen.errors import InputRefused, UnknownName
from baclofen.model import SYNDROMES, Body
from baclofen.patient import body_surface, deindexed
from baclofen.qualification.domain import domain_of
from baclofen.qualification.given import dosing_given
from baclofen.regimen import Dosing
from baclofen.value import Value, field

#: What a figure did to the model.
Standing = Literal["fitted", "kept back", "new"]

#: Statistic -> further keys that it needs.
STATISTICS: Mapping[str, tuple[str, ...]] = {
    "Cmax": (), "tmax": (), "AUC_0_inf": (), "AUC_0_t": ("until_h",), "terminal_half_life": (),
    "half_life_between": ("from_h", "until_h"), "CL_F": (), "CL_F_per_kg": (),
    "one_minus_CL_F_ratio": ("versus",), "Cmax_ratio": ("versus",),
    "AUC_ratio_last_day": ("versus",), "mean_ratio_last_day": ("versus",), "mean_last_day": (),
    "at_h": ("at_h",), "time_of_minimum": (), "time_to_fraction_of_plateau": ("fraction",),
    "swing_percent_last_interval": (), "fraction_of_dose_by_h": ("until_h",),
    "non_renal_fraction": (), "AUC_between_subject_cv_percent": ("population",),
    "population_mean": ("population",), "excess_over_placebo": ("population",), "lowest": (),
    "dose_ratio_of_cohort": (), "share_of_effect_kept": (),
    "share_above_baseline": ("population", "until_h"),
}  # fmt: skip

#: Other names of statistics, and what their name tells.
_STATISTICS = {"share_of_effect_kept_after_4_years": "share_of_effect_kept"}
#: Read as an output by one statistic alone: it is no curve of the model.
_DOSE = "dose_to_hold"

#: Names of syndromes in target files, where they differ from the model's.
_SYNDROMES = {
    "spasticity_ms": "ms_spasticity",
    "spasticity_sci": "sci_spasticity",
    "spasticity_cerebral": "cerebral_spasticity",
    "neuropathic_pain": "neuropathic_peripheral",
    "neuropathic_sci": "neuropathic_central",
    "central_pain": "neuropathic_central",
    "low_back_pain": "chronic_low_back_pain",
    "cancer": "cancer_pain",
}
_SUBJECT = {
    "age_y", "sex", "weight_kg", "height_cm", "crcl_mL_min", "egfr_mL_min_173", "syndrome",
    "ashworth_1_5", "mas_0_4", "nrs_0_10", "spasms_0_4",
}  # fmt: skip
_BASELINE = {"ashworth_1_5": "ashworth", "nrs_0_10": "B", "spasms_0_4": "spasms"}

#: Other names under which files know an output.
_OUTPUTS = {
    "plasma": "plasma_ng_mL", "csf_ng_mL": "csf_lumbar_ng_mL", "hm": "hm_ratio",
    "ashworth": "ashworth_1_5", "mas": "mas_0_4", "nrs": "nrs_0_10",
    "tone": "tone_ratio", "spasm_0_4": "spasms_0_4", "spasm_score_0_4": "spasms_0_4",
    "spasm_fraction": "spasm_ratio",
    "spasm_frequency_ratio": "spasm_ratio", "paroxysm_fraction": "paroxysm_ratio",
    "prob_somnolence": "prob_drowsiness", "prob_coma": "prob_deep_coma",
}  # fmt: skip


#: What ids of the SDs of what is in doubt begin with.
DOUBTS = "fitting.doubt."


class Arm(Value):
    """Who got what, and what was read of them."""

    body: Body
    syndrome: str | None
    dosing: Dosing
    output: str


class Target(Value):
    """One figure: `value`, or from `low` to `high`, in `unit`.

    `settings` are the statistic's own numbers. `expect` says in words why a miss is expected, and
    `expect_ratio` between which ratios of predicted to observed, all beyond two-fold: nearer and
    further off are surprises (None: by any ratio). `assumed` are parts of the regimen that the
    cited fact does not give.
    `split` is that of the cited fact: may it calibrate the model, or is it only compared with?
    `standing` is what it did: "fitted" where a parameter rests on it, "kept back", or "new" where
    it was `found` (a day) after the model was made and set nothing.

    `n` people stand behind the figure, of whom `sd` is the SD; `se` is the standard error of the
    figure where that is told instead. `without_drug` is the share with a side effect on placebo.
    `over` placebo, or over the start in an open series; `titrated`: the dose is each person's own,
    and the one here is their mean. `doubts`: by what is assumed ("dose", "start"), the fact that
    tells the SD of its log.
    """

    id: str
    fact: str
    arm: Arm
    statistic: str
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    versus: Arm | None = None
    population: int = 0
    settings: Mapping[str, float] = field(default_factory=dict)
    expect: str = ""
    expect_ratio: tuple[float, float] | None = None
    assumed: tuple[str, ...] = ()
    domain: str = ""
    split: str = ""
    standing: Standing = "kept back"
    found: str = ""
    over: Literal["placebo", "start"] = "start"
    titrated: bool = False
    doubts: Mapping[str, str] = field(default_factory=dict)
    n: int = 0
    sd: float | None = None
    se: float | None = None
    without_drug: float | None = None

    @property
    def observed(self) -> str:
        """The published figure, for people."""
        return f"{self.value:g}" if self.value is not None else f"{self.low:g} to {self.high:g}"


def read_target(raw: Mapping[str, Any]) -> Target:
    """A target from a file's entry. Raises `InputRefused`, naming what it cannot express."""
    id = str(raw.get("id", "without an id"))
    try:
        return _read(id, raw)
    except InputRefused:
        raise
    except (KeyError, TypeError, ValueError) as gap:
        raise InputRefused(
            f"target {id}",
            f"incomplete or not of this form ({gap!r})",
            "it must read like those of targets.toml",
        ) from None


def _read(id: str, raw: Mapping[str, Any]) -> Target:
    statistic = _STATISTICS.get(raw["statistic"], raw["statistic"])
    if statistic not in STATISTICS:
        raise UnknownName(f"statistic of target {id}", str(statistic), STATISTICS)
    for key in STATISTICS[statistic]:
        if key not in raw:
            raise InputRefused(
                f"target {id}", f"without {key}", f"the statistic {statistic} needs it"
            )
    bounds = [key for key in ("value", "low", "high") if raw.get(key) is not None]
    if bounds not in (["value"], ["low", "high"]):
        raise InputRefused(
            f"target {id}", f"given {bounds or 'no figure'}", "it must have value, or low and high"
        )
    expect = str(raw.get("expect", "") or "")
    own = {"subject": raw["subject"], "regimen": raw["regimen"], "output": raw["output"]}
    arm = _arm(id, own)
    if (arm.output == _DOSE) is not (statistic == "dose_ratio_of_cohort"):
        raise InputRefused(
            f"target {id}", f"{statistic} of {arm.output}",
            f"{_DOSE} goes with dose_ratio_of_cohort alone",
        )  # fmt: skip
    return Target(
        id=id,
        fact=str(raw.get("fact", "")),
        arm=arm,
        statistic=statistic,
        unit=str(raw.get("unit", "")),
        versus=_arm(id, {**own, **raw["versus"]}) if raw.get("versus") else None,
        population=int(raw.get("population", 0)),
        settings={
            key: float(raw[key])
            for key in ("until_h", "from_h", "at_h", "fraction")
            if raw.get(key) is not None
        },
        expect=expect,
        expect_ratio=_expect_ratio(id, expect, raw.get("ratio")),
        assumed=tuple(raw.get("assumed", ()) or ()),
        domain=str(raw.get("domain", "") or domain_of(arm.output, arm.dosing, statistic)),
        found=str(raw.get("found", "") or ""),
        over=raw.get("over", "start"),
        titrated=bool(raw.get("titrated", False)),
        doubts=_doubts(id, raw.get("doubts", {})),
        n=int(raw.get("n", 0) or 0),
        sd=_number(raw, "sd"),
        se=_number(raw, "se"),
        without_drug=_number(raw, "without_drug"),
        value=_number(raw, "value"),
        low=_number(raw, "low"),
        high=_number(raw, "high"),
    )


def _doubts(id: str, raw: Mapping[str, str]) -> dict[str, str]:
    """By what is in doubt, the fact's id; files leave out where those facts stand."""
    if unknown := sorted(set(raw) - {"dose", "start"}):
        raise UnknownName(f"doubts of target {id}", unknown[0], ("dose", "start"))
    return {what: f"{DOUBTS}{by}" for what, by in raw.items()}


def _number(raw: Mapping[str, Any], key: str) -> float | None:
    return None if raw.get(key) is None else float(raw[key])


def _expect_ratio(id: str, expect: str, ratio: Any) -> tuple[float, float] | None:
    """The band of an expected miss, never on a figure within two-fold; None where none is said."""
    if ratio is None:
        return None
    if not expect:
        raise InputRefused(
            f"target {id}", "ratio alone", "a miss that is expected says why",
            do='Write expect = "..." beside it.',
        )  # fmt: skip
    low, high = (float(end) for end in ratio)
    if not (0 < low < high < 1 / 2 or 2 < low < high):
        raise InputRefused(
            f"target {id}", f"ratio = [{low:g}, {high:g}]",
            "it must rise, and lie below 0.5 or above 2: within two-fold is no miss",
        )  # fmt: skip
    return low, high


def _arm(id: str, raw: Mapping[str, Any]) -> Arm:
    subject = raw["subject"]
    if unknown := sorted(set(subject) - _SUBJECT):
        raise UnknownName(f"subject of target {id}", unknown[0], _SUBJECT)
    named = subject.get("syndrome")
    syndrome = None if named is None else _SYNDROMES.get(named, named)
    if syndrome is not None and syndrome not in SYNDROMES:
        raise UnknownName(f"syndrome of target {id}", str(named), [*SYNDROMES, *_SYNDROMES])
    return Arm(
        body=Body(
            age_y=float(subject["age_y"]),
            weight_kg=float(subject["weight_kg"]),
            crcl=_clearance(id, subject),
            baseline=_baseline(id, subject),
        ),
        syndrome=syndrome,
        dosing=dosing_given(id, raw["regimen"]),
        output=_OUTPUTS.get(str(raw["output"]), str(raw["output"])),
    )


def _baseline(id: str, subject: Mapping[str, Any]) -> dict[str, float]:
    """Scores before treatment; a MAS counts as the Ashworth score one above it."""
    scores = {name: float(subject[key]) for key, name in _BASELINE.items() if key in subject}
    if "mas_0_4" in subject:
        if "ashworth" in scores:
            raise InputRefused(
                f"subject of target {id}", "with two scores of tone", "one must be left out"
            )
        scores["ashworth"] = float(subject["mas_0_4"]) + 1
    return scores


def _clearance(id: str, subject: Mapping[str, Any]) -> float:
    if subject.get("crcl_mL_min") is not None:
        return float(subject["crcl_mL_min"])
    if subject.get("egfr_mL_min_173") is None:
        raise InputRefused(
            f"subject of target {id}", "without a kidney value",
            "it must have crcl_mL_min, or egfr_mL_min_173 and height_cm",
        )  # fmt: skip
    surface = body_surface(
        weight_kg=float(subject["weight_kg"]), height_cm=float(subject["height_cm"])
    )
    return deindexed(float(subject["egfr_mL_min_173"]), body_surface_m2=surface)
