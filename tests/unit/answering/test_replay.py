"""An answer is worked out again from its own file: the same, near, or what differs and why."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baclofen import codec
from baclofen.answering import (
    AssessInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
    answer_json,
    replay,
)
from baclofen.errors import InputRefused, UnreadableFile
from baclofen.patient import Patient
from baclofen.regimen import PumpOrder, ScreeningOrder
from baclofen.units import mcg, mg
from baclofen.value import replace
from tests.once import Once
from tests.people import answered, known, on_baclofen, person
from tests.tolerances import REPLAY_FAR, REPLAY_NEAR

K = known()
OLDER = Path(__file__).parent / "older"
Made = dict[str, Any]
PUMP = PumpOrder(stage="titration", now=mcg(100), asked=mcg(120), hours_since_change=26)


def written(who: Patient, *asked: Any, **more: Any) -> str:
    return answer_json(answered(who, *asked, **more), K)


#: A file of each door.
FILES = Once({
    "plan": lambda: written(person(weight_kg=68.0)),
    "assess": lambda: written(person(egfr=20.0), door=AssessInputs),
    "taper": lambda: written(on_baclofen(mg(60), weight_kg=68.0), "stop", door=TaperInputs),
    "pump": lambda: written(person(baclofen=()), None, order=PUMP, door=PumpInputs),
    "screen": lambda: written(person(), None, order=ScreeningOrder(), door=ScreenInputs),
})  # fmt: skip


def changed(change: Callable[[Made], object]) -> bytes:
    """The file of a plan with something else in it."""
    made = json.loads(FILES["plan"])
    change(made)
    return codec.encode(made)


def older(name: str) -> bytes:
    return gzip.decompress((OLDER / f"{name}.json.gz").read_bytes())


@pytest.mark.parametrize("door", FILES)
def test_every_door_gives_the_same_bytes_again(door: str) -> None:
    got = replay(FILES[door].encode(), K)
    assert (got.how, got.differences, got.is_same) == ("same", (), True)
    assert got.knowledge == K.digest[:12]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(verdict="caution"), "verdict: caution in the file, ok here"),
        (
            lambda m: m["decision"]["up"]["steps"][1].update(daily_mg=45.0),
            "decision.up.steps[1].daily_mg: 45.0 in the file, 30.0 here",
        ),
        (lambda m: m["decision"]["up"]["steps"].pop(), "decision.up.steps[3]: nothing in the file"),
        (lambda m: m["judgement"]["questions"].clear(), "judgement.questions[0]: nothing in the"),
        (lambda m: m["account"].update(entries=[{}]), "account.entries[0]: {} in the file"),
        (
            lambda m: m["origin"]["inputs"].update(seed=7),
            "decision.forecast.seed: 20260101 in the file, 7 here",
        ),
        (
            lambda m: m["origin"]["inputs"]["patient"].update(age_y=90.0),
            "about: female, 45 y, 68 kg, spasticity with pain in MS in the file",
        ),
    ],
)  # fmt: skip
def test_what_was_changed_is_said_by_its_place(change: Callable[[Made], object], said: str) -> None:
    got = replay(changed(change), K)
    assert (got.how, got.is_same) == ("differs", False)
    assert any(line.startswith(said) for line in got.differences), got.differences


def test_a_number_at_the_edge_of_rounding_is_near_and_no_more_is() -> None:
    def moved(by: float) -> bytes:
        def change(made: Made) -> None:
            exposure = made["decision"]["forecast"]["exposure"]
            exposure[0]["Cmax"] = [value * (1 + by) for value in exposure[0]["Cmax"]]

        return changed(change)

    near = replay(moved(REPLAY_NEAR), K)
    assert (near.how, near.is_same) == ("near", True)
    assert near.differences == ("3 numbers at the edge of rounding, the same to 1e-05",)
    far = replay(moved(REPLAY_FAR), K)
    assert (far.how, len(far.differences)) == ("differs", 3)


def test_the_form_of_the_text_is_told_apart_from_its_values() -> None:
    got = replay(json.dumps(json.loads(FILES["plan"])).encode(), K)
    assert got.how == "differs"
    assert got.differences == ("the values are the same; the text was written in another form",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m["origin"].update(knowledge="old"), "knowledge: old in the file, "),
        (lambda m: m.update(version="0.0.1"), "version: 0.0.1 in the file, "),
    ],
)
def test_under_another_version_or_knowledge_only_decisions_count(
    change: Callable[[Made], object], said: str
) -> None:
    got = replay(changed(change), K)
    assert (got.how, got.is_same) == ("same decisions", True)
    assert [line for line in got.differences if line.startswith(said)] == list(got.differences)

    def with_words(made: Made) -> None:
        change(made)
        made["headline"]["text"] = f"In other words: {made['headline']['text']}"
        made["basis"] = []
        made["decision"]["forecast"]["exposure"][0]["Cmax"] = [1, 2, 3]

    assert replay(changed(with_words), K).how == "same decisions"

    def with_dose(made: Made) -> None:
        change(made)
        made["decision"]["up"]["steps"][0]["daily_mg"] = 5.0
        made["judgement"]["findings"][0]["verdict"] = "avoid"

    other = replay(changed(with_dose), K)
    assert (other.how, other.is_same) == ("differs", False)
    assert "decision.up.steps[0].daily_mg: 5.0 in the file, 15.0 here" in other.differences
    assert any(".verdict: avoid in the file, ok here" in line for line in other.differences)


def test_knowledge_that_changed_is_named_and_its_rule_shown() -> None:
    text = written(person(weight_kg=68.0, medicines=["morphine"]))
    fewer = {id: rule for id, rule in K.rules.items() if id not in ("INT-OPIOID", "OP-NALOXONE")}
    got = replay(text.encode(), replace(K, rules=fewer, digest="fewer rules"))
    assert got.how == "differs"
    assert got.knowledge == "fewer rules"[:12]
    assert got.differences[0].startswith("knowledge: ")
    assert "judgement.findings[INT-OPIOID].verdict: caution in the file, nothing here" in (
        got.differences
    )
    assert "verdict: caution in the file, ok here" in got.differences


# --- older forms --------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "part"), [("plan-2", "up"), ("taper-2", "down")])
def test_a_file_of_the_form_before_comes_to_the_same_doses(name: str, part: str) -> None:
    """Of fewer strengths than then, which is told."""
    raw = older(name)
    kept = json.loads(raw)
    assert kept["format"] == "baclofen-plan/2"
    assert kept[part]["steps"]
    got = replay(raw, K)
    assert not [line for line in got.differences if ".tablets[" not in line]
    kept[part]["steps"][0]["daily_mg"] += 5
    other = replay(json.dumps(kept).encode(), K)
    assert other.how == "differs"
    assert [line.split(":")[0] for line in other.differences if line not in got.differences] == [
        f"decision.{part}.steps[0].daily_mg"
    ]


def test_an_older_way_down_of_failing_kidneys_is_told_to_differ() -> None:
    """It went on by weeks where today's comes down at once."""
    got = replay(older("running-answer-1"), K)
    decided = [line for line in got.differences if line.startswith("decision.")]
    assert got.how == "differs"
    assert all(line.startswith("decision.down.") for line in decided)
    assert "decision.down.steps[0].daily_mg: 50.0 in the file, 20.0 here" in decided


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("start", "decision.up.steps[0].daily_mg"), ("pump", "decision.old.mcg_per_day"),
    ],
)  # fmt: skip
def test_an_answer_of_the_form_before_decides_the_same_doses(name: str, place: str) -> None:
    """What its words were is not compared; what it decided is."""
    raw = older(f"{name}-answer-1")
    kept = json.loads(raw)
    assert kept["format"] == "baclofen-answer/1"
    decided = [line for line in replay(raw, K).differences if line.startswith("decision.")]
    assert not [line for line in decided if ".tablets[" not in line]  # of fewer strengths now
    *path, last = re.findall(r"\w+", place)
    part = kept
    for step in path:
        part = part[int(step) if step.isdigit() else step]
    part[last] += 5
    other = replay(json.dumps(kept).encode(), K)
    assert other.how == "differs"
    assert [d for d in other.differences if d.startswith(f"{place}: ")]


def test_a_start_beside_an_unread_medicine_is_another_decision_now() -> None:
    """It was ok in silence; now nobody starts before somebody has said what it is."""
    raw = older("unread-2")
    assert json.loads(raw)["verdict"] == "ok"
    got = replay(raw, K)
    assert got.how == "differs"
    assert got.differences[0] == "verdict: ok in the file, needs-info here"
    assert "decision.up.steps[0].daily_mg: 15.0 in the file, nothing here" in got.differences


def test_an_older_file_keeps_every_input_it_held() -> None:
    """One that is changed by hand is refused as today's is."""
    kept = json.loads(older("plan-2"))
    kept["origin"]["inputs"]["patient"]["age_y"] = "old"
    with pytest.raises(InputRefused, match=r"inputs\.patient\.age_y"):
        replay(json.dumps(kept).encode(), K)
    kept["origin"]["inputs"]["patient"]["age_y"] = 52
    kept["origin"]["inputs"]["moon"] = "full"
    with pytest.raises(InputRefused, match="moon"):
        replay(json.dumps(kept).encode(), K)


# --- what is no answer --------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b"3", b"null", b"\xff\xfe", b"[" * 100_000, b"{}",
        b'{"format": "baclofen-plan/1"}', b'{"format": "baclofen-pump/1", "new": null}',
        b'{"format": "baclofen-screening/1"}', b'{"format": "baclofen-assessment/1"}',
        b'{"format": "baclofen-answer/3"}', b'{"format": ["baclofen-answer/2"]}',
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        replay(raw, K, name="some.json")
    said = str(refusal.value)
    assert said.startswith("file is some.json; it must be ")
    assert "carry no inputs" in said or "not mended" in said


@pytest.mark.parametrize("bad", ["1e999", "Infinity", "-Infinity", "NaN", "9" * 400, '"\\ud800"'])
def test_what_is_no_number_and_no_text_is_refused(bad: str) -> None:
    """An infinite dose is near nothing."""
    forged = FILES["plan"].replace('"seed": ', f'"zz": {bad}, "seed": ')
    assert forged != FILES["plan"]
    with pytest.raises(UnreadableFile):
        replay(forged.encode(), K)


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="twice"):
        replay(FILES["plan"].replace('"seed": ', '"seed": 1, "seed": ').encode(), K)


def test_a_field_that_came_or_went_is_a_difference() -> None:
    got = replay(changed(lambda m: m.update(zz=None)), K)
    assert (got.how, got.differences) == ("differs", ("zz: stands only in the file",))


def test_a_headline_of_another_dose_is_a_difference_under_another_version_too() -> None:
    def forge(made: Made) -> None:
        made["version"] = "0.0.1"
        made["headline"]["text"] = "Start baclofen 500 mg three times daily."

    assert replay(changed(forge), K).how == "differs"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.pop("origin"), "origin of file"),
        (lambda m: m.pop("version"), "version of file"),
        (lambda m: m["origin"].pop("knowledge"), "origin of file"),
        (lambda m: m["origin"].pop("inputs"), "origin of file"),
        (lambda m: m["origin"].update(inputs=[]), "inputs is"),
        (lambda m: m["origin"]["inputs"].update(door="window"), "window"),
        (lambda m: m["origin"]["inputs"].pop("belief"), "belief"),
        (lambda m: m["origin"]["inputs"].update(more=1), "more"),
        (lambda m: m["origin"]["inputs"].update(seed=-1), "seed is -1"),
        (lambda m: m["origin"]["inputs"]["patient"].update(weight_kg=-5), "weight"),
        (lambda m: m["origin"]["inputs"]["patient"].pop("unread"), "unread"),
        (lambda m: m["origin"]["inputs"]["request"].update(kind="double"), "double"),
    ],
)
def test_a_file_without_all_its_inputs_is_refused(
    change: Callable[[Made], object], said: str
) -> None:
    with pytest.raises(InputRefused, match=said):
        replay(changed(change), K)
