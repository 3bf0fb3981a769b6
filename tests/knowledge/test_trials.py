"""The trial data that ship: how many, from where, and that each check of them can fail."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baclofen.errors import InputRefused, KnowledgeError
from baclofen.evidence import LEVELS
from baclofen.knowledge import load_claims, load_knowledge, load_trials, wilson, with_studies
from baclofen.knowledge.trials import claims as claims_module
from baclofen.knowledge.trials import load as load_module
from baclofen.knowledge.trials.claims import read_claims
from baclofen.knowledge.trials.problem import Problem, refuse_first
from baclofen.knowledge.trials.recompute import decimals, slack
from baclofen.spoken import WORDS, spelled
from baclofen.value import replace
from tests.knowledge import bodies
from tests.studies import added, lacking, study
from tests.tolerances import ROUNDING, printed

T = load_trials()


def test_the_data_hold_77_studies_of_which_74_were_read() -> None:
    assert len(T.studies) == 77
    assert Counter(s.how for s in T.studies.values()) == {"seen": 74, "memory": 3}
    assert {s.id for s in T.studies.values() if s.how == "memory"} == {
        "steardo1984_tn", "terrence1985_pn", "duncan1976_sci",
    }  # fmt: skip
    assert all(s.url for s in T.studies.values() if s.how == "seen" and s.design != "search")


def test_each_study_says_how_far_it_goes_and_each_trial_how_biased_it_may_be() -> None:
    assert all(s.use_why for s in T.studies.values())
    judged = [s for s in T.studies.values() if s.is_trial and s.how == "seen"]
    assert judged
    assert all(s.risk and s.risk_why for s in judged)


def test_what_was_not_seen_is_none_and_never_a_number() -> None:
    """Values that nobody read: pain means of these trials."""
    unseen = {"puri2018_tn", "rehman2022_tn", "ala_topical_dpn", "dapas1985_lbp", "middel1997_itb"}
    rows = [f for f in T.figures if f.study in unseen and f.family == "pain_intensity"]
    assert len(rows) >= 10
    assert all(f.mean is None and f.sd is None and f.events is None for f in rows)


def test_derived_and_recalled_figures_are_marked_and_say_how() -> None:
    derived = [f for f in T.figures if f.how == "derived"]
    assert len(derived) >= 12
    assert all(f.note for f in derived)
    fromm = [f for f in T.figures if f.study == "fromm1984_tn" and f.how == "derived"]
    assert [(f.arm, f.events, f.n) for f in fromm] == [("baclofen", 7, 10), ("placebo", 0, 10)]


def test_nobody_is_in_the_data_twice() -> None:
    doubles = {s.id: s.part_of for s in T.studies.values() if s.part_of}
    assert doubles == {
        "vanderplas2013_crps": "vanrijn2009_crps",
        "heringhanit2000_cluster": "heringhanit2001_cluster",
    }


def test_the_policies_that_repeat_a_fact_agree_with_it() -> None:
    known = load_knowledge()
    assert T.number("pain.important") == known.numbers("pd.mcid_nrs")[0]
    for scale in T.scales.values():
        if scale.important_from == "pain.important" and scale.low is not None:
            assert scale.important is not None
            assert scale.high is not None
            share = scale.important / (scale.high - scale.low)
            np.testing.assert_allclose(share, T.number("pain.important") / 10, **ROUNDING)
        elif scale.important_from:
            assert scale.important == T.number(scale.important_from)
    sources = load_knowledge().sources
    assert all(p.source in sources for p in T.policy.values())
    with pytest.raises(InputRefused):
        replace(T, policy={"x": replace(T.policy["pain.important"], value="two")}).number("x")


def test_patients_have_the_same_names_of_syndromes() -> None:
    theirs = set(load_knowledge().syndromes)
    assert theirs - {"other"} == set(bodies.PATIENTS)
    assert theirs <= set(T.syndromes)


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("Trigeminal", ("trigeminal_neuralgia",)),
        ("trigeminal-neuralgia", ("trigeminal_neuralgia",)),
        ("migraine and cluster headache", ("headache",)),
        ("Low back pain", ("chronic_low_back_pain", "acute_low_back_pain")),
    ],
)
def test_names_that_people_type_are_understood(name: str, members: tuple[str, ...]) -> None:
    assert T.members(name) == members


def test_every_alias_stands_for_one_thing() -> None:
    words = [
        word
        for n in (*T.syndromes.values(), *T.groups.values())
        for word in {spelled(w) for w in (n.id, n.title, *n.aliases, *WORDS.get(n.id, ()))}
    ]
    twice = [w for w, k in Counter(words).items() if k > 1 and w not in T.syndromes]
    meant = {w: T.members(w) for w in twice}
    assert all(len(m) == 1 for m in meant.values())


# ---- what is refused

ARM = [
    ("sd is", added(sd=-21.0), "above 0"),
    ("sd is", added(sd=0), "above 0"),
    ("n is", added(n=0), "at least one"),
    ("more than the study has", added(n=101), "at most 100"),
    ("half a person", added(n=49.5), "whole number"),
    ("no n", lacking("n"), "an SD without n"),
    ("not a number", added(mean="52,0"), "finite number"),
    ("endless", added(mean=float("inf")), "finite number"),
    ("true", added(mean=True), "finite number"),
    ("outside its scale", added(mean=152.0), "vas_0_100 allows 0"),
    ("SD too wide for its scale", added(sd=60.0), "at most 50"),
    ("median outside", added(median=120.0), "vas_0_100 allows"),
    ("unknown arm", added(arm="baclofenn"), "compare of made_up_2026 is 'baclofen'"),
    ("unknown study", added(study="other_2026"), "id of a study in the same file"),
    ("a study of ours", added(study="puri2018_tn"), "id of a study in the same file"),
    ("a control character", added(outcome="pain\x1b[31m"), "text on one line"),
    ("a list for a word", added(outcome=["pain"]), "text on one line"),
    ("unknown scale", added(scale="vas_0_1000"), "it must be one of"),
    ("unknown family", added(family="hope"), "it must be one of"),
    ("unknown phase", added(phase="later"), "it must be one of"),
    ("unknown type", added(type="ordinal"), "it must be one of"),
    ("unknown kind", added(kind="difference"), "it must be one of"),
    ("unknown how", added(how="guessed"), "it must be one of"),
    ("unknown event", added(event="neutral"), "it must be one of"),
    ("unknown interval", added(low=46, high=58, interval="ci99"), "it must be one of"),
    ("unknown field", added(weight=3), "with the field 'weight'"),
    ("missing field", lacking("family"), "without family"),
    ("events of a score", added(events=3), "only counts have these"),
    ("day before the start", added(day=-1), "0 or more"),
    ("derived from nothing", added(how="derived"), "the note must say"),
    ("half an interval", added(low=46), "go together"),
    ("interval upside down", added(low=58, high=46, interval="ci95"), "low is below high"),
    ("interval beside its mean", added(low=53, high=58, interval="ci95"), "holds 52"),
    ("interval off its middle", added(low=51, high=58, interval="ci95"), "middle is the mean"),
    ("interval not of its SD", added(low=50, high=54, interval="ci95"), "standard error 2.97"),
    ("SE not of its SD", added(se=5.0), "SD and n give 2.97"),
    ("another family in one row", added(family="function"), "the same in each row"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "says"), [(r, s) for _, r, s in ARM], ids=[i for i, _, _ in ARM])
def test_an_arm_that_cannot_be_is_refused(raw: dict[str, Any], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        with_studies(T, raw)


def test_a_unit_that_is_not_that_of_the_scale_is_refused() -> None:
    raw = added(unit="mm")
    raw["arms"][1]["unit"] = "mm"
    with pytest.raises(InputRefused, match="vas_0_100 is in 'points'"):
        with_studies(T, raw)


def test_the_example_itself_is_taken() -> None:
    joined = with_studies(T, added())
    assert len(joined.studies) == 78
    assert len(load_trials().studies) == 77


def counts(**arm: Any) -> dict[str, Any]:
    """The example with an outcome of counts beside its scores."""
    raw = added()
    base = {
        "study": "made_up_2026", "outcome": "any harm", "family": "harm", "time": "week 6",
        "day": 42, "phase": "treatment", "type": "binary", "unit": "patients", "how": "assumed",
        "n": 50,
    }  # fmt: skip
    raw["arms"] += [
        base | {"arm": "baclofen", "events": 20} | arm,
        base | {"arm": "control", "events": 10},
    ]
    return raw


COUNTS = [
    (counts(events=51), "at most n"),
    (counts(events=-1), "0 or more"),
    (counts(n=None), "20 events without n"),
    (counts(percent=45), "20 of 50 are 40.00 %"),
    (counts(events=None, percent=140), "from 0 to 100"),
    (counts(mean=3.0), "only scores have these"),
    (counts(events=None, percent=33, low=24, high=44, interval="ci95", fits="20/50"), "fits"),
]


@pytest.mark.parametrize(("raw", "says"), COUNTS)
def test_counts_that_cannot_be_are_refused(raw: dict[str, Any], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        with_studies(T, raw)


def told(**row: Any) -> dict[str, Any]:
    """The example with a reported contrast."""
    raw = added()
    raw["contrasts"] = [
        {
            "study": "made_up_2026", "outcome": "pain", "family": "pain_intensity",
            "time": "week 6", "day": 42, "phase": "treatment", "arm": "baclofen",
            "versus": "control", "finding": "no-difference", "how": "assumed",
            "scale": "vas_0_100", "kind": "final",
        }
        | row
    ]  # fmt: skip
    return raw


CONTRASTS = [
    (told(measure="MD", estimate=-6.0), "the two arms give -3"),
    (told(measure="MD", estimate=-3.0, low=-2.0, high=5.0), "holds -3"),
    (told(measure="MD", estimate=-3.0, low=-11.0, high=5.0, p=0.01, p_is="="), "gives 0.46"),
    (told(measure="RR", estimate=-1.0), "above 0"),
    (told(measure="NNT", estimate=4), "it must be one of"),
    (told(estimate=-3.0), "go together"),
    (told(finding="great"), "it must be one of"),
    (told(p=1.2, p_is="="), "from 0 to 1"),
    (told(p=0.2), "p_is"),
]


@pytest.mark.parametrize(("raw", "says"), CONTRASTS)
def test_contrasts_that_cannot_be_are_refused(raw: dict[str, Any], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        with_studies(T, raw)


def test_a_contrast_of_counts_is_recomputed_from_them() -> None:
    def of(estimate: float) -> dict[str, Any]:
        raw = counts()
        raw["contrasts"] = told(
            outcome="any harm", family="harm", measure="RR", estimate=estimate, scale="", kind=""
        )["contrasts"]
        return raw

    assert with_studies(T, of(2.0)).reported[-1].estimate == 2.0
    with pytest.raises(InputRefused, match="the two arms give 2"):
        with_studies(T, of(2.6))


STUDIES: list[tuple[Callable[[], dict[str, Any]], str]] = [
    (lambda: study(added(), syndrome="lumbago"), "syndrome of made_up_2026"),
    (lambda: study(added(), design="rct"), "design of made_up_2026"),
    (lambda: study(added(), route="iv"), "route of made_up_2026"),
    (lambda: study(added(), drug="aspirin"), "drug of made_up_2026"),
    (lambda: study(added(), use="maybe"), "use of made_up_2026"),
    (lambda: study(added(), year=1926), "between 1960 and 2100"),
    (lambda: study(added(), year="soon"), "finite number"),
    (lambda: study(added(), published="2025-06-30"), "it must be in 2026"),
    (lambda: study(added(), published="30 June"), "YYYY-MM-DD"),
    (lambda: study(added(), part_of="nobody"), "part_of of made_up_2026"),
    (lambda: study(added(), indirect={"hope": "x"}), "indirect of made_up_2026"),
    (lambda: study(added(), risk={"level": "tiny", "why": "x"}), "risk of made_up_2026"),
    (lambda: study(added(), risk={"level": "low"}), "must say why"),
    (lambda: study(added(), risk="low"), "table of named fields"),
    (lambda: study(added(), compare="placebo"), "it must be a list"),
    (lambda: study(added(), compare=[{"arm": "baclofen"}]), "without versus, kind"),
    (
        lambda: study(added(), compare=[{"arm": "baclofen", "versus": "control", "kind": "x"}]),
        "compare of made_up_2026",
    ),
    (lambda: study(added(), sums=[{"of": "n", "parts": [49, 50], "whole": 100}]), r"49 \+ 50 = 99"),
    (lambda: study(added(), sums=[{"of": "n"}]), "without parts, whole"),
    (lambda: study(added(), sums={"of": "n"}), "it must be a list"),
    (lambda: study(added(), cite=""), "without cite"),
    (lambda: {**added(), "more": []}, "the parts are"),
    (lambda: {**added(), "arms": {}}, "list of rows"),
    (lambda: {**added(), "arms": ["a row"]}, "table of named fields"),
    (lambda: {**added(), "studies": []}, "without a study"),
    (lambda: {**added(), "studies": ["x"]}, "table by id"),
    (lambda: {**added(), "scales": {"nrs_0_10": {}}}, "already"),
    (lambda: {**added(), "arms": added()["arms"] + added()["arms"][:1]}, "given twice"),
    (lambda: {**told(), "contrasts": told()["contrasts"] * 2}, "given twice"),
    (
        lambda: {**added(), "studies": {"zaringhalam2010_lbp": {}}},
        "'zaringhalam2010_lbp'; it is in the data already",
    ),
]


@pytest.mark.parametrize(("make", "says"), STUDIES)
def test_a_study_that_cannot_be_is_refused(make: Callable[[], dict[str, Any]], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        with_studies(T, make())


def test_a_refusal_counts_the_other_problems_and_takes_nothing_in() -> None:
    raw = added(sd=-1.0)
    raw["arms"][1]["sd"] = -1.0
    with pytest.raises(InputRefused, match="1 more problem"):
        with_studies(T, raw)
    assert "made_up_2026" not in load_trials().studies


def test_a_scale_of_its_own_comes_with_the_file() -> None:
    raw = added(scale="mine", mean=5.2, sd=2.0)
    raw["arms"][1].update(scale="mine", mean=5.5, sd=2.0)
    raw["scales"] = {
        "mine": {"says": "a scale", "better": "lower", "unit": "points", "how": "assumed",
                 "low": 0, "high": 10}
    }  # fmt: skip
    assert with_studies(T, raw).scales["mine"].high == 10
    raw["scales"]["mine"]["loose"] = "no"
    with pytest.raises(InputRefused, match="true or false"):
        with_studies(T, raw)
    raw["scales"]["mine"]["loose"] = False
    raw["scales"]["mine"]["better"] = None
    with pytest.raises(InputRefused, match="without better"):
        with_studies(T, raw)


def test_our_own_mistake_is_called_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    real = load_module._rows

    def spoilt(name: str) -> list[dict[str, str]]:
        rows = real(name)
        if name == "arms.csv":
            next(r for r in rows if r["sd"])["sd"] = "-1"
        return rows

    monkeypatch.setattr(load_module, "_rows", spoilt)
    load_trials.cache_clear()
    try:
        with pytest.raises(KnowledgeError, match="trial data: sd of"):
            load_trials()
    finally:
        monkeypatch.undo()
        load_trials.cache_clear()


def test_a_problem_reads_as_an_error() -> None:
    problem = Problem("sd of x", "-1", "it must be above 0")
    assert str(problem).startswith("sd of x is -1; it must be above 0.")
    refuse_first([])


def test_rounding_is_allowed_for_and_no_more() -> None:
    assert (decimals(86.2), decimals(0.0055), decimals(3.0)) == (1, 4, 0)
    assert 0.05 < slack(86.2) < 0.0501
    low, high = wilson(7, 10)
    np.testing.assert_allclose((low, high), (39.68, 89.22), **printed(2))


# ---- claims


def test_39_claims_with_their_verdicts() -> None:
    claims = load_claims()
    assert list(claims) == [f"C{i:02}" for i in range(1, 40)]
    assert Counter(c.verdict for c in claims.values()) == {
        "supported": 16, "partly": 15, "unsupported": 6, "contradicted": 2,
    }  # fmt: skip
    assert {c.id for c in claims.values() if c.verdict == "contradicted"} == {"C11", "C15"}
    assert {c.id for c in claims.values() if c.verdict == "unsupported"} == {
        "C08", "C13", "C14", "C17", "C19", "C37",
    }  # fmt: skip
    assert all(c.basis and c.section and c.claim for c in claims.values())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sources": [{"study": "nobody", "says": "x"}]}, "in no list of sources"),
        ({"sources": [{"source": "nobody", "says": "x"}]}, "in no list of sources"),
        ({"sources": [{"reference": "nobody", "says": "x"}]}, "in no list of sources"),
        ({"sources": []}, "has no source"),
        ({"verdict": "true"}, "verdict 'true'"),
        ({"certainty": "sure"}, "certainty 'sure'"),
        ({"sources": [{"study": "penn1989_itb", "says": "x", "how": "guessed"}]}, "how is"),
    ],
)
def test_a_claim_that_rests_on_nothing_is_refused(change: dict[str, Any], says: str) -> None:
    claim = {
        "claim": "x", "section": "x", "verdict": "partly", "certainty": "low",
        "sources": [{"study": "penn1989_itb", "says": "x"}],
    }  # fmt: skip
    tables: dict[str, Any] = {"references": {}, "claims": {"C01": claim}}
    assert read_claims(tables, T, load_knowledge())["C01"].basis[0].id == "penn1989_itb"
    with pytest.raises(KnowledgeError, match=says):
        read_claims({"references": {}, "claims": {"C01": {**claim, **change}}}, T, load_knowledge())
    with pytest.raises(KnowledgeError, match="no claim cites the reference unused"):
        read_claims({**tables, "references": {"unused": {}}}, T, load_knowledge())


# ---- the sentence a plan quotes


def test_the_certainty_that_a_plan_quotes_is_the_computed_one() -> None:
    """Meant to change? Run `python -m tests.knowledge.bodies` and review the diff."""
    assert bodies.written(T) == bodies.FILE.read_text(encoding="utf-8")


def test_every_syndrome_of_a_patient_has_its_certainty() -> None:
    known = load_knowledge()
    for syndrome in bodies.PATIENTS:
        fact = known.facts[f"evidence.{syndrome}.oral"]
        assert fact.value in LEVELS
        assert f"certainty: {fact.value}" in fact.says or f"({fact.value} certainty)" in fact.says


def test_a_plan_reads_no_trials() -> None:
    import subprocess
    import sys

    root = Path(__file__).parents[2]
    code = (
        "import sys; from baclofen.cli.main import main;"
        "main(['plan', 'examples/ten_lines.toml', '--today', '2026-11-22', '--request', 'start']);"
        "loaded = {'baclofen.knowledge.trials', 'baclofen.evidence', 'scipy'} & set(sys.modules);"
        "print('LOADED', sorted(loaded))"
    )
    got = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert got.stdout.splitlines()[-1] == "LOADED []"
    assert "evidence.sci_spasticity.oral" in got.stdout


def test_the_module_of_claims_knows_its_words() -> None:
    assert set(claims_module.CERTAINTIES) == {
        level.replace(" ", "-") for level in LEVELS if level != "none"
    }
