"""Words of ordinary people that no ambulance is called for, and the same words where they tell of
danger: what wakes nobody, reflexes, denials, relatives, and what is over by its year."""

from __future__ import annotations

import pytest

from tests.people import known
from tests.unit.exchange.test_danger_words import heard, leads, read

QUIET = (
    "La douleur ne la réveille plus", "Les douleurs ne la réveillent plus",
    "El dolor ya no la despierta",
    "Il dolore non la sveglia più", "Schmerzen wecken sie nicht mehr", "Pain no longer wakes her",
    "Spasms no longer wake him", "Les spasmes ne le réveillent plus",
    "Gli spasmi non lo svegliano più",
    "Knee jerks brisk", "Ankle jerk absent", "Biceps jerk present",
    "Pain unresponsive to paracetamol",
    "Spasticity unresponsive to stretching", "Unresponsive to botulinum toxin",
    "Not sleepy in the daytime", "Does not hallucinate", "Wakes easily, no drowsiness",
    "No drowsiness on baclofen 10 mg", "Nicht schläfrig tagsüber", "Pas de somnolence en journée",
    "Sin somnolencia diurna, camina bien", "Nessuna sonnolenza durante il giorno",
    "Not at all drowsy, walks well", "Mother died in a coma", "Husband is confused at night",
    "Information leaflet on withdrawal given", "Delirium after hip surgery in 2019",
    "History of delirium 2012", "Confusion in 2018, resolved", "Had seizures as a baby",
    "Paracetamol overdose in 2004", "Delir nach Hüft-OP 2019", "Confusion en 2018 après chirurgie",
    "Intossicazione da paracetamolo nel 2004", "Krampfanfälle als Kleinkind",
    "Neither drowsy nor confused", "Spasticity unresponsive to diazepam", "Not unresponsive",
    "Doses spaced out over the day", "Does not recognise symptoms of hypoglycaemia",
    "Difficultés d'endormissement", "Enjoys seeing people", "Handout on seizures given",
)  # fmt: skip
LEAD = (
    "Unresponsive", "Unresponsive to voice", "Unresponsive to pain",
    "Found unresponsive, in pain before",
    "Chronic pain patient unresponsive", "In pain and unresponsive", "Jerks", "Limb jerks",
    "La douleur, ne se réveille plus", "Husband cannot wake her", "Pain gone, cannot be woken",
    "Not sleepy but confused", "No drowsiness, hallucinations since yesterday",
    "Pain: no. Drowsy since morning", "Is she not drowsy?", "No drowsiness until today",
    "Mother found her in a coma", "Delirium since 2019 surgery, worse today",
    "Unresponsive, stroke in 2019", "Stroke in 2019, unresponsive",
    "Overdose again, first one in 2004",
    "Delirium now as in 2019", "Confusion this week, delirium 2012", "Overdose 2026",
    "Delirium in 2025, again this week", "Fever no, confusion yes", "Hallucinations, as in 2019",
    "Drowsy with MS diagnosed in 2010", "Confusion on background of stroke in 2019",
    "Confused after baclofen started in 2019", "Thinks it is 1985", "Confused man born 1950",
    "Confused and says it is 1950", "Seizure at 2015", "Seizure 2015", "Delirium DSM-5 2013",
    "Delirium in 2019 and drowsy", "Overdose in 2004 and drowsy", "Hallucinations from 2019",
    "Confusion 2019 - present", "Delirium 2019 onwards", "Verwirrt bei MS 2010",
    "Confused after 2019",
    "Hip surgery in 2019. Confusion", "Seizures as a baby, seizure yesterday",
    "Unresponsive to treatment and to voice", "Patient unresponsive to medication",
    "Status unresponsive to diazepam", "Unresponsive to physostigmine",
    "Not drowsy at baseline", "Not confused last week", "Nicht verwirrt gewesen bis heute",
    "Isst nicht verwirrt", "Ne mange pas somnolente", "Pas confuse hier",
    "Information about confusion since yesterday", "Sieht Tiere an der Wand",
    "Does not recognise her husband", "Erkennt die Tochter nicht", "No sabe dónde está",
)  # fmt: skip
WISHES = (
    "Wants to end her life", "Wants to die", "Does not want to live any more",
    "Plans to take all her tablets", "Lebensmüde", "Will nicht mehr leben", "Möchte sterben",
    "Veut mourir", "Ne veut plus vivre", "Quiere morir", "No quiere vivir", "Vuole morire",
    "Non vuole più vivere", "No longer wants to live",
    "N'a plus envie de vivre",
    "Tried to hang himself", "TS 2025", "Autolisi", "Better off dead",
)  # fmt: skip


@pytest.mark.parametrize("text", QUIET)
def test_ordinary_words_are_no_alarm(text: str) -> None:
    assert not leads(read(text))


@pytest.mark.parametrize("text", LEAD)
def test_words_of_danger_beside_them_still_lead(text: str) -> None:
    assert leads(read(text))


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_to_die_goes_up_slowly(text: str) -> None:
    assert {"suicidality", "suicide_attempt"} & heard(read(text))


def test_an_overdose_of_a_year_is_a_history() -> None:
    patient = read("Paracetamol overdose in 2004")
    assert "drug_overdose_history" in patient.conditions
    assert known().codes.is_denied("No known epilepsy")


@pytest.mark.parametrize(
    "text",
    ["Wants to live with her son", "Does not want to live in a home", "Vuole vivere da sola"],
)
def test_where_somebody_wants_to_live_is_no_such_wish(text: str) -> None:
    assert not {"suicidality", "suicide_attempt"} & heard(read(text))
