"""The table of what may be believed holds just what there is, and its verdicts have evidence."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.errors import KnowledgeError
from baclofen.knowledge import SETTINGS, Credibility, check_table, load_trials
from baclofen.knowledge.credibility import _PARTS, STUDIES, USES, check_evidence
from baclofen.model import DOORS, Body, model_of, outputs_of_all
from baclofen.value import replace
from tests.calibration.split import TRIALS
from tests.knowledge.credibility import FILE, written
from tests.people import known

K = known()
TABLE = K.credibility
#: Of these the model that runs is told elsewhere: its thresholds, and by `baclofen qualify`, which
#: scores falls and no end scores.
TOLD_TODAY = {"review.one_function": "today.thresholds", "review.constant": None}


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
        ("gain_of_pain",
         {"verdict": "believed", "kept_back": ("review.held_out",), "rule": "kept_back"},
         "gain_of_pain is believed, and rests on pain, which is illustration"),
        ("best_trade", {"verdict": "illustration"}, "best_trade is illustration, and rests on"),
        # When is no better known than how far: both are read off one curve.
        *(
            (id, {"verdict": "believed", "kept_back": ("review.held_out",), "favours": (),
                  "rule": "kept_back"},
             f"{id} is believed, and rests on {curve}, which is illustration")
            for id, curve in (
                ("onset_of_a_bolus", "tone_after_a_bolus"),
                ("peak_of_a_bolus", "tone_after_a_bolus"),
                ("time_after_a_stop", "rebound"), ("order_of_ways_down", "rebound"),
                ("day_of_rebound", "rebound"),
            )
        ),
        ("end_of_a_bolus", {"verdict": "believed", "kept_back": ("review.held_out",)},
         "end_of_a_bolus is believed, and rests on tone_after_a_bolus"),
        ("tone_of_a_group_on_a_pump",
         {"kept_back": ("targets.dario_tone", "targets.sisters_tone")},
         r"keeps back \['targets.sisters_tone'\], and judges by it already"),
        ("spasms_from_the_spine", {"rule": "not_compared"},
         "by the rule that nothing was kept back, and keeps back targets.stroke_spasms"),
    ],
)  # fmt: skip
def test_an_entry_that_contradicts_itself_is_refused(
    id: str, fields: dict[str, Any], says: str
) -> None:
    with pytest.raises(KnowledgeError, match=says):
        checked(changed(id, **fields))


def test_every_use_says_what_it_is_read_off() -> None:
    assert set(_PARTS) == set(USES)


def test_beside_what_was_found_of_an_earlier_model_stands_what_runs() -> None:
    """Whoever reads that the model says so much is told what it says today."""
    named = {id for credit in TABLE.entries.values() for id in credit.evidence}
    of_models = {id for id in named if id.startswith("review.")}
    assert of_models
    for id in of_models:
        assert "Of an earlier model" in K.facts[id].note
    for credit in TABLE.entries.values():
        for id in set(credit.against) & of_models:
            today = TOLD_TODAY.get(id, id.replace("review.", "today."))
            assert today is None or today in credit.evidence, (credit.id, id)
            assert today is None or f"`{today}`" in K.facts[id].note


def test_a_trial_that_was_looked_at_is_never_called_kept_back() -> None:
    looked_at = {id for trial in TRIALS.values() if trial.named for id in trial.facts}
    of_targets = {f"targets.{target['id']}": target["fact"] for target in K.targets}
    for credit in TABLE.entries.values():
        assert not looked_at & {of_targets.get(id, id) for id in credit.kept_back}, credit.id


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
