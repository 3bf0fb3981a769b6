"""The page to print: what is taken and dispensed, a box for each day, short words, one sheet."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from baclofen.knowledge import Note, Verdict
from baclofen.knowledge.numbers import SmallSupply
from baclofen.patient import Entry
from baclofen.planning import Agenda, Amount, Plan, Supply, agenda_of, monitor, taken, to_dispense
from baclofen.planning.reckon.supply import supply_of
from baclofen.regimen import Packets, Pieces, Poured
from baclofen.reporting import compose, render_schedule
from baclofen.units import mg
from baclofen.value import replace
from tests.people import TODAY, answered, known, on_baclofen, person, plan
from tests.unit.reporting.plans import PLANS, agenda

K = known()


def page(p: Plan | Agenda) -> str:
    return render_schedule(p if isinstance(p, Agenda) else agenda(p), K, made=TODAY)


def plain(html: str) -> str:
    text = unescape(re.sub(r"<(style)[^>]*>.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL))
    return " ".join(text.split())


def said(found: Agenda) -> Iterator[Note]:
    """Every sentence of the sheet around its table."""
    sheet = found.sheet
    yield from (*sheet.first, sheet.after)
    for part in sheet.parts:
        yield from part.lines
    yield from (due.says for due in found.due)
    yield from to_dispense(found.supply, K, is_down=found.is_down)


# --- the supply -------------------------------------------------------------------------


def day_by_day(found: Agenda, first: date, last: date) -> Counter[tuple[str, float]]:
    counted: Counter[tuple[str, float]] = Counter()
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        (step,) = [s for s in found.steps if s.first <= day <= s.last]
        for portion in step.portions:
            if isinstance(portion, Poured):
                counted["mL", portion.mg_per_mL] += portion.mL  # type: ignore[assignment]
            else:
                assert isinstance(portion, Pieces | Packets)
                unit = "tablet" if isinstance(portion, Pieces) else "packet"
                for strength, number in portion.items:
                    counted[unit, strength] += number  # type: ignore[assignment]
    return counted


@pytest.mark.parametrize("name", PLANS)
def test_what_is_dispensed_is_the_sum_over_the_days_and_less_than_one_more(name: str) -> None:
    found = agenda(PLANS[name])
    begins = found.first_day
    for part in found.supply.parts:
        assert part.first == begins
        counted = day_by_day(found, part.first, part.last)
        given = {(a.unit, a.strength): a.number for a in part.amounts}
        assert given.keys() == counted.keys()
        assert all(counted[key] <= n + 1e-9 < counted[key] + 1 for key, n in given.items())
        begins = part.last + timedelta(days=1)
    assert begins == found.after
    shown = plain(page(found))
    assert all(K.say(note) in shown for note in to_dispense(found.supply, K, is_down=found.is_down))


@pytest.mark.parametrize("name", ["start", "slow start", "child"])
def test_a_way_up_is_laid_out_and_supplied_to_the_latest_day_of_the_visit(name: str) -> None:
    p = PLANS[name]
    found = agenda(p)
    assert p.up is not None
    (visit,) = [d for d in found.due if d.says.phrase == "due.visit"]
    assert found.first_day == p.up.steps[0].first
    assert found.last_day == max(visit.last, p.up.steps[-1].last)
    assert found.supply.last == found.last_day
    assert [s.daily for s in found.steps] == [s.daily for s in p.up.steps]
    assert found.is_held is (visit.last > p.up.steps[-1].last)
    assert ("stay on this step until your visit" in plain(page(found))) is found.is_held


def test_the_supply_of_a_start_gives_each_lower_step_to_the_visit_as_well() -> None:
    for where in ("US", "DE", "UK"):
        found = agenda(plan(person(), jurisdiction=where))
        ((amount,),) = [part.amounts for part in found.supply.parts]
        days = (found.last_day - found.first_day).days + 1
        for step in found.steps[:-1]:
            strengths = {strength for p in step.portions for strength, _ in p.items}  # type: ignore[union-attr]
            assert strengths == {amount.strength}
            stays = supply_of((replace(step, step=replace(step.step, last_day=days)),))
            assert stays.parts[0].amounts[0].number <= amount.number


@pytest.mark.parametrize(
    ("alarm", "small"),
    [
        ("suicidality", True), ("drug_overdose_history", True),
        ("psychosis_schizophrenia", True), ("alcohol_use_disorder", True),
        ("opioid_use_disorder", True), ("sedative_use_disorder", True),
        ("substance_use_disorder", True), ("stroke", False),
    ],
)  # fmt: skip
def test_supplies_are_small_also_where_such_an_illness_was_only_heard(
    alarm: str, small: bool
) -> None:
    heard = Entry("a", "condition", "illegible", "unread", alarms=(alarm,))
    made = plan(person(unread=(heard,)))
    assert made.verdict is Verdict.CAUTION
    assert (agenda(made).supply.most_days == 7) is small
    checked = plan(person(unread=(heard,), unread_are="checked"))
    assert agenda(checked).supply.most_days is None


def test_supplies_are_small_where_a_rule_wants_them_and_the_fewest_days_count() -> None:
    found = agenda(PLANS["small supplies"])
    (rule,) = [kind for kind in K.every(SmallSupply) if kind.id == "SUPPLY-SMALL"]
    assert found.supply.most_days == rule.supply_days
    assert found.supply.why == ("SUPPLY-SMALL",)
    assert {(p.last - p.first).days + 1 for p in found.supply.parts[:-1]} == {
        found.supply.most_days
    }
    fetched = [d.first for d in found.due if d.says.phrase == "due.supply"]
    assert fetched == [p.first - timedelta(days=1) for p in found.supply.parts[1:]]
    told = plain(page(found))
    assert told.count("Fetch the next supply of baclofen") == 1
    assert "Handed out for no more than 7 days at a time" in told
    (note, *_) = to_dispense(found.supply, K, is_down=False)
    assert note.why == ("SUPPLY-SMALL",)
    for who in (person(epilepsy_resistant=True), person(conditions=["psychosis_schizophrenia"])):
        assert agenda(plan(who)).supply.most_days == found.supply.most_days
    assert agenda(PLANS["start"]).supply.most_days is None


#: The dose before the dearest step, its days, and what gives it: one step held, or one back.
RESERVES = {
    "taper": (60, 7, "tablet", 10.0, 42),
    "halves": (45, 7, "tablet", 10.0, 32),
    "liquid": (30, 7, "mL", 1.0, 210),
    "granules": (30, 7, "packet", 5.0, 42),
}


@pytest.mark.parametrize("name", RESERVES)
def test_a_way_down_has_a_reserve_for_one_step_held_or_one_back(name: str) -> None:
    found = agenda(PLANS[name])
    daily, days, unit, strength, number = RESERVES[name]
    assert found.supply.reserve == (Amount(unit, strength, number),)
    assert number * strength >= daily * days
    assert found.steps[0].step.days == days
    shown = plain(page(found))
    assert "And a reserve, for one step that is held or one step back:" in shown
    assert "Get more before it runs short" in shown


@pytest.mark.parametrize("name", [n for n in PLANS if PLANS[n].asked_down is not None])
def test_the_reserve_lasts_for_any_step_that_is_held_or_gone_back_to(name: str) -> None:
    found = agenda(PLANS[name])
    ((amount),) = found.supply.reserve
    kept = amount.number * amount.strength
    for before, step in pairwise(found.steps):
        assert max(before.daily.in_mg, step.daily.in_mg) * step.step.days <= kept + 1e-9
    assert found.steps[0].daily.in_mg * found.steps[0].step.days <= kept + 1e-9


def test_kidneys_that_refuse_the_old_dose_leave_a_reserve_of_the_first_step_alone() -> None:
    found = agenda(PLANS["failing kidneys"])
    (amount,) = found.supply.reserve
    first = found.steps[0]
    assert amount.number * amount.strength < first.daily.in_mg * first.step.days + amount.strength
    shown = plain(page(found))
    assert "On the first step there is no step to go back to: stay on it" in shown
    told = " ".join(K.say(n) for n in PLANS["failing kidneys"].watch)
    assert "On the first step there is none to go back to: it is held" in told
    assert "On the first step" not in plain(page(PLANS["taper"]))


def test_small_supplies_stay_small_on_the_way_down() -> None:
    found = agenda(plan(on_baclofen(mg(60), conditions=["suicidality"]), "taper"))
    assert found.supply.most_days == 7
    assert not found.supply.reserve
    shown = plain(page(found))
    assert "No reserve: supplies are kept small" in shown
    assert "call the same day and get your next supply then" in shown


def test_a_way_up_has_no_reserve_beyond_the_visit() -> None:
    assert not any(agenda(PLANS[n]).supply.reserve for n in PLANS if PLANS[n].up is not None)


@pytest.mark.parametrize("name", PLANS)
def test_every_sentence_that_stands_first_is_on_the_page(name: str) -> None:
    found = agenda(PLANS[name])
    words = plain(page(found))
    for note in found.sheet.first:
        assert plain(known().say(note)) in words


def test_a_whole_is_counted_in_words() -> None:
    assert K.say(taken(Pieces(((20.0, 1.0), (10.0, 0.5))), K)) == (
        "1 tablet of 20 mg and half a tablet of 10 mg"
    )
    assert K.say(taken(Pieces(((10.0, 2.5),)), K)) == "2 and a half tablets of 10 mg"
    assert K.say(taken(Packets(((5.0, 1.0),)), K)) == "1 packet of 5 mg"
    assert K.say(taken(Poured(2.5, 1.0), K)) == "2.5 mL of the liquid with 1 mg in each mL"


def supplied(supply: Supply) -> str:
    return K.say(to_dispense(supply, K, is_down=True)[0])


def test_a_liquid_has_its_mg_its_mL_and_its_strength_everywhere() -> None:
    found = agenda(PLANS["liquid"])
    shown = plain(page(found))
    assert "5 mg each: 5 mL of the liquid with 1 mg in each mL" in shown
    assert "385 mL of the liquid with 1 mg in each mL (385 mg in all)" in supplied(found.supply)
    assert "Check that the bottle says 1 mg in each mL" in shown
    for mL in re.findall(r"\d mL (\S+ \S+ \S+)", shown):
        assert mL == "of the liquid"
    assert "syringe" not in plain(page(PLANS["taper"]))


# --- the words --------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLANS)
def test_each_sentence_rests_on_something_and_stands_in_the_clinicians_plan(name: str) -> None:
    p = PLANS[name]
    fit = p.fit
    made = answered(
        fit.person, fit.request.kind, fit.request.jurisdiction, order=fit.request.order,
        taper=fit.request.taper, overrides=fit.request.overrides, reason=fit.request.reason,
        weighs=False,
    )  # fmt: skip
    assert made.agenda == agenda(p)
    sections = {s.kind: s for s in compose(made, K).sections}
    told = " ".join(line.text for kind in ("sheet", "supply") for line in sections[kind].lines)
    ids = {id for kind in ("sheet", "supply") for line in sections[kind].lines for id in line.why}
    for note in said(agenda(p)):
        if not note.phrase.startswith("due."):
            assert K.say(note) in told
            assert set(note.why) <= ids
        # What says whom the page is for advises nothing.
        if note.phrase not in ("sheet.no_dose_from", "sheet.for_child", "sheet.for_carer"):
            assert note.why, note.phrase


@pytest.mark.parametrize("name", PLANS)
def test_there_are_no_ids_on_it(name: str) -> None:
    html = page(PLANS[name])
    assert not re.search(r"\[[A-Z]|[A-Z]{2,}-[A-Z0-9]", plain(html))
    assert not {id for id in (*K.rules, *K.schedules) if id in plain(html)}


@pytest.mark.parametrize("name", PLANS)
def test_each_day_has_its_box_and_each_step_its_row(name: str) -> None:
    found = agenda(PLANS[name])
    html = page(PLANS[name])
    boxes = re.findall(r'<span class="tick"><span class="box"></span>([^<]+)</span>', html)
    days = [found.first_day + timedelta(days=n) for n in range(len(boxes))]
    assert [b.replace("\N{NO-BREAK SPACE}", " ") for b in boxes] == [
        f"{day:%a} {day.day}" for day in days
    ]
    assert days[-1] == found.last_day
    assert html.count('<td class="days">') == len(found.steps)


def test_it_says_what_everyone_must_know() -> None:
    for name in PLANS:
        shown = plain(page(PLANS[name]))
        grown = ("Drink no alcohol", "Do not drive")
        child = ("no climbing, cycling or swimming without someone close by",)
        for told in (
            *(child if name == "child" else grown), "Do not stop baclofen suddenly.",
            "Never take a double dose", "Call an ambulance at once", "Hard to wake",
            "Call your clinic the same day", "Your clinic's telephone", "adds nothing to it",
        ):  # fmt: skip
            assert told in shown, (name, told)
        for not_theirs in grown if name == "child" else child:
            assert not_theirs not in shown, (name, not_theirs)
        # What is an ambulance's is no harmless thing to notice.
        assert "feel sick or confused" not in shown
    up, down = (plain(page(PLANS[name])) for name in ("start", "taper"))
    assert "Go up only if you still need more" in up
    assert "If it helps enough, stop going up" in up
    assert "The page ends on 20 December 2026. That is no reason to stop" in up
    assert "No dose from 10 January 2027 on." in down
    assert "Go up" not in down


def test_what_a_pregnant_woman_must_know_of_the_birth_and_the_newborn_is_on_it() -> None:
    down = plain(page(PLANS["pregnant"]))
    for told in ("You and your baby", "maternity unit", "your baby is watched", "comes before"):
        assert told in down, told
    assert not any("baby" in plain(page(PLANS[name])) for name in PLANS if name != "pregnant")
    nursing = plain(page(plan(person(age_y=31.0, lactating=True), "start")))
    assert "Call if the baby is very sleepy or feeds badly" in nursing
    assert "your baby is watched" not in nursing


def windows(found: Agenda, what: str) -> list[tuple[int, int]]:
    """The days of a course between which this is due, counted from its first."""
    return [
        ((d.first - found.first_day).days + 1, (d.last - found.first_day).days + 1)
        for d in found.due
        if d.says.phrase == what
    ]


def test_who_comes_down_is_seen_before_the_next_cut_and_after_the_last_dose() -> None:
    assert windows(agenda(PLANS["taper"]), "due.visit_down") == [
        (5, 7), (19, 21), (33, 35), (40, 42), (50, 56)
    ]  # fmt: skip
    for name, p in PLANS.items():
        found = agenda(p)
        seen = [d for d in found.due if d.says.phrase == "due.visit_down"]
        assert bool(seen) is found.is_down, name
        if not found.is_down:
            continue
        cuts = [step.last for step in found.steps[:-1]]
        assert [d.last for d in seen[:-1]] == [d for d in cuts if d in {x.last for x in seen}]
        assert found.last_day < seen[-1].first <= seen[-1].last
        assert len(found.steps) == 1 or seen[0].last == found.steps[0].last
        longest = max(step.step.days for step in found.steps)
        for before, after in pairwise(d.last for d in seen):
            assert (after - before).days <= max(14, longest + 7), name
        shown = plain(page(p))
        assert "Visit or call at your clinic" in shown


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ({"conditions": ["suicidality"]}, ["mood"]),
        ({"conditions": ["drug_overdose_history"]}, ["mood"]),
        ({"conditions": ["psychosis_schizophrenia"]}, ["psychosis"]),
        ({"conditions": ["confusional_state"]}, ["psychosis"]),
        ({"conditions": ["epilepsy"], "epilepsy_resistant": True}, ["fits"]),
        ({"conditions": ["suicidality", "psychosis_schizophrenia"]}, ["mood", "psychosis"]),
        (
            {"unread": (Entry("a", "condition", "illegible", "unread", alarms=("suicidality",)),)},
            ["mood", "psychosis"],
        ),
    ],
)
def test_whose_mood_mind_or_fits_a_step_may_worsen_is_seen_before_each_next_one(
    given: dict[str, Any], lines: list[str]
) -> None:
    p = plan(person(**given))
    found = agenda(p)
    assert p.up is not None
    assert windows(found, "due.visit_step") == [
        (s.step.last_day - 2, s.step.last_day) for s in p.up.steps
    ]
    assert not windows(found, "due.visit")
    shown = plain(page(p))
    assert "Go up only after your clinic has seen or called you at the end of the step." in shown
    (part,) = [part for part in found.sheet.parts if part.heading.phrase == "sheet.mind.heading"]
    assert [n.phrase for n in part.lines] == [f"sheet.mind.{x}" for x in (*lines, "others")]
    assert "Show this page to someone who lives with you" in shown
    assert "advice.each_step_seen" in {n.phrase for n in p.watch}
    assert "check.mind.what" in {c.what.phrase for c in monitor(p.fit, K).checks} or given.get(
        "unread"
    )


def test_a_disorder_of_using_opioids_gets_small_supplies_and_a_visit_at_each_step() -> None:
    p = plan(person(conditions=["opioid_use_disorder"], medicines=["methadone"]))
    found = agenda(p)
    assert (found.supply.most_days, found.supply.why) == (7, ("SUPPLY-MISUSE",))
    assert windows(found, "due.visit_step")
    assert not windows(found, "due.visit")
    shown = plain(page(p))
    assert "Keep naloxone at home" in shown
    assert "Your mood and mind" not in shown


def test_naloxone_is_on_the_sheet_of_whoever_takes_an_opioid() -> None:
    beside = plan(person(medicines=["oxycodone"]))
    assert "Keep naloxone at home" in plain(page(beside))
    assert agenda(beside).supply.most_days is None
    assert "naloxone" not in plain(page(PLANS["start"]))


def test_a_last_step_that_is_held_has_its_visit_too() -> None:
    p = plan(person(age_y=70.0, egfr=45.0, conditions=["suicidality"]), overrides=("REN-BEERS",),
        reason="benefit outweighs")  # fmt: skip
    found = agenda(p)
    assert found.is_held
    ((first, last),) = windows(found, "due.visit")
    assert first > windows(found, "due.visit_step")[-1][1]
    assert last == (found.last_day - found.first_day).days + 1


def test_on_the_way_down_they_are_seen_before_each_cut_and_after_the_last_dose() -> None:
    p = plan(on_baclofen(mg(30), conditions=["psychosis_schizophrenia"]), "taper")
    found = agenda(p)
    assert windows(found, "due.visit_step") == [
        (s.step.last_day - 2, s.step.last_day) for s in found.steps
    ]
    ((first, _),) = windows(found, "due.visit_down")
    assert first == found.steps[-1].step.last_day + 1
    assert "Go down only after your clinic has seen" in plain(page(p))


@pytest.mark.parametrize("condition", ["depression", "hypertension"])
def test_of_a_low_mood_the_sheet_speaks_and_the_visits_stay(condition: str) -> None:
    p = plan(person(conditions=[condition]))
    assert windows(agenda(p), "due.visit") == [(15, 29)]
    assert ("Your mood and mind" in plain(page(p))) is (condition == "depression")


def test_kidneys_are_not_measured_for_a_dose_that_nobody_takes_any_more() -> None:
    down = agenda(PLANS["taper"])
    assert not windows(down, "due.kidneys")
    assert "it is not due before" in " ".join(K.say(n) for n in PLANS["taper"].watch)
    failing = plan(on_baclofen(mg(60), egfr=20.0), "taper")
    ((first, last),) = windows(agenda(failing), "due.kidneys")
    assert first == last == 5
    # On dialysis no value of theirs counts.
    assert not windows(agenda(PLANS["failing kidneys"]), "due.kidneys")
    up = agenda(PLANS["start"])
    assert windows(up, "due.kidneys")
    # A way down that is only one of the choices ends no check.
    runs = plan(on_baclofen(mg(60)), "continue")
    assert any(n.phrase == "advice.kidneys" for n in runs.watch)
    assert not any(n.phrase == "advice.visits_down" for n in runs.watch)


def test_whom_to_call_is_told_or_left_to_be_filled_in() -> None:
    blank = page(PLANS["start"])
    assert blank.count('class="blank"') == 3
    told = page(plan(person(), telephone="Pain clinic <020> 555 0100"))
    assert "Pain clinic &lt;020&gt; 555 0100" in told
    assert told.count('class="blank"') == 1


def test_a_start_that_is_not_recommended_says_so_to_the_patient_when_it_is_chosen() -> None:
    shown = plain(page(PLANS["chosen"]))
    assert "Baclofen is not approved for what you have" in shown
    assert "not approved" not in plain(page(PLANS["start"]))
    (note,) = [n for n in agenda(PLANS["chosen"]).sheet.first if n.phrase == "sheet.to_try"]
    assert "IND-OL-FIBROMYALGIA" in note.why
    assert agenda_of(plan(person(syndrome="fibromyalgia")), K) is None
    assert agenda_of(plan(person(syndrome=None)), K) is None


def test_its_words_are_short_and_its_sentences_are() -> None:
    """A reader of ten years can follow: short sentences, and few long words (Flesch: easy)."""
    for name in PLANS:
        words = sentences = syllables = 0
        for note in agenda(PLANS[name]).sheet.parts:
            for line in note.lines:
                text = re.sub(r"[^A-Za-z.:?' ]", " ", K.say(line))
                sentences += len(re.findall(r"[.:?]", text))
                for word in text.replace(".", " ").replace(":", " ").replace("?", " ").split():
                    words += 1
                    syllables += max(1, len(re.findall(r"[aeiouy]+", word.lower().rstrip("e"))))
        assert 206.8 - 1.015 * words / sentences - 84.6 * syllables / words > 80, name


def test_a_year_is_told_once_and_only_where_it_is_not_the_plans() -> None:
    html = page(PLANS["long"]).replace("\N{NO-BREAK SPACE}", " ")
    days = re.findall(r'<td class="days"><strong>([^<]+)</strong>', html)
    assert days[0] == "Sun 22 Nov to Sat 28 Nov"
    assert days[5] == "Sun 27 Dec to Sat 2 Jan 2027"
    assert days[6] == "Sun 3 Jan to Sat 9 Jan 2027"
    assert '<div class="sheet long">' in html
    assert "<body>" in page(PLANS["taper"])


def test_with_failing_kidneys_the_signs_of_poisoning_and_of_withdrawal_are_both_on_it() -> None:
    shown = plain(page(plan(on_baclofen(mg(60), egfr=20.0, dialysis=True), "taper")))
    assert "this may be too much baclofen, with weak kidneys also at low doses" in shown
    assert "this may be too little" in shown
    assert "never to the dose you took before it" in shown
    assert "back to the dose before" not in shown
    assert "On days of dialysis take your dose after it." in shown


def test_it_needs_no_script_no_network_and_no_colour() -> None:
    html = page(PLANS["start"])
    assert not re.search(r"<script|https?://|url\(|@import", html)
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", html)) == {"#000", "#fff"}


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs a browser")
@pytest.mark.parametrize(
    ("name", "pages"), [("start", 1), ("slow start", 1), ("taper", 1), ("long", 2)]
)
def test_it_prints_on_one_sheet_at_most_on_both_sides(
    name: str, pages: int, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(page(PLANS[name]), encoding="utf-8")
    made = tmp_path / "page.pdf"
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={made}",
         (tmp_path / "page.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert len(re.findall(rb"/Type\s*/Page[^s]", made.read_bytes())) == pages


def test_on_a_childs_way_down_nothing_is_said_of_a_step_up() -> None:
    child = {"age_y": 8.0, "weight_kg": 24.0, "height_cm": 125.0}
    shown = plain(page(plan(on_baclofen(mg(30), **child), "taper", "UK")))
    assert "step up" not in shown
    assert "no climbing, cycling or swimming" in shown
