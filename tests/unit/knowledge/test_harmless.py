"""A kept list clears what it names, and nothing that a key covers or that sounds an alarm."""

import pytest

from baclofen.knowledge import ICD10, ICD10CM, LOINC, SNOMED
from baclofen.knowledge.harmless import Harmless, KeptList, allergen_of
from tests.people import known

CODES = known().codes


@pytest.mark.parametrize(
    ("coding", "text", "listed"),
    [
        ([(SNOMED, "271737000")], "Anemia (disorder)", "harmless_conditions"),
        ([(SNOMED, "271737000")], "", "harmless_snomed"),
        ([(ICD10CM, "M17.11")], "", "harmless_conditions"),
        ([(ICD10, "M17.1")], "Gonarthrose", "harmless_conditions"),
        ([("http://local", "77")], "High cholesterol", "harmless_conditions"),
        ([], "GERD", "harmless_conditions"),
        ([], "Full-time employment (finding)", "harmless_conditions"),
        # A key covers these: by code, by words, by either of two.
        ([(ICD10CM, "G40.909")], "", ""),
        ([], "Epilepsy", ""),
        ([(SNOMED, "271737000"), (ICD10CM, "N18.4")], "Anemia", ""),
        ([(SNOMED, "271737000")], "Epilepsy", ""),
        # The code is listed, the words beside it sound an alarm.
        ([(ICD10CM, "M10.9")], "Gout with renal failure", ""),
        ([(ICD10CM, "M17.11")], "Baclofen pump for pain of the knee", ""),
        # More than a name, or nothing that is listed.
        ([], "Anemia and something else", ""),
        ([], "", ""),
        ([(SNOMED, "999")], "Zorbian syndrome", ""),
        # A category is listed, not all below it.
        ([(ICD10CM, "M10.9")], "", "harmless_conditions"),
        ([(ICD10CM, "M10.31")], "", ""),
        ([(ICD10CM, "K21.01")], "", ""),
        # ICD-10 codes only in ICD-10.
        ([("http://local", "M17.11")], "", ""),
    ],
)
def test_a_condition(coding: list[tuple[str, str]], text: str, listed: str) -> None:
    assert CODES.harmless_condition(coding, text) == listed


@pytest.mark.parametrize(
    ("coding", "text"),
    [([(SNOMED, "74400008")], "Appendicitis"), ([(ICD10CM, "J18.9")], ""), ([], "Pneumonia")],
)
def test_some_conditions_are_harmless_only_once_they_are_over(
    coding: list[tuple[str, str]], text: str
) -> None:
    assert CODES.harmless_condition(coding, text) == ""
    assert CODES.harmless_condition(coding, text, over=True) != ""


def test_what_is_over_is_not_harmless_for_that() -> None:
    for text in ("Stroke", "Suicide attempt", "Gastric bleeding", "Status epilepticus"):
        assert CODES.harmless_condition([], text, over=True) == ""


@pytest.mark.parametrize(
    ("coding", "text", "listed"),
    [
        ([], "Peanut allergy", "harmless_allergens"),
        ([], "Allergy to Latex (substance)", "harmless_allergens"),
        ([(SNOMED, "232347008")], "Dander (animal) allergy", "harmless_allergens"),
        ([(SNOMED, "84489001")], "", "harmless_snomed"),
        ([], "Penicillin V", ""),
        ([], "Baclofen", ""),
        ([(SNOMED, "84489001")], "Lioresal", ""),
        # Tablets of baclofen may hold them.
        ([], "Lactose", ""),
        ([], "Wheat", ""),
        ([], "Excipient", ""),
        ([], "", ""),
    ],
)
def test_an_allergen(coding: list[tuple[str, str]], text: str, listed: str) -> None:
    assert CODES.harmless_allergen(coding, text) == listed


@pytest.mark.parametrize("code", ["2093-3", "718-7", "55284-4", "3016-3"])
def test_a_measurement_that_no_rule_asks_for(code: str) -> None:
    assert CODES.harmless_measurement([(LOINC, code)]) == "harmless_measurements"
    assert CODES.harmless_measurement([("http://local", code)]) == ""


#: Level of consciousness, sedation, breathing, oxygen, pulse, temperature, baclofen, pregnancy,
#: clotting, muscle breakdown, drugs, mood and mind.
DANGEROUS = (
    "9269-2", "105043-4", "9279-1", "59408-5", "2708-6", "20564-1", "8867-4", "8310-5", "8331-1",
    "9353-4", "43897-8", "2118-8", "2106-3", "82810-3", "6301-6", "5902-2", "2157-6", "11246-6",
    "8237-0", "70146-6", "44261-6", "55758-7", "72106-8", "14334-7", "11557-6", "5640-8",
    "2160-0", "33914-3", "75443-2", "69453-9",
)  # fmt: skip


@pytest.mark.parametrize("code", DANGEROUS)
def test_a_measurement_that_may_say_danger_is_not_listed(code: str) -> None:
    assert CODES.harmless_measurement([(LOINC, code)]) == ""


@pytest.mark.parametrize(
    ("coding", "text", "listed"),
    [
        ([(SNOMED, "73761001")], "Colonoscopy", "harmless_procedures"),
        ([(SNOMED, "410006001")], "", "harmless_snomed"),
        ([], "Physical examination", "harmless_procedures"),
        ([(SNOMED, "302497006")], "Hemodialysis (procedure)", ""),
        ([], "Insertion of intrathecal pump", ""),
        ([(SNOMED, "73761001")], "Implantation of baclofen pump", ""),
        ([(SNOMED, "18946005")], "Epidural anesthesia", ""),
        ([], "Spinal fusion", ""),
    ],
)
def test_a_procedure(coding: list[tuple[str, str]], text: str, listed: str) -> None:
    assert CODES.harmless_procedure(coding, text) == listed


@pytest.mark.parametrize("kind", ["Claim", "Encounter", "Organization", "Provenance", "Coverage"])
def test_a_silent_type(kind: str) -> None:
    assert CODES.silent_resource(kind) == "silent_resources"


def test_the_words_of_a_visit_are_heard_and_those_of_a_bill_are_not() -> None:
    told = {
        kind
        for kind in ("Encounter", "Goal", "Flag", "Claim")
        if CODES.harmless.tells_in_words(kind)
    }
    assert told == {"Encounter", "Goal", "Flag"}


@pytest.mark.parametrize(
    "kind",
    ["Condition", "Flag", "DocumentReference", "RiskAssessment", "NutritionOrder", "Foo", ""],
)
def test_a_type_that_may_say_something(kind: str) -> None:
    assert CODES.silent_resource(kind) == ""


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Chronic renal insufficiency", {"ckd"}),
        ("Zustand nach Niereninsuffizienz", {"ckd"}),
        ("Insuffisance rénale", {"ckd"}),
        ("Insuficiencia renal crónica", {"ckd"}),
        ("Insufficienza renale", {"ckd"}),
        ("Hémodialyse", {"dialysis"}), ("Dialisi", {"dialysis"}),
        ("Lebertransplantation", {"kidney_transplant", "hepatic_impairment"}),
        ("Trapianto di fegato", {"kidney_transplant", "hepatic_impairment"}),
        ("Temporallappenepilepsie", {"epilepsy"}),
        ("Crise comitiale", {"epilepsy", "seizure", "signs.seizure"}),
        ("Krampfanfall", {"seizure", "signs.seizure"}),
        ("Convulsiones febriles", {"seizure", "signs.seizure", "signs.fever"}),
        ("Magengeschwür", {"peptic_ulcer"}), ("Úlcera gástrica", {"peptic_ulcer"}),
        ("Schlaganfall", {"stroke"}), ("Ictus isquémico", {"stroke"}),
        ("Suizidversuch", {"suicidality", "signs.baclofen_poisoning"}), ("Suizid", {"suicidality"}),
        ("Tentative de suicide", {"suicidality", "signs.baclofen_poisoning"}),
        ("Schwangerschaft", {"pregnancy"}), ("Embarazo", {"pregnancy"}),
        ("Ateminsuffizienz", {"respiratory_failure"}),
        ("Insuffisance respiratoire", {"respiratory_failure"}),
        ("Apnée du sommeil", {"sleep_apnoea"}), ("Schlafapnoe", {"sleep_apnoea"}),
        ("Delirium tremens", {"confusional_state", "signs.delirium"}),
        ("Hepatische Enzephalopathie", {"hepatic_impairment", "signs.encephalopathy"}),
        ("Comatose", {"signs.coma"}), ("Porfiria aguda", {"porphyria"}),
        ("No seizures; mother had a stroke", {"seizure", "signs.seizure", "stroke"}),
        ("Venous ulcer of the leg", set()), ("Úlcera corneal", set()),
        ("Pressure ulcer, and a gastric ulcer", {"pressure_ulcer", "peptic_ulcer"}),
        ("Myocardial infarction", set()), ("Seasonal hay fever", set()),
        ("Ulcerative colitis", set()), ("Reinfection", set()), ("Psychosocial stress", set()),
        ("Hypotonie orthostatique", {"hypotension"}),
        ("Hypotonie axiale", {"hypotension", "signs.limpness"}),
        ("Ménière's disease", set()), ("", set()), ("Osteoarthritis", set()),
    ],
)  # fmt: skip
def test_alarms(text: str, means: set[str]) -> None:
    assert set(CODES.alarms_in(text)) == means


def test_alarms_come_once_each_and_in_the_order_of_the_words() -> None:
    assert CODES.alarms_in("Stroke, then seizures; a second stroke") == (
        "stroke", "seizure", "signs.seizure",
    )  # fmt: skip


def test_what_an_allergy_is_called_besides_its_substance() -> None:
    assert allergen_of("Allergic to cat dander") == "cat dander"
    assert allergen_of("Allergy") == ""


def test_a_listed_name_counts_even_where_it_holds_an_alarm() -> None:
    kept = KeptList("mine", words=frozenset({"no renal failure"}))
    stems = {"renal*": ["ckd"]}
    of = CODES.harmless
    lists = Harmless(
        [kept], [], [], [], [], frozenset(), frozenset(), frozenset(), stems, {},
        of.functions, of.swallowed, of.others, of.pump,
    )  # fmt: skip
    assert lists.list_of([kept], [], "No renal failure") == "mine"
    assert lists.list_of([kept], [], "Renal failure") == ""
