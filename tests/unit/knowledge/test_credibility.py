"""The table of what may be believed holds just what there is, and its verdicts have evidence."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.errors import KnowledgeError
from baclofen.knowledge import SETTINGS, Credibility, check_table, load_trials
from baclofen.knowledge.credibility import STUDIES, check_evidence
from baclofen.model import DOORS, Body, model_of, outputs_of_all
from baclofen.value import replace
from tests.knowledge.credibility import FILE, written
from tests.people import known

K = known()
TABLE = K.credibility


def changed(id: str, **fields: Any) -> Credibility:
    """The table with one entry changed."""
    return replace(TABLE, entries={**TABLE.entries, id: replace(TABLE.entries[id], **fields)})


def checked(table: Credibility) -> None:
    check_evidence(table, K.facts, K.targets)


def complete(table: Credibility) -> None:
    check_table(table, outputs=outputs_of_all(), doors=DOORS)


def test_the_table_that_ships_is_whole() -> None:
    checked(TABLE)
    complete(TABLE)
    assert set(TABLE.places) == {
        *((o, s, "course") for o in outputs_of_all() for s in SETTINGS),
        *((o, s, use) for use, of in DOORS.items() for o, s in of),
    }


def test_its_studies_are_studies() -> None:
    studies = load_trials().studies
    ids = {i for c in TABLE.entries.values() for i in c.evidence if i.startswith(STUDIES)}
    assert ids
    assert {id.removeprefix(STUDIES) for id in ids} <= set(studies)


def test_an_output_without_an_entry_and_an_entry_without_an_output_are_refused() -> None:
    fewer = {id: c for id, c in TABLE.entries.items() if id != "coma"}
    with pytest.raises(KnowledgeError, match=r"no entry for prob_deep_coma, bolus, course"):
        complete(replace(TABLE, entries=fewer))
    with pytest.raises(KnowledgeError, match=r"csf of credibility.toml judges headache"):
        complete(changed("csf", outputs=(*TABLE.entries["csf"].outputs, "headache")))
    with pytest.raises(KnowledgeError, match="judges ashworth_1_5, mouth, onset"):
        complete(changed("onset_of_a_bolus", settings=("bolus", "mouth")))
    with pytest.raises(KnowledgeError, match=r"and .* both judge"):
        complete(changed("coma", outputs=("prob_deep_coma", "prob_nausea", "prob_ventilation")))
    # Whoever makes a model meets it.
    with pytest.raises(KnowledgeError, match="no entry for"):
        model_of(
            Body(age_y=50, weight_kg=70, crcl=90),
            replace(K, credibility=replace(TABLE, entries=fewer), digest=""),
        )


@pytest.mark.parametrize(
    ("id", "fields", "says"),
    [
        ("plasma_by_mouth", {"kept_back": ()}, "is believed, and nothing was kept back"),
        ("plasma_by_mouth", {"kept_back": ("targets.clf_simon",)}, "no comparison kept back"),
        ("plasma_by_mouth", {"kept_back": ("pk.simon_cl_f",)}, "no comparison kept back"),
        ("plasma_by_mouth", {"kept_back": ("targets.urine72",)}, "is of another output"),
        ("plasma_by_mouth", {"against": ("targets.nothing",)}, "rests on 'targets.nothing'"),
        ("plasma_by_mouth", {"verdict": "likely"}, "verdict is 'likely'"),
        ("plasma_by_mouth", {"use": "guess"}, "use is 'guess'"),
        ("plasma_by_mouth", {"settings": ("skin",)}, "settings is 'skin'"),
        ("plasma_by_mouth", {"rule": "a_feeling"}, "a_feeling"),
        ("coma", {"instead": ""}, "does not say what to do instead"),
        ("gain_of_pain", {"verdict": "believed", "kept_back": ("review.held_out",)},
         "gain_of_pain is believed, and rests on pain, which is illustration"),
        ("best_trade", {"verdict": "illustration"}, "best_trade is illustration, and rests on"),
    ],
)  # fmt: skip
def test_an_entry_that_contradicts_itself_is_refused(
    id: str, fields: dict[str, Any], says: str
) -> None:
    with pytest.raises(KnowledgeError, match=says):
        checked(changed(id, **fields))


def test_a_rule_that_decides_nothing_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="a_feeling"):
        checked(replace(TABLE, rules={**TABLE.rules, "a_feeling": "It felt right."}))


def test_the_worst_of_several_settings_counts() -> None:
    assert TABLE.worst(["plasma_ng_mL"], ["mouth", "overdose"]).verdict == "illustration"
    assert TABLE.worst(["plasma_ng_mL", "prob_deep_coma"], ["mouth"]).verdict == "refused"
    with pytest.raises(KnowledgeError, match="no entry for plasma_ng_mL, mouth, end"):
        TABLE.of("plasma_ng_mL", "mouth", "end")


def test_the_page_is_that_of_the_table() -> None:
    """Meant to change? Run `python -m tests.knowledge.credibility`."""
    assert FILE.read_text("utf-8") == written(K)
