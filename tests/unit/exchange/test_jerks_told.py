"""Jerks in a note: myoclonus, and jerks that are new, are looked at; reflexes, spasms, jerks of
falling asleep and what is known for long are not."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.exchange.fhir.told import sounds_of_note
from baclofen.knowledge import Verdict
from tests.people import TODAY, known
from tests.unit.exchange.build import day
from tests.unit.exchange.test_told import WHO, heard, judged, read

K = known()

JERKS = (
    "Myoclonus since this morning.", "Jerking of the arms since yesterday.",
    "Myoclonic jerks of both legs", "Generalised myoclonus, unsteady", "Twitching since yesterday",
    "Knee jerks brisk, myoclonus of the arms", "No fever. Myoclonus.",
    "New onset jerks of the arms", "No seizures but myoclonus", "Myoklonien seit heute Morgen.",
    "Zuckungen der Arme seit gestern.", "Muskelzuckungen seit heute",
    "Kein Fieber, aber Myoklonien",
    "Myoclonies depuis ce matin.", "Secousses des bras depuis hier.",
    "Mioclonías desde esta mañana.", "Sacudidas de los brazos desde ayer.",
    "Mioclonie da stamattina.", "Scosse alle braccia da ieri.",
)  # fmt: skip

QUIET = (
    "Knee jerks brisk", "Ankle jerks absent since yesterday", "No myoclonus",
    "No jerks since yesterday", "Denies myoclonus or jerks", "Hypnic jerks", "Sleep myoclonus",
    "Myoclonic jerks when falling asleep", "Juvenile myoclonic epilepsy",
    "Known myoclonus, unchanged", "Chronic myoclonus", "Watch for myoclonus",
    "Myoclonus may occur", "Spasms and jerks of the legs", "Legs jerk with spasms since yesterday",
    "Jerking spasms since yesterday", "History of myoclonus", "Valproate for myoclonus",
    "Legs jerk at night", "Side effects: myoclonus", "Myoclonus in 2015",
    "Keine Myoklonien", "Einschlafmyoklonien", "Patellarsehnenreflexe lebhaft",
    "Bekannte Myoklonien", "Zuckungen bei Spastik seit gestern", "Pas de myoclonies",
    "Myoclonies d'endormissement", "Épilepsie myoclonique juvénile", "Sin mioclonías",
    "Mioclonías del sueño", "Epilepsia mioclónica juvenil", "Nessuna mioclonia",
    "Mioclonie del sonno", "Epilessia mioclonica giovanile",
)  # fmt: skip


@pytest.mark.parametrize("text", JERKS)
def test_jerks_of_now_are_heard(text: str) -> None:
    assert "signs.myoclonus" in sounds_of_note(text, K, today=TODAY)


@pytest.mark.parametrize("text", QUIET)
def test_reflexes_spasms_sleep_and_what_is_known_are_quiet(text: str) -> None:
    assert "signs.myoclonus" not in sounds_of_note(text, K, today=TODAY)


@pytest.mark.parametrize(("text", "is_heard"), [(JERKS[0], True), (QUIET[0], False)])
def test_jerks_in_a_letter_hold_a_raise(text: str, is_heard: bool) -> None:
    one: dict[str, Any] = {"resourceType": "Communication", "status": "completed", **WHO,
                           "sent": day(0), "payload": [{"contentString": text}]}  # fmt: skip
    assert ("signs.myoclonus" in heard(one)) is is_heard
    assert (judged(read(one)).verdict in (Verdict.OK, Verdict.CAUTION)) is not is_heard
