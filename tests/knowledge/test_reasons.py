"""Why a dose was not given: reasons written down before the table was, and what it says of them."""

from __future__ import annotations

import pytest

from baclofen.errors import KnowledgeError
from baclofen.knowledge import SNOMED
from baclofen.knowledge.reasons import read_reasons, reasons_together
from tests.people import known

CODES = known().codes
#: The patient did not get it.
NONE = (
    "refused", "patient refused", "Declined by patient", "Pt refused meds", "vomited",
    "vomiting, not given", "nil by mouth", "NPO for procedure", "not available",
    "drug not available", "out of stock", "awaiting supply from pharmacy",
    "withheld on doctor's orders", "held per MD", "omitted on medical advice", "asleep",
    "patient sleeping", "too drowsy to swallow", "unable to swallow", "no NG access",
    "on leave without medication", "Low respiratory rate, held", "verweigert", "Patient lehnt ab",
    "nüchtern", "erbrochen", "nicht lieferbar", "Patient schläft", "refus du patient", "à jeun",
    "rupture de stock", "rifiutato dal paziente", "digiuno", "rechazado por el paciente",
    "en ayunas", "clinical decision", "patient unwell", "nurse not available",
)  # fmt: skip
#: It was or may have been taken all the same, or the entry is wrong.
OTHERWISE = (
    "patient absent from ward", "off ward", "hospital stay elsewhere",
    "self-administered by patient", "took own supply", "home leave, meds taken with",
    "on home leave", "given by day centre", "given in theatre", "duplicate entry",
    "charted elsewhere", "late, given at 22:30", "charting error", "given by daughter",
    "already given", "administered in ED before transfer", "given under other order",
    "patient has own medication, took it at 8", "selbst eingenommen", "Eigenmedikation",
    "in Tagesklinik gegeben", "Doppeleintrag", "pris par le patient lui-même",
    "donné par l'hôpital de jour", "autosomministrato", "già somministrato", "autoadministrado",
    "ya administrado", "refused, took own at home", "not self-administered, refused",
    "patient says he took it but tablets found in bin", "moved to other time",
)  # fmt: skip
#: Nobody needed it.
UNNEEDED = (
    "not required", "PRN not required",
)  # fmt: skip
#: What no table can say.
ASKED = (
    "BP 90/60", "see notes", "other", "dose changed", "order discontinued", "no IV access",
    "not refused", "no longer asleep", "refused, see notes",
)  # fmt: skip


@pytest.mark.parametrize(
    ("means", "reasons"),
    [("none", NONE), ("otherwise", OTHERWISE), ("unneeded", UNNEEDED), ("", ASKED)],
)
def test_every_reason_says_what_was_decided_before(means: str, reasons: tuple[str, ...]) -> None:
    said = {one: CODES.why_not_given([], [one]) for one in reasons}
    assert {one: got for one, got in said.items() if got != means} == {}


def test_a_code_and_its_words_must_agree_and_an_unknown_code_says_nothing() -> None:
    fhir = "http://terminology.hl7.org/CodeSystem/reason-medication-not-given"
    for system in (fhir, "http://hl7.org/fhir/reason-medication-not-given"):
        assert CODES.why_not_given([(system, "c")], []) == "none"
        assert CODES.why_not_given([(system, "b")], []) == "otherwise"
        assert CODES.why_not_given([(system, "a")], []) == "untold"
    assert CODES.why_not_given([(SNOMED, "182862001")], ["took his own"]) == "otherwise"
    assert CODES.why_not_given([(SNOMED, "182862001")], ["ask the charge hand"]) == ""
    assert CODES.why_not_given([("urn:ward", "c")], []) == ""


def test_of_several_reasons_the_one_that_may_hide_a_dose_counts() -> None:
    assert reasons_together([]) == "untold"
    assert reasons_together(["none", "otherwise"]) == "otherwise"
    assert reasons_together(["none", ""]) == ""
    assert reasons_together(["none", "untold"]) == "none"


def test_a_row_that_means_nothing_known_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="perhaps"):
        read_reasons([{"name": "asleep", "system": "", "means": "perhaps"}])
