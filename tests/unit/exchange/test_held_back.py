"""Ordinary diagnoses that hold nobody back, and swallowing that fails in other words."""

from __future__ import annotations

import pytest

from baclofen.knowledge import Verdict
from tests.unit.exchange.build import day
from tests.unit.exchange.test_kidneys_elsewhere import on_it, words


@pytest.mark.parametrize(
    "text",
    [
        "Single kidney", "Solitary kidney", "Simple renal cyst", "Kidney donor", "Nierenzyste",
        "Nephrolithiasis, history", "Hyperreflexia", "Kyste rénal", "Riñón único",
    ],
)  # fmt: skip
def test_what_is_ordinary_holds_no_raise(text: str) -> None:
    assert on_it(words(text, onsetDateTime="2020")).verdict in (Verdict.OK, Verdict.CAUTION)


@pytest.mark.parametrize("text", ["Pyelonephritis", "Renal colic"])
def test_an_illness_of_the_kidneys_that_is_over_holds_no_raise(text: str) -> None:
    over = {"clinicalStatus": {"coding": [{"code": "resolved"}]}}
    told = words(text, onsetDateTime=day(150), **over)
    assert on_it(told).verdict in (Verdict.OK, Verdict.CAUTION)
    assert on_it(words(text, onsetDateTime=day(1))).verdict is Verdict.NEEDS_INFO


@pytest.mark.parametrize(
    "text",
    [
        "Unable to take oral medication", "Refuses all oral medication", "Failed swallow screen",
        "Dysphagia - awaiting SALT assessment", "NG tube blocked", "NG tube on free drainage",
        "Cannot swallow tablets", "Aphagia", "Oesophageal stricture complete",
        "Esophageal food impaction", "Gastric outlet obstruction", "Toxic megacolon",
        "Incarcerated inguinal hernia with obstruction", "Bowel perforation", "Sonde verstopft",
        "Kann nicht schlucken", "Ne peut pas avaler", "No puede tragar", "Non riesce a deglutire",
    ],
)  # fmt: skip
def test_how_the_next_dose_is_given_is_asked_where_swallowing_fails(text: str) -> None:
    assert on_it(words(text, onsetDateTime=day(1))).fit.fired("UNREAD-NBM", "NBM-GUT", "NBM-ORAL")


@pytest.mark.parametrize("text", ["Dysphagia", "Gastroscopy done", "Reflux", "Inguinal hernia"])
def test_ordinary_swallowing_asks_nothing_of_the_kind(text: str) -> None:
    assert not on_it(words(text, onsetDateTime=day(1))).fit.fired("UNREAD-NBM")
