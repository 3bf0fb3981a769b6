"""Words of danger that tell of somebody else, of a precaution, a look, a fear or of long ago keep
nobody; the same words told of the patient lead.

Both sides stand beside each other, in five languages, as records write them. Each is dated the day
before the day judged where nothing else is said.
"""

from __future__ import annotations

import pytest

from baclofen.knowledge import Verdict
from tests.unit.answering.test_look_now import ORAL, PUMP, is_looked_at
from tests.unit.answering.test_unread_words import is_plain, plan_of, raises, told
from tests.unit.exchange.build import Json

#: What keeps nobody from the dose, nor frightens: by its kind.
QUIET = {
    "a relative's": (
        "Mother died of an overdose", "Husband attempted suicide last year",
        "Brother died by suicide", "Bruder: Suizid (Familienanamnese)", "Coma, family history",
        "Son has epilepsy since 2015", "Sister had a seizure in 2019", "Wife has epilepsy",
        "Daughter died of a heroin overdose", "Partner had a stroke",
        "Mutter starb an einer Überdosis", "Vater an Schlaganfall verstorben",
        "Ehemann hat Epilepsie", "Bruder beging Suizid", "Schwester: Suizidversuch 2010",
        "Mère décédée d'une overdose", "Frère mort par suicide", "Son mari a fait un AVC",
        "Père : suicide", "Madre fallecida por sobredosis", "Hermano murió por suicidio",
        "Marido con epilepsia", "Padre morto per suicidio", "Madre deceduta per overdose",
        "Il marito ha avuto un ictus", "Fratello: suicidio (anamnesi familiare)",
    ),
    "a precaution": (
        "Naloxone prescribed for overdose prevention",
        "Naloxone kit dispensed, overdose education given", "Seizure precautions",
        "Seizure precautions discussed", "Counselled on risk of drowsiness and driving",
        "Advised not to stop abruptly because of seizures", "Overdose prevention education",
        "Suicide prevention plan in place", "Educated on signs of overdose",
        "Seizure prophylaxis", "Warned about drowsiness",
        "Naloxon zur Vorbeugung einer Überdosierung verordnet", "Suizidprävention",
        "Aufgeklärt über Schläfrigkeit und Fahrtüchtigkeit", "Krampfprophylaxe",
        "Naloxone prescrite en prévention du surdosage", "Prévention du suicide",
        "Informé du risque de somnolence", "Prévention des crises convulsives",
        "Naloxona prescrita para prevención de sobredosis", "Prevención del suicidio",
        "Asesorado sobre somnolencia y conducción", "Precauciones por convulsiones",
        "Naloxone prescritto per prevenzione di overdose", "Prevenzione del suicidio",
        "Informato sul rischio di sonnolenza", "Precauzioni per convulsioni",
    ),
    "a look that found nothing": (
        "Screening for suicidality negative", "Columbia suicide severity rating scale: low risk",
        "PHQ-9 item 9 negative, no suicidality", "Risk of suicide: none",
        "Daytime sleepiness screening (Epworth) normal", "Suicidality screen: negative",
        "Delirium screening (CAM) negative", "Suicide risk assessment: no risk",
        "Suizidalität: Screening unauffällig", "Screening auf Suizidalität negativ",
        "Suizidrisiko gering", "Delir-Screening negativ", "Risque suicidaire faible",
        "Dépistage du risque suicidaire négatif", "Échelle de somnolence d'Epworth normale",
        "Riesgo de suicidio bajo", "Cribado de suicidio negativo",
        "Escala de somnolencia de Epworth normal", "Rischio di suicidio basso",
        "Screening per suicidio negativo", "Scala di sonnolenza di Epworth normale",
    ),
    "a fear": (
        "Fear of seizures", "Afraid of having a seizure", "Fear of overdose",
        "Angst vor Krampfanfällen", "Peur des crises d'épilepsie", "Miedo a las convulsiones",
        "Paura delle convulsioni",
    ),
}  # fmt: skip

#: The same words of the patient, of whom somebody else may only tell: none may be lost.
LOUD = (
    "Mother reports overdose", "Overdose, mother found him", "Mother says he had an overdose",
    "Found by husband after suicide attempt", "Husband found her after overdose",
    "Suicide attempt, husband called", "Wife witnessed seizure yesterday",
    "Wife unable to rouse", "Mother unable to wake him", "Mother: unresponsive",
    "Husband: seizure", "Overdose, brother informed", "Overdosed like his mother",
    "Attempted suicide in front of wife", "Sister has found her unconscious",
    "Suicide attempt after death of mother", "Mother died, then took an overdose",
    "Naloxone given for overdose", "Naloxone given, woke up", "Overdose, naloxone prescribed",
    "Overdose, education given", "Seizure, precautions discussed", "Overdose despite education",
    "Seizure despite prophylaxis", "Suicide attempt, prevention plan in place",
    "Seizure precautions after seizure yesterday", "Drowsiness, advised not to drive",
    "Counselled after overdose", "Warned after second overdose",
    "Suicide screening positive", "Screening for suicidality positive after overdose",
    "Overdose, low risk", "Suicide attempt, risk assessment", "Overdose: risk low",
    "PHQ-9 item 9 positive, overdose yesterday", "Risk of suicide: high, took an overdose",
    "Overdose, screening negative for paracetamol", "Seizure, CT normal",
    "Epworth normal, but unresponsive today", "Delirium screening (CAM) positive",
    "Fear of seizures after a seizure today", "Fear of police after overdose",
    "Worried about overdose", "Concerned about overdose", "Afraid, took an overdose",
    "Mutter fand ihn nach Überdosis", "Überdosis, Mutter informiert", "Mutter berichtet Überdosis",
    "Ehefrau kann ihn nicht wecken, bewusstlos", "Nach Suizidversuch vom Ehemann gefunden",
    "Naloxon gegeben bei Überdosis", "Krampfanfall trotz Prophylaxe",
    "Suizidversuch, Prävention besprochen", "Suizidalität: Screening positiv nach Überdosis",
    "Überdosis, Aufklärung erfolgt", "Sa mère rapporte un surdosage",
    "Retrouvé par son mari après tentative de suicide", "Naloxone administrée pour surdosage",
    "Surdosage, mère prévenue", "Crise convulsive malgré prévention",
    "La madre refiere sobredosis", "Encontrado por su marido tras intento de suicidio",
    "Naloxona administrada por sobredosis", "Sobredosis, avisada la madre",
    "Convulsiones pese a prevención", "La madre riferisce overdose",
    "Trovato dal marito dopo tentato suicidio", "Naloxone somministrato per overdose",
    "Overdose, avvisata la madre", "Convulsioni nonostante la prevenzione",
)  # fmt: skip

_RESOLVED: Json = {"clinicalStatus": {"coding": [{"code": "resolved"}]}}
_INACTIVE: Json = {"clinicalStatus": {"coding": [{"code": "inactive"}]}}
#: Long ago, and over by its own status.
PAST = (
    told("Overdose of paracetamol 2009, no sequelae", onsetDateTime="2009", **_INACTIVE),
    told("Suicide attempt by hanging 1999", onsetDateTime="1999", **_INACTIVE),
    told("Opioid overdose 2017, on buprenorphine-free remission", onsetDateTime="2017",
         abatementDateTime="2017", **_RESOLVED),
    told("Überdosis mit Opioiden 2015, folgenlos", onsetDateTime="2015", **_RESOLVED),
    told("Tentative de suicide par pendaison 2001", onsetDateTime="2001", **_INACTIVE),
    told("Intento de suicidio por ahorcamiento 2003", onsetDateTime="2003", **_RESOLVED),
    told("Tentato suicidio per impiccagione 2004", onsetDateTime="2004", **_INACTIVE),
)  # fmt: skip


@pytest.mark.parametrize("text", [text for kind in QUIET.values() for text in kind])
def test_what_is_not_of_the_patient_or_not_of_now_keeps_nobody(text: str) -> None:
    plan = plan_of([ORAL], told(text))
    assert is_plain(plan.fit)
    assert raises(plan)
    assert not is_looked_at(plan)


@pytest.mark.parametrize("text", LOUD)
def test_what_may_be_the_patients_own_leads(text: str) -> None:
    plan = plan_of([ORAL], told(text))
    assert not is_plain(plan.fit)
    assert not raises(plan)


@pytest.mark.parametrize("entry", PAST, ids=lambda entry: str(entry["code"]["text"]))
def test_what_was_over_years_ago_keeps_nobody(entry: Json) -> None:
    assert raises(plan_of([ORAL], entry))
    assert not is_looked_at(plan_of([PUMP], entry))


#: What a pump that may give nothing, and what somebody who lacks or has too much, is told as.
WITH_A_PUMP = (
    "Wife cannot wake him", "Does not wake up, wife says", "Blue lips", "Cyanosed",
    "Board-like stiffness and itching all over", "Pump ran dry", "Catheter occlusion",
    "Catheter kinked on X-ray", "CSF leak around catheter", "Swelling over pump, fluid leaking",
    "Pump flipped in pocket, cannot be refilled", "Pump failure", "Catheter migration on CT",
    "Acute on chronic respiratory failure on arrival", "Acute hypercapnic respiratory failure",
    "Wacht nicht auf, sagt die Frau", "Lippen blau", "Zyanotisch seit heute", "Bretthart steif",
    "Pumpe defekt", "Pumpenausfall", "Katheterverschluss im Röntgen", "Liquorleck am Katheter",
    "Pompe en panne", "Lèvres bleues", "Sa femme n'arrive pas à le réveiller",
    "Cathéter bouché", "Fuite de LCR", "Pompe retournée, remplissage impossible",
    "No consigue despertarlo", "Labios azules", "Bomba averiada", "Oclusión del catéter",
    "Bomba girada, no se puede rellenar", "Non riesce a svegliarlo", "Labbra blu", "Pompa guasta",
    "Catetere inginocchiato", "Perdita di liquor dal catetere",
)  # fmt: skip


@pytest.mark.parametrize("text", WITH_A_PUMP)
def test_with_a_pump_it_leads_while_it_is_new(text: str) -> None:
    plan = plan_of([PUMP], told(text))
    assert is_looked_at(plan) or plan.fit.verdict is Verdict.EMERGENCY
    assert not is_looked_at(plan_of([PUMP], told(text, onsetDateTime="2015-05-01")))


@pytest.mark.parametrize(
    "text",
    [
        "Catheter blocked", "Suprapubic catheter blocked", "Pain does not wake him",
        "Spasms no longer wake her at night", "Spasms do not wake him up",
        "Unable to refill prescription", "Heart pump failure", "Board-like abdomen",
        "Fingers turned blue in the cold", "Not responding to treatment",
    ],
)  # fmt: skip
def test_another_catheter_pump_or_part_of_the_body_is_looked_at_by_nobody(text: str) -> None:
    assert not is_looked_at(plan_of([ORAL], told(text)))


@pytest.mark.parametrize("runs", [ORAL, PUMP], ids=["by mouth", "a pump"])
@pytest.mark.parametrize(
    "text",
    [
        "Temperature 41", "Fieber 40,5", "Température 40,2 °C", "Temp 105 F", "CK 32000 U/L",
        "CK 32.000 U/l", "Very rigid, temperature 40, agitated",
    ],
)  # fmt: skip
def test_a_heat_or_a_broken_muscle_in_figures_leads(runs: Json, text: str) -> None:
    made = plan_of([runs], told(text))
    assert is_looked_at(made) or made.fit.verdict is Verdict.EMERGENCY


@pytest.mark.parametrize("text", ["Temperature 37.2", "Temp 98.6 F", "CK 320 U/L", "CK 7"])
def test_an_ordinary_figure_does_not(text: str) -> None:
    assert not is_looked_at(plan_of([PUMP], told(text)))


def test_itching_beside_a_pump_that_fails_in_words_is_an_emergency() -> None:
    for words in ("Pump alarm beeping since last night", "Catheter kinked on X-ray"):
        assert plan_of([PUMP], told("Itching"), told(words)).fit.fired("P-SIGN-HEARD")
    old = told("Pump alarm beeping", onsetDateTime="2015-05-01")
    assert not plan_of([PUMP], told("Itching"), old).fit.fired("P-SIGN-HEARD")


_AGO: Json = {
    "onsetDateTime": "2021-01-01", "abatementDateTime": "2021-01-20", **_RESOLVED,
}  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "holds"),
    [
        (told("Acute respiratory failure", **_AGO), False),
        (told("Acute respiratory failure with hypoxia", **_AGO), False),
        (told("Acute respiratory failure in COVID", **_AGO), False),
        (told("Akutes Lungenversagen", **_AGO), False),
        (told("Insuffisance respiratoire aiguë", **_AGO), False),
        (told("Acute on chronic respiratory failure", **_AGO), True),
        (told("Chronic respiratory failure", onsetDateTime="2021-01-01"), True),
        (told("Respiratory failure", onsetDateTime="2021-01-01"), True),
    ],
    ids=lambda one: one["code"]["text"] if isinstance(one, dict) else str(one),
)  # fmt: skip
def test_acute_failing_lungs_of_years_ago_are_over_and_chronic_ones_are_not(
    entry: Json, holds: bool
) -> None:
    assert raises(plan_of([ORAL], entry)) is not holds


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("Respiratory failure", True), ("Type 2 respiratory failure", True),
        ("Insuffisance respiratoire", True), ("Chronic respiratory failure", False),
    ],
)  # fmt: skip
def test_new_failing_lungs_without_a_word_for_what_lasts_are_looked_at(
    text: str, is_asked: bool
) -> None:
    plan = plan_of([ORAL], told(text))
    assert is_looked_at(plan) is is_asked
    assert not raises(plan)
