"""Every fact, rule, schedule, source and link that ships."""

import math
import re
from pathlib import Path

import pytest

import baclofen
from baclofen.assessment import HOME, KINDS
from baclofen.cli.main import REQUESTS
from baclofen.exchange import typed_orders
from baclofen.exchange.fhir import (
    body,
    conditions,
    lapsed,
    merge,
    procedures,
    signs,
    standing,
    strength,
)
from baclofen.knowledge import COPIES, Fact, Rule, linked, why
from baclofen.knowledge.phrases import FIRST
from baclofen.patient import (
    ADULT_FROM_Y,
    LIMITS,
    PLAUSIBLE_MG_DL,
    PLAUSIBLE_UMOL_L,
    SIGNS,
    SYNDROMES,
    UMOL_PER_MG_DL,
)
from baclofen.planning import oral_schedule, tablets
from tests.people import known

SRC = Path(baclofen.__file__).parent
K = known()
IDS = [*K.facts, *K.rules, *K.schedules]
ENTRIES = [K.about(id) for id in IDS]

#: The files of figures as read: their ids' first word and how many each holds.
READ = (
    ("read_pk.toml", "pk", 106),
    ("read_mechanism.toml", "pd", 46),
    ("read_effects.toml", "pd", 68),
    ("read_people.toml", "people", 76),
)


def test_there_is_knowledge_to_check() -> None:
    assert len(K.facts) > 350
    assert len(K.rules) > 340
    assert len(K.sources) > 200


def test_every_id_explains_itself() -> None:
    for id in IDS:
        entry = why(id, K)
        assert all((entry.says, entry.population, entry.cite)), id
        rest = K.rules[id].rest if id in K.rules else ""
        whole = not entry.partly or (rest and K.sources[rest].read_at not in COPIES)
        unmarked = entry.how == "seen" and whole and entry.read_at not in COPIES
        assert bool(entry.mark) is not unmarked, id


def test_every_source_is_used() -> None:
    rests = {r.rest for r in K.rules.values()} | {s.rest for s in K.schedules.values()}
    used = {entry.source for entry in ENTRIES} | rests - {""}
    assert set(K.sources) == used


def test_every_id_named_in_the_code_exists() -> None:
    """Ids in quotes, in docstrings and in the text of rules must not rot."""
    pattern = re.compile(
        r"[\"'`]((?:oral|pk|pd|people|strain|kidney|patient|plan|predict)\.[A-Za-z0-9_.]+[A-Za-z0-9_]"
        r"|(?:REN|CI|INT|IND|W|T|WD|OD|DO|M|PR|PRG|SZ|AGE|HEP|DUP|ASK|TOX|PED|WHO)-[A-Z0-9-]+)[\"'`]"
    )
    named = {
        (path.name, id)
        for path in SRC.rglob("*.py")
        for id in pattern.findall(path.read_text(encoding="utf-8"))
    }
    files = (".html", ".json", ".ics", ".j2")
    known = {*IDS, *K.languages[FIRST].phrases}
    missing = {(name, id) for name, id in named if id not in known and not id.endswith(files)}
    assert len(named) > 100
    assert not missing


def test_every_rule_named_in_a_note_exists() -> None:
    pattern = re.compile(r"\b((?:REN|CI|INT|IND|DO|SZ|PRG)-[A-Z][A-Z0-9-]+)\b")
    for entry in ENTRIES:
        for id in pattern.findall(entry.note):
            assert id in IDS, (entry.id, id)


def test_links_are_only_to_places_we_vouch_for() -> None:
    shown = [linked(source, K) for source in K.sources.values()]
    hosts = {link.split("/")[2] for link in shown if link}
    assert hosts <= K.linkable_hosts
    assert len([link for link in shown if link]) >= 15
    assert not any("mims" in h or "docslib" in h or "rxlist" in h for h in hosts)


def test_the_constants_of_the_patient_room_are_the_facts() -> None:
    """`patient` may not read `knowledge`; this test holds the two together."""
    pairs = {
        "age_y": "patient.age",
        "weight_kg": "patient.weight",
        "height_cm": "patient.height",
        "egfr": "patient.egfr",
    }
    for name, id in pairs.items():
        low, high, unit = LIMITS[name]
        assert (low, high) == K.numbers(id)
        assert unit == K.facts[id].unit
    assert K.numbers("kidney.plausible_mg_dL") == PLAUSIBLE_MG_DL
    assert K.numbers("kidney.plausible_umol_L") == PLAUSIBLE_UMOL_L
    assert K.number("kidney.umol_per_mg_dL") == UMOL_PER_MG_DL
    assert K.number("patient.adult") == ADULT_FROM_Y


def test_the_constants_of_the_exchange_room_are_the_facts() -> None:
    constants = {
        "records.dialysis": procedures.DIALYSIS_MONTHS,
        "records.acute_kidney_injury": conditions.AKI_MONTHS,
        "records.supply": standing.SUPPLY_MONTHS,
        "records.ended_order": signs.RECENT_MONTHS,
        "records.stopped_order": signs.STOPPED_MONTHS,
        "records.ended_supply": lapsed.ASKED_MONTHS,
        "records.overlap": merge.OVERLAP_DAYS,
        "records.weights_differ": body.DIFFER,
        "records.least_of_tablet": strength.LEAST_OF_TABLET,
        "records.spinal_strength": typed_orders.MOST_MG_PER_ML,
    }
    for id, constant in constants.items():
        assert K.number(id) == constant


def test_words_of_the_rules_and_of_the_patient_are_the_same() -> None:
    assert set(K.fields["syndrome"].choices) == set(SYNDROMES)
    assert set(K.fields["signs"].choices) == set(SIGNS)
    assert K.fields["request"].choices == KINDS == REQUESTS
    assert next(iter(K.jurisdictions)) == HOME


@pytest.mark.parametrize("jurisdiction", sorted(K.jurisdictions))
def test_every_jurisdiction_can_plan_with_its_own_tablets(jurisdiction: str) -> None:
    label = oral_schedule(K, jurisdiction)
    market, _ = tablets(K, jurisdiction)
    assert label.start_mg_per_day <= label.target_mg_per_day <= label.ceiling_mg_per_day
    assert label.start_mg_per_day % market.smallest_mg == 0
    assert label.ceiling_mg_per_day % market.smallest_mg == 0


def test_rules_that_stop_are_marked_by_whose_they_are() -> None:
    """A label's contraindication fires at home only; a policy says that it is one."""
    for rule in K.rules.values():
        if rule.severity == "contraindicated" and "label" in rule.origin.lower():
            assert rule.only_in or rule.id == "CI-HYPERSENS", rule.id
        if rule.source == "policy":
            assert rule.how == "policy", rule.id


def test_no_prediction_figure_is_used_to_set_a_parameter() -> None:
    validation = {f.id for f in K.facts.values() if f.split == "validation"}
    assert validation
    for fact in K.facts.values():
        if not fact.id.startswith("strain."):  # a strain sets nothing
            assert not validation & set(fact.derived_from), fact.id


@pytest.mark.parametrize(("file", "prefix", "count"), READ)
def test_every_figure_that_was_read_is_there(file: str, prefix: str, count: int) -> None:
    folder = SRC / "knowledge" / "data" / "parameters"
    ids = re.findall(r"^\[([\w.]+)\]$", (folder / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(ids) == count
    for id in ids:
        fact = K.facts[id]
        assert id.split(".")[0] == prefix
        assert fact.split in ("calibration", "validation", "context"), id
        assert fact.printed or fact.how != "seen", id


def test_a_figure_that_was_not_found_has_no_value() -> None:
    empty = [id for id, fact in K.facts.items() if fact.value is None and fact.split]
    assert empty == ["pd.wd_incid_oral", "pd.sp_release_num"]
    assert all("no figure found" in K.facts[id].says for id in empty)


def test_every_strain_rests_on_facts_and_sets_nothing() -> None:
    strains = {id for id in K.facts if id.startswith("strain.")}
    assert len(strains) == 15
    for id in strains:
        assert K.facts[id].how == "derived"
        assert K.facts[id].derived_from, id
    assert not [f.id for f in K.facts.values() if strains & set(f.derived_from)]


def test_every_fact_named_in_a_note_exists() -> None:
    pattern = re.compile(r"\b(?:pk|pd|people|strain)\.[A-Za-z]\w+")
    for entry in ENTRIES:
        for id in pattern.findall(entry.note):
            assert id in IDS, (entry.id, id)


def test_everything_recalled_or_assumed_says_so() -> None:
    for id in IDS:
        entry = K.about(id)
        if entry.source == "recalled":
            assert entry.how == "memory", id
        if isinstance(entry, Fact) and entry.how == "seen" and entry.split == "calibration":
            assert entry.printed, f"{id}: a figure that was seen is kept as printed"
        assert isinstance(entry, Rule) or entry.how


def test_the_derivations_written_down_are_right() -> None:
    """The arithmetic in the notes of derived parameters, done again."""
    CL_F = [
        K.number(f"pk.{s}")
        for s in ("kochak_cl_f", "wuis90_cl", "simon_cl_f", "marsot_cl", "chevillard_cl_f")
    ]
    mean = 1.0
    for value in CL_F:
        mean *= value ** (1 / len(CL_F))
    F = K.number("pk.agarwal_f")
    kochak_fe = K.number("pk.kochak_clr") / K.number("pk.kochak_cl_f")
    fe = (kochak_fe + K.number("pk.wuis89_fe") + K.number("pk.wuis90_fe")) / 3
    assert round(mean, 2) == 10.08
    assert round(F * mean - fe * mean, 2) == 1.03
    assert K.number("oral.CLnr") == round(F * mean - fe * mean, 1)
    ka = [K.number(f"pk.{s}_ka") for s in ("simon", "marsot", "chevillard")]
    assert K.number("oral.ka") == round((ka[0] * ka[1] * ka[2]) ** (1 / 3), 2)


def test_the_volumes_follow_from_the_figures_they_name() -> None:
    """Kochak's two-compartment shape, stretched to the mean half-life of five studies."""
    alpha, beta = K.number("pk.kochak_alpha"), K.number("pk.kochak_beta")
    CL_F, Vc_F = K.number("pk.kochak_cl_f"), K.number("pk.kochak_vc_f")
    k10 = CL_F / Vc_F
    k21 = alpha * beta / k10
    Vss_F = Vc_F * (1 + (alpha + beta - k10 - k21) / k21)
    half_lives = [math.log(2) / beta, K.number("pk.wuis89_thalf")]
    for cl, v in (("simon_cl_f", "simon_v_f"), ("marsot_cl", "marsot_v"),
                  ("chevillard_cl_f", "chevillard_v_f")):  # fmt: skip
        half_lives.append(math.log(2) * K.number(f"pk.{v}") / K.number(f"pk.{cl}"))
    half_life = math.prod(half_lives) ** (1 / 5)
    assert round(half_life, 2) == 4.72
    # 7.3 L/h: renal 0.06 x 105 and non-renal 1.0.
    CL = K.number("oral.CLr_slope") * K.number("oral.crcl_reference") + K.number("oral.CLnr")
    V_area = CL * half_life / math.log(2)
    Vss = V_area / (CL_F / beta / Vss_F)
    assert K.number("oral.Vc") == pytest.approx(Vss * Vc_F / Vss_F, rel=0.01)
    assert K.number("oral.Vp") == pytest.approx(Vss * (1 - Vc_F / Vss_F), rel=0.01)
