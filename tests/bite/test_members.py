"""Every member of every list that decides: left out alone, someone's judgement or plan changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from baclofen.assessment import Request, assess
from baclofen.assessment.case import read_situation
from baclofen.assessment.urgent import kinds_of_sedative
from baclofen.knowledge import Has, Knowledge
from baclofen.patient import SIGNS, BaclofenUse, Entry, KidneyValue, Medicine, Patient
from baclofen.planning import plan_oral
from baclofen.units import mcg, mg, months_before
from baclofen.value import replace
from tests.bite.edges import decides
from tests.people import TODAY, known, person

K = known()


def asked() -> list[tuple[str, str, Has]]:
    """Every member of a set that a rule asks for: rule, part, leaf."""
    return [
        (rule.id, part, leaf)
        for rule in K.rules.values()
        for part in ("when", "beyond")
        for leaf in (getattr(rule, part).leaves() if getattr(rule, part) else ())
        if isinstance(leaf, Has)
    ]


def test_each_member_that_a_rule_asks_for_decides_somewhere() -> None:
    found = asked()
    assert len(found) > 350
    idle = [(id, part, leaf.name) for id, part, leaf in found
            if not decides(getattr(K.rules[id], part), leaf)]  # fmt: skip
    assert idle == []


def medicine_of(kind: str) -> str:
    """A medicine of this class and, if there is one, of no other."""
    found = [i for i in K.codes.ingredients if kind in (i.medicine_class, *i.also_classes)]
    return min(found, key=lambda i: len(i.also_classes)).name


def told(leaf: Has) -> Patient:
    """Someone in whom this member is there."""
    match leaf.field:
        case "conditions" | "signs" | "allergies":
            return person(**{leaf.field: [leaf.member]})
        case "signs_again":
            return person(signs_again=frozenset({leaf.member}))
        case "signs_passed":
            return person(signs_passed=frozenset({leaf.member}))
        case "signs_open":
            return person(signs_open=frozenset({leaf.member}))
        case "conditions_told" | "signs_told":
            return person(**{leaf.field.removesuffix("_told"): [leaf.member]})
        case "medicine_classes":
            return person(medicines=[medicine_of(leaf.member)])
    return person(baclofen=(USES[leaf.member],))


USES = {
    "oral": BaclofenUse("oral", "active", "baclofen", mg(30)),
    "recent": BaclofenUse("oral", "stopped", "baclofen", mg(30)),
    "intrathecal": BaclofenUse("intrathecal", "active", "baclofen", mcg(300)),
}


MEMBERS = {leaf.name: leaf for _, _, leaf in asked()}


@pytest.mark.parametrize("name", sorted(MEMBERS))
def test_each_member_comes_through_from_a_person(name: str) -> None:
    leaf = MEMBERS[name]

    def held(who: Patient) -> bool:
        case = read_situation(who, Request(today=TODAY, kind="start"), K).case
        return leaf.judge(case) is True

    assert held(told(leaf))
    assert not held(person(medicines=[], baclofen=()))


# --- lists in the values of rules -------------------------------------------------------


def changed(known: Knowledge, rule: str, values: Mapping[str, Any]) -> Knowledge:
    """The same knowledge with other values of one rule."""
    own = replace(known.rules[rule], values={**(known.rules[rule].values or {}), **values})
    return replace(known, rules={**known.rules, rule: own})


KINDS: tuple[tuple[str, ...], ...] = (K.rules["INT-MULTI-CNS"].values or {})["classes"]


@pytest.mark.parametrize("member", sorted(m for kind in KINDS for m in kind))
def test_each_class_of_sedatives_counts(member: str) -> None:
    alcohol = member == "alcohol"
    classes = frozenset() if alcohol else frozenset({member})
    less = tuple(tuple(m for m in kind if m != member) for kind in KINDS)
    bare = changed(K, "INT-MULTI-CNS", {"classes": less})
    assert kinds_of_sedative(classes, K, alcohol=alcohol) == 1
    assert kinds_of_sedative(classes, bare, alcohol=alcohol) == 0


def test_each_kind_of_sedatives_counts_once() -> None:
    every = frozenset(m for kind in KINDS for m in kind) - {"alcohol"}
    assert kinds_of_sedative(every, K, alcohol=True) == len(KINDS)
    assert kinds_of_sedative(every, K, alcohol=False) == len(KINDS) - 1
    assert kinds_of_sedative(frozenset({"nsaid"}), K) == 0


def test_each_medicine_that_acts_on_the_kidney_shortens_the_life_of_a_value() -> None:
    acting = {
        leaf.member
        for id in ("INT-RENAL-OTHER", "INT-RENAL-NSAID")
        for leaf in K.rules[id].when.leaves()  # type: ignore[union-attr]
        if isinstance(leaf, Has)
    }
    assert len(acting) > 3
    for kind in sorted(acting):
        name = medicine_of(kind)
        new = (Medicine(name, since=TODAY),)
        who = replace(person(egfr=None, kidney=_of_half_a_year()), medicines=new)
        found = read_situation(who, Request(today=TODAY), K)
        assert not found.kidney.known, name


def _of_half_a_year() -> tuple[Any, ...]:
    return (KidneyValue("egfr", 95.0, on=months_before(TODAY, 6)),)


# --- what a rule does beside its verdict ------------------------------------------------

#: Each rule that slows a start, and someone in whom it alone fires of these.
SLOWED: Mapping[str, Patient] = {
    "AGE-ELDERLY": person(age_y=70.0),
    "AGE-CEREBRAL": person(conditions=["cerebral_palsy"]),
    "INT-OPIOID": person(medicines=["morphine"]),
    "INT-BZD": person(medicines=["diazepam"]),
    "INT-ZDRUG": person(medicines=["zolpidem"]),
    "INT-GABAPENTINOID": person(medicines=["pregabalin"]),
    "INT-SEDATIVE": person(medicines=["phenobarbital"]),
    "INT-MUSCLE-RELAX": person(medicines=["tizanidine"]),
    "INT-TWO-CNS": person(medicines=["haloperidol", "amitriptyline"]),
    "W-DEMENTIA": person(conditions=["dementia"]),
    "W-NEUROMUSCULAR": person(conditions=["neuromuscular_weakness"]),
    "COND-PRESSURE": person(conditions=["raised_intracranial_pressure"]),
    "W-SLOW-RISK": person(conditions=["suicidality"]),
    "SIGN-OPEN": person(signs_open=frozenset({"somnolence"}), baclofen=()),
    "UNREAD-MEDICINE": person(medicines=["Xyzzium"], baclofen=()),
    "UNREAD-WATCHED": person(
        unread=(Entry("a", "condition", "query stroke", "unread", alarms=("stroke",)),)
    ),
}


@pytest.mark.parametrize("id", SLOWED)
def test_each_reason_for_a_slow_start_slows_it_alone(id: str) -> None:
    def steps(known: Knowledge) -> list[tuple[float, int]]:
        request = Request(today=TODAY, kind="start")
        made = plan_oral(assess(SLOWED[id], known, request), known).up
        assert made is not None
        return [(step.daily.in_mg, step.step.days) for step in made.steps]

    assert steps(K)[:2] == [(5.0, 7), (10.0, 7)]
    unslowed = replace(K.rules[id], slows=False)
    assert steps(replace(K, rules={**K.rules, id: unslowed}))[:2] == [(15.0, 3), (30.0, 3)]


#: A rule that never fires without another one that slows, and someone in whom it fires.
BESIDE_ANOTHER: Mapping[str, Patient] = {
    "REN-OLD-CRCL": person(
        egfr=None, age_y=70.0, weight_kg=60.0, creatinine_mg_per_dL=0.9, baclofen=()
    ),
}


@pytest.mark.parametrize("id", BESIDE_ANOTHER)
def test_a_reason_beside_another_is_named_among_them(id: str) -> None:
    def named(known: Knowledge) -> bool:
        made = plan_oral(
            assess(BESIDE_ANOTHER[id], known, Request(today=TODAY, kind="start")), known
        )
        return any(n.phrase == "titrate.slow" and id in n.why for n in made.reasons)

    assert named(K)
    unslowed = replace(K.rules[id], slows=False)
    assert not named(replace(K, rules={**K.rules, id: unslowed}))


def test_no_other_rule_slows_a_start() -> None:
    slows = {rule.id for rule in K.rules.values() if rule.slows}
    assert slows == {*SLOWED, *BESIDE_ANOTHER}


# --- lists of the frame -----------------------------------------------------------------

#: What each diagnosis suggests where no indication is named; those of the second beside spasticity.
SUGGESTS = {
    "ms_spasticity": ("multiple_sclerosis",),
    "sci_spasticity": (
        "spinal_cord_injury", "paraplegia_tetraplegia", "spinal_cord_disease",
        "transverse_myelitis", "syringomyelia", "spinal_cord_tumour",
        "hereditary_spastic_paraplegia",
    ),
    "cerebral_spasticity": ("cerebral_palsy", "hemiplegia"),
    "trigeminal_neuralgia": ("trigeminal_neuralgia",),
    "neuropathic_pain": (
        "diabetic_neuropathy", "postherpetic_neuralgia", "chemotherapy_neuropathy", "central_pain",
        "neuropathic_pain_other", "crps",
    ),
    "fibromyalgia": ("fibromyalgia",),
    "chronic_low_back_pain": ("chronic_low_back_pain",),
    "cancer_pain": ("cancer_pain",),
}  # fmt: skip
ONLY_BESIDE_SPASTICITY = ("stroke", "traumatic_brain_injury", "meningitis")


def suggested(*conditions: str) -> str | None:
    who = person(syndrome=None, conditions=conditions)
    return read_situation(who, Request(today=TODAY, kind="start"), K).syndrome


@pytest.mark.parametrize(
    ("syndrome", "condition"), [(s, c) for s, found in SUGGESTS.items() for c in found]
)
def test_each_diagnosis_suggests_its_indication(syndrome: str, condition: str) -> None:
    assert suggested(condition) == syndrome


@pytest.mark.parametrize("condition", ONLY_BESIDE_SPASTICITY)
def test_some_diagnoses_suggest_one_only_beside_spasticity(condition: str) -> None:
    assert suggested(condition, "spasticity") == "cerebral_spasticity"
    assert suggested(condition) is None


def test_no_other_diagnosis_suggests_one() -> None:
    listed = {c for found in SUGGESTS.values() for c in found}
    for condition in sorted(K.codes.conditions):
        assert (suggested(condition) is not None) is (condition in listed), condition
        beside = suggested(condition, "spasticity") is not None
        assert beside is (condition in listed or condition in ONLY_BESIDE_SPASTICITY), condition


@pytest.mark.parametrize(
    ("syndrome", "origin"),
    [
        ("ms_spasticity", "spinal"), ("sci_spasticity", "spinal"),
        ("cerebral_spasticity", "cerebral"), ("neuropathic_pain", None), ("other", None),
    ],
)  # fmt: skip
def test_where_the_spasticity_of_an_indication_comes_from(
    syndrome: str, origin: str | None
) -> None:
    case = read_situation(person(syndrome=syndrome), Request(today=TODAY, kind="start"), K).case
    assert case.get("origin") == origin


#: Signs of poisoning, and what counts as one only beside one of them.
POISONING = (
    "confusion", "hallucinations", "delirium", "encephalopathy", "myoclonus", "somnolence",
)  # fmt: skip
BESIDE = ("limpness", "slow_pulse", "low_temperature")


def danger(*signs: str) -> int:
    case = read_situation(person(signs=signs), Request(today=TODAY, kind="start"), K).case
    return int(case["danger_signs"])


@pytest.mark.parametrize("sign", POISONING)
def test_each_sign_of_poisoning_counts(sign: str) -> None:
    assert danger(sign) == 1


@pytest.mark.parametrize("sign", BESIDE)
def test_some_signs_count_only_beside_one_of_poisoning(sign: str) -> None:
    assert (danger(sign), danger(sign, "coma"), danger(sign, "confusion")) == (0, 0, 2)


@pytest.mark.parametrize("sign", BESIDE)
def test_they_count_beside_each_other(sign: str) -> None:
    assert danger(*set(BESIDE) - {sign}) == 1
    assert danger(*BESIDE) == 2


def test_no_other_sign_counts() -> None:
    others = set(SIGNS) - {*POISONING, *BESIDE}
    assert danger(*others) == 0
    assert danger(*SIGNS) == len(POISONING) + len(BESIDE)


#: Signs of a withdrawal by mouth.
LACK = ("fever", "itching", "fast_pulse", "rigidity", "dark_urine")


def lack(*signs: str) -> int:
    case = read_situation(person(signs=signs), Request(today=TODAY, kind="start"), K).case
    return int(case["lack_signs"])


@pytest.mark.parametrize("sign", LACK)
def test_each_sign_of_withdrawal_counts(sign: str) -> None:
    assert lack(sign) == 1


#: Signs of too much and of too little.
EITHER = ("hallucinations", "confusion", "delirium")


def either(*signs: str) -> bool:
    case = read_situation(person(signs=signs), Request(today=TODAY, kind="start"), K).case
    return bool(case["signs_of_either"])


@pytest.mark.parametrize("sign", EITHER)
def test_each_sign_of_either_counts_beside_one_of_withdrawal(sign: str) -> None:
    assert (either(sign), either(*EITHER), either("fever"), either(sign, "fever")) == (
        False, False, False, True,
    )  # fmt: skip


def test_no_other_sign_is_one_of_either() -> None:
    assert not either(*set(SIGNS) - {*EITHER})


def test_no_other_sign_is_one_of_withdrawal() -> None:
    assert lack(*set(SIGNS) - {*LACK}) == 0
    assert lack(*SIGNS) == len(LACK)
