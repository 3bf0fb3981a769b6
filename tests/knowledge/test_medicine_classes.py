"""Each class of medicines reaches its rules by name, by RxNorm and by ATC alike."""

from __future__ import annotations

import itertools

import pytest

from baclofen.assessment import Assessment, Request, assess
from baclofen.knowledge import Has, Ingredient, Verdict
from baclofen.patient import Medicine
from baclofen.value import replace
from tests.people import TODAY, fired, judge, known, person
from tests.saying import worded


def rules_of(medicine_class: str) -> set[str]:
    """The rules that this class alone is enough for, of a patient by mouth."""
    found = set()
    for rule in known().rules.values():
        for leaf in rule.when.leaves() if rule.when else ():
            if isinstance(leaf, Has) and (leaf.field, leaf.member) == (
                "medicine_classes",
                medicine_class,
            ):
                found.add(rule.id)
    # These ask for more than the class: a needle, a pump, two kinds of sedative, or epilepsy.
    more = {
        "INT-MORPHINE-IT", "INT-EPIDURAL", "INT-MULTI-CNS", "IT-LP-ASPIRIN", "IT-LP-RESUME",
        "INT-ANTIMALARIAL",
    }  # fmt: skip
    return found - more


def with_medicines(*medicines: Medicine, age_y: float = 45.0) -> Assessment:
    who = replace(person(age_y=age_y), medicines=medicines, baclofen=())
    return assess(who, known(), Request(today=TODAY, kind="start"))


def substances(item: Ingredient) -> list[str]:
    """Its ATC codes that name one substance; a few have only that of their group."""
    return [code for code in item.atc if len(code) == 7]


CLASSES = sorted(c for c in known().classes_spoken_of if rules_of(c))


def test_no_class_has_lost_its_rule() -> None:
    assert len(CLASSES) >= 36


@pytest.mark.parametrize("medicine_class", CLASSES)
def test_a_class_fires_by_name_by_rxnorm_and_by_atc(medicine_class: str) -> None:
    members = [i for i in known().codes.ingredients if medicine_class in i.classes]
    # What a medicine makes of a danger sign needs the sign as well.
    wanted = {id for id in rules_of(medicine_class) if not id.startswith("SIGN-")}
    ways: set[str] = set()
    for item in members[:4]:
        told = [("name", Medicine(f"{item.name.upper()} tablets"))]
        if item.rxnorm:
            told.append(("rxnorm", Medicine(f"code {item.rxnorm}", rxnorm=(item.rxnorm,))))
        told += [("atc", Medicine(f"code {c}", atc=(c,))) for c in substances(item)[:1]]
        for way, medicine in told:
            assert wanted <= fired(with_medicines(medicine)), (item.name, way)
            ways.add(way)
    coded = any(item.rxnorm for item in members)
    assert ways == {"name", "atc"} | ({"rxnorm"} if coded else set())


def test_every_ingredient_is_found_by_each_of_its_names_and_codes() -> None:
    codes = known().codes
    for item in codes.ingredients:
        for name in (item.name, *item.names, *item.brands):
            # A brand may say more of it: that it is given slowly.
            found = {one.name for one in codes.medicine(name).ingredients}
            assert item.name in found, (item.name, name)
        if item.rxnorm:
            assert codes.medicine("", rxnorm=[item.rxnorm]).ingredients == (item,)
        for code in substances(item):
            assert item.medicine_class in codes.medicine("", atc=[code]).classes, (item.name, code)


# --- sedation ---------------------------------------------------------------------------

OPIOIDS = (
    Medicine("morphine sulfate"), Medicine("MORPHINE HCL"), Medicine("Oramorph"),
    Medicine("co-codamol"), Medicine("paracetamol/codeine"), Medicine("Percocet"),
    Medicine("code 7804", rxnorm=("7804",)), Medicine("code 1049221", rxnorm=("1049221",)),
    Medicine("code N02AJ06", atc=("N02AJ06",)),
)  # fmt: skip
BENZODIAZEPINES = (
    Medicine("diazePAM"), Medicine("Valium 5mg"), Medicine("Bromazepam"),
    Medicine("code 3322", rxnorm=("3322",)), Medicine("code 563026", rxnorm=("563026",)),
    Medicine("code N05CD06", atc=("N05CD06",)), Medicine("code N05BA99", atc=("N05BA99",)),
)  # fmt: skip


@pytest.mark.parametrize("age_y", [14.0, 30.0, 64.9, 80.0])
def test_opioid_with_benzodiazepine_is_avoided_at_any_age(age_y: float) -> None:
    for opioid, benzodiazepine in itertools.product(OPIOIDS, BENZODIAZEPINES):
        fit = with_medicines(opioid, benzodiazepine, age_y=age_y)
        assert "INT-MULTI-CNS" in fired(fit), (opioid, benzodiazepine)
        assert fit.verdict >= Verdict.AVOID


KINDS = {
    "opioid": ("morphine", "tramadol"), "benzodiazepine": ("diazepam", "lorazepam"),
    "z_drug": ("zolpidem", "zopiclone"), "gabapentinoid": ("gabapentin", "pregabalin"),
    "alcohol": ("ethanol", "alcohol"), "muscle_relaxant": ("tizanidine", "cyclobenzaprine"),
    "antipsychotic": ("haloperidol", "quetiapine"), "tca": ("amitriptyline", "mirtazapine"),
    "sedating_antihistamine": ("hydroxyzine", "promethazine"),
    "other": ("phenobarbital", "melatonin"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_two_of_one_kind_count_once(kind: str) -> None:
    assert "INT-TWO-CNS" not in fired(judge(person(medicines=KINDS[kind], baclofen=())))


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(KINDS, 2)))
def test_two_kinds_count_as_two(one: str, other: str) -> None:
    fit = judge(person(medicines=(KINDS[one][0], KINDS[other][1]), baclofen=()))
    assert "INT-TWO-CNS" in fired(fit)
    alone = {one, other} == {"opioid", "benzodiazepine"}
    assert ("INT-MULTI-CNS" in fired(fit)) is alone


def test_three_kinds_are_avoided() -> None:
    fit = judge(person(medicines=("zopiclone", "hydroxyzine", "gabapentin"), baclofen=()))
    assert "INT-MULTI-CNS" in fired(fit)


def test_a_gabapentinoid_by_its_old_and_its_new_code_is_one_kind() -> None:
    fit = with_medicines(
        Medicine("code N03AX12", atc=("N03AX12",)), Medicine("code N02BF01", atc=("N02BF01",)),
        Medicine("Gabapentin 300 mg"),
    )  # fmt: skip
    assert "INT-GABAPENTINOID" in fired(fit)
    assert "INT-TWO-CNS" not in fired(fit)


def test_lithium_is_no_antipsychotic_and_baclofen_no_other_relaxant() -> None:
    lithium = fired(with_medicines(Medicine("code N05AN01", atc=("N05AN01",))))
    assert "INT-LITHIUM" in lithium
    assert "INT-ANTIPSYCH" not in lithium
    own = fired(with_medicines(Medicine("baclofen 10 mg", atc=("M03BX01", "M03B"))))
    assert "INT-MUSCLE-RELAX" not in own


def test_tizanidine_is_a_relaxant_and_lowers_the_blood_pressure() -> None:
    found = fired(with_medicines(Medicine("Zanaflex")))
    assert {"INT-MUSCLE-RELAX", "INT-ANTIHTN"} <= found
    assert "INT-TWO-CNS" not in found


def test_a_medicine_that_could_not_be_identified_is_said_and_counts_for_nothing() -> None:
    fit = with_medicines(Medicine("Diazepam 5 mg", rxnorm=("7052",)))
    assert not fit.medicines[0].is_recognised
    assert not {"INT-BZD", "INT-OPIOID"} & fired(fit)
    assert any("the words say diazepam, the code says morphine" in worded(n) for n in fit.notes)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Marcumar", "vitamin_k_antagonist"), ("Xarelto", "direct_xa_inhibitor"),
        ("Pradaxa", "direct_thrombin_inhibitor"), ("Liquemin", "unfractionated_heparin"),
        ("Clexane", "lmwh"), ("Orgaran", "heparinoid"), ("Arixtra", "fondaparinux"),
        ("Plavix", "p2y12_inhibitor"), ("Persantin", "pde_inhibitor"), ("Aggrastat", "gp_iib_iiia"),
        ("Actilyse", "thrombolytic"), ("triflusal", "antiplatelet_other"),
    ],
)  # fmt: skip
def test_an_antithrombotic_has_a_class_of_its_own_beside(name: str, own: str) -> None:
    assert known().codes.medicine(name).classes == {"antithrombotic", own}
    assert f"medicine_classes.{own}" not in known().information_only


def test_an_unlisted_antithrombotic_is_one_by_its_group() -> None:
    classes = known().codes.medicine("", atc=["B01AF99"]).classes
    assert classes == {"antithrombotic", "direct_xa_inhibitor"}


def test_aspirin_is_an_nsaid_and_named_apart() -> None:
    assert known().codes.medicine("ASS 100").classes == {"nsaid", "aspirin"}
    found = known().codes.medicine("Aggrenox")
    assert [i.name for i in found.ingredients] == ["aspirin", "dipyridamole"]
