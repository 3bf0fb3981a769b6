"""The chain from dose to score against sums done by hand, and against a plain ODE of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy.integrate import solve_ivp  # type: ignore[import-untyped]

from baclofen.engine import Window, compile_program, keep_only, run
from baclofen.model import Body, Model, model_of
from baclofen.regimen import Dosing, by_mouth, pump
from baclofen.simulation import simulate, simulate_typical
from baclofen.units import mcg, mg
from tests.kinetics import healthy, spinal
from tests.people import known
from tests.tolerances import CLOSED_FORM, KINKED, LONG_RUN, ROUNDING, TURNOVER

Numbers = NDArray[np.float64]
DAY_H = 24.0


def typical(model: Model, **instead: float) -> dict[str, Numbers]:
    """The typical person's parameters, some of them others."""
    made = dict(model.parameters(model.prior.typical()))
    assert set(instead) <= set(made)
    return made | {name: np.array([value]) for name, value in instead.items()}


def follow(
    model: Model, dosing: Dosing, at_h: Sequence[float], names: Iterable[str],
    *, longest_h: float = 6.0, **instead: float,
) -> dict[str, Numbers]:  # fmt: skip
    """Signals of the typical person at these hours."""
    names, who = tuple(names), typical(model, **instead)
    graph = keep_only(model.graph, names)
    program = compile_program(
        graph, dosing.events(), at_h=at_h, until_h=max(at_h), longest_h=longest_h
    )
    found = run(program, {name: who[name] for name in graph.parameters}, names)
    return {name: found[name][:, 0] for name in names}


# --- levels -----------------------------------------------------------------------------


def test_csf_sees_an_eighth_of_plasma_after_a_dose_by_mouth_and_the_cord_a_share_of_that() -> None:
    """0.118 of plasma over the whole course: one number for lumbar and cisternal CSF and brain."""
    model, until_h = healthy(), 400.0
    names = ["CP", "C_lumbar", "C_cisternal", "C_cord", "C_brain"]
    window = Window("all", 0, until_h)
    program = compile_program(model.graph, by_mouth(mg(20)).events(), windows=[window])
    area = {name: reduced.area[0] for name, reduced in run(
        program, {n: typical(model)[n] for n in model.graph.parameters}, names
    ).windows["all"].items()}  # fmt: skip
    for name in names[1:]:
        share = 0.4747 if name == "C_cord" else 1.0
        assert_allclose(area[name] / area["CP"], 0.118 * share, **CLOSED_FORM)


def test_the_area_in_plasma_is_what_arrives_over_clearance() -> None:
    """20 mg times 0.74, over 0.06 times 105 plus 1.0 L/h: 2,027 ng*h/mL."""
    course = simulate_typical(healthy(), by_mouth(mg(20)), until_h=400.0)
    area = course["plasma_ng_mL"].over().AUC.median
    assert_allclose(area, 20_000 * 0.74 / 7.3, **CLOSED_FORM)


def test_levels_on_a_pump_are_rate_over_clearance() -> None:
    """400 mcg a day: 556 ng/mL in lumbar CSF, a quarter of it in cisternal, 2.3 in plasma.

    What plasma gives back to CSF, 0.118 of 2.3 ng/mL, comes on top: 0.05 %.
    """
    course = simulate_typical(
        healthy(), pump(mcg(400), per="day", days=30),
        outputs=["plasma_ng_mL", "csf_lumbar_ng_mL", "csf_cisternal_ng_mL", "csf_catheter_ng_mL"],
        until_h=30 * DAY_H, per_h=1,
    )  # fmt: skip
    last = {name: curve.median[-1] for name, curve in course.curves.items()}
    rate = 400 / 24
    plasma = rate / 7.3
    assert_allclose(last["plasma_ng_mL"], plasma, **LONG_RUN)
    assert_allclose(last["csf_lumbar_ng_mL"], rate / 0.030 + 0.118 * plasma, **LONG_RUN)
    assert_allclose(last["csf_cisternal_ng_mL"], rate / 0.030 / 4 + 0.118 * plasma, **LONG_RUN)
    assert_allclose(last["csf_catheter_ng_mL"], 5.5 * rate / 0.030, **LONG_RUN)


def test_on_a_pump_the_cord_has_the_level_of_lumbar_csf_and_the_brain_a_25th() -> None:
    names = ["C_cord", "C_brain", "C_lumbar", "CP"]
    last = follow(healthy(), pump(mcg(400), per="day", days=30), [30 * DAY_H], names)
    from_pump = 400 / 24 / 0.030
    assert_allclose(last["C_lumbar"], from_pump + 0.118 * last["CP"], **LONG_RUN)
    assert_allclose(last["C_cord"], from_pump + 0.4747 * 0.118 * last["CP"], **LONG_RUN)
    assert_allclose(last["C_brain"], 0.040 * from_pump + 0.118 * last["CP"], **LONG_RUN)


# --- receptors to scores ----------------------------------------------------------------


def operational(R: float, tau: float, K_A: float = 1.475) -> float:
    return tau * R / (K_A + (1 + tau) * R)


def test_receptors_release_and_scores_at_a_level_are_the_formulas_by_hand() -> None:
    """A steady 400 mcg a day in someone without tolerance or rebound: every step of the chain."""
    names = ["C_cord", "C_brain", "rho_cord", "rho_brain", "A_Ia", "A_C", "A_post", "A_b",
             "glutamate", "substance_P", "release_Ia", "descending", "X_m", "X_p", "tone", "spasm",
             "ashworth_now", "mas_now", "spasms_now", "nrs_now", "p_drowsiness", "p_weakness",
             "p_deep_coma"]  # fmt: skip
    got = {name: value[0] for name, value in follow(
        spinal(), pump(mcg(60), per="day", days=30), [30 * DAY_H], names,
        T_max=0.0, T_b_max=0.0, g_m=0.0, g_p=0.0,
    ).items()}  # fmt: skip
    R, Rb = 0.5 * got["C_cord"] / 213.66, 0.5 * got["C_brain"] / 213.66
    C_cord = 60 / 24 / 0.030 + 0.4747 * 0.118 * 60 / 24 / 7.3
    assert_allclose(R, 0.5 * C_cord / 213.66, **LONG_RUN)
    # Weakness follows what it followed before blood and cord had a factor between them.
    Rw = 0.5 * (60 / 24 / 0.030 + 0.118 * 60 / 24 / 7.3) / 213.66
    A = {"A_Ia": operational(R, 1.23), "A_C": operational(R, 1.8), "A_post": operational(R, 0.5),
         "A_b": operational(Rb, 4.0)}  # fmt: skip
    # Calcium falls by at most 0.4, at the most that these terminals can respond.
    calcium = {tau: 1 - 0.4 * A[a] / (tau / (1 + tau)) for a, tau in (("A_Ia", 1.23), ("A_C", 1.8))}
    glutamate, substance_P = calcium[1.8] ** 3.2, calcium[1.8] ** 2.4
    X_m = calcium[1.23] ** 3.2 * (1 - A["A_post"])
    X_p = (0.75 * glutamate + 0.25 * substance_P) * (1 - A["A_post"]) * (1 - 0.1 * A["A_b"])
    tone, spasm = (max(0.0, (X_m - theta) / (1 - theta)) for theta in (0.3139, 0.3208))
    assert 0 < tone < 1
    wanted = A | {
        "rho_cord": R / (1.475 + R), "rho_brain": Rb / (1.475 + Rb),
        "glutamate": glutamate, "substance_P": substance_P, "release_Ia": calcium[1.23] ** 3.2,
        "descending": 1 - 0.1 * A["A_b"], "X_m": X_m, "X_p": X_p, "tone": tone, "spasm": spasm,
        "ashworth_now": 1 + 3 * tone, "mas_now": 3 * tone, "spasms_now": 3.3 * spasm,
        "nrs_now": 6.0 * (1 - 0.55 * (1 - X_p)),
        "p_drowsiness": 1 / (1 + np.exp(1.283 - 7.09 * A["A_b"])),
        "p_weakness": 1 / (1 + np.exp(3.54 - 12.5 * operational(Rw, 1.23))),
        "p_deep_coma": 1 / (1 + np.exp(-57.0 * (A["A_b"] - 0.654))),
    }  # fmt: skip
    for name, value in wanted.items():
        assert_allclose(got[name], value, err_msg=name, **ROUNDING)


def test_at_a_saturating_level_calcium_falls_by_four_tenths_and_no_more() -> None:
    """0.6 to the power 3.2 is left of glutamate: a fifth, as was seen in slices."""
    last = follow(spinal(), pump(mcg(1e9), per="day", days=10), [240.0],
                  ["glutamate", "rho_cord"], T_max=0.0)  # fmt: skip
    assert_allclose(last["rho_cord"], 1, **TURNOVER)
    assert_allclose(last["glutamate"], 0.6**3.2, **TURNOVER)


# --- slow states ------------------------------------------------------------------------


def by_hand(p: Mapping[str, float], doses_h: Sequence[float], at_h: Sequence[float]) -> Numbers:
    """T_s, T_b, O_s, O_b after 20 mg at each of these hours, by SciPy, piece by piece."""
    CL = p["CLr_slope"] * p["CRCL"] + p["CLnr"]
    k_tr = 2 / p["MTT"]

    def slopes(t: float, y: Numbers) -> list[float]:
        transit1, transit2, gut, central, peripheral, tissue, T_s, T_b, O_s, O_b = y
        Rb = 0.5 * tissue / 213.66
        R = p["blood_to_cord"] * Rb
        rho, rho_b = R / (p["K_A"] + R), Rb / (p["K_A"] + Rb)
        a = operational(R, p["tau_Ia"] * (1 - T_s), p["K_A"]) - O_s
        b = operational(Rb, p["tau_b"], p["K_A"]) - O_b
        return [
            -k_tr * transit1,
            k_tr * (transit1 - transit2),
            k_tr * transit2 - p["ka"] * gut,
            p["ka"] * gut - (CL + p["Q"]) / p["Vc"] * central + p["Q"] / p["Vp"] * peripheral,
            p["Q"] * (central / p["Vc"] - peripheral / p["Vp"]),
            p["ke_sys"] * (p["K_CSF"] * central / p["Vc"] - tissue),
            (p["T_max"] * rho / (rho + p["rho50"]) - T_s) / p["t_T"],
            (p["T_b_max"] * rho_b / (rho_b + p["rho_b50"]) - T_b) / p["t_Tb"],
            a / (p["t_up"] if a > 0 else p["t_dn"]),
            b / (p["t_up"] if b > 0 else p["t_dn"]),
        ]

    y, found = np.zeros(10), []
    for start, end in zip(doses_h, (*doses_h[1:], max(at_h)), strict=True):
        y[0] += 20_000 * p["F"]
        solved = solve_ivp(
            slopes, (start, end), y, "DOP853", dense_output=True, rtol=1e-10, atol=1e-11
        )
        found.append(solved.sol([t for t in at_h if start < t <= end])[6:])
        y = solved.y[:, -1]
    return np.concatenate(found, axis=1)


def test_tolerance_and_opponent_process_follow_the_plain_equations_over_ten_days() -> None:
    """The right-hand side written out: it rises with t_up and falls with t_dn, here from day 7."""
    model = spinal()
    p = {name: value.item() for name, value in typical(model).items()}
    at_h = np.arange(1.0, 241.0).tolist()
    wanted = by_hand(p, np.arange(0.0, 168.0, 8.0).tolist(), at_h)
    names = ["T_s", "T_b", "O_s", "O_b"]
    got = follow(model, by_mouth(mg(20), every_h=8, days=7), at_h, names)
    for name, by_scipy in zip(names, wanted, strict=True):
        assert (np.diff(by_scipy) > 0).any()
        assert (np.diff(by_scipy) < 0).any()
        assert_allclose(got[name], by_scipy, err_msg=name, **KINKED)


LONG_D = 730.0
AFTER_D = (0.25, 0.5, 1.0, 2.0, 3.0, 13.0, 28.0, 56.0)


@cache
def pump_for_two_years() -> Mapping[str, Numbers]:
    """300 mcg a day, at its end and on days after it stopped."""
    at_h = [LONG_D * DAY_H, *((LONG_D + day) * DAY_H for day in AFTER_D)]
    # All is steady for two years, and falls within the panel that the stop begins.
    return follow(spinal(), pump(mcg(300), per="day", days=LONG_D), at_h,
                  ["W_s", "W_b", "O_s", "A_Ia", "T_s", "rho_cord", "ashworth_now", "X_m"],
                  longest_h=12.0)  # fmt: skip


def test_tolerance_to_a_steady_pump_approaches_its_share() -> None:
    """T_max rho/(rho + rho50), with rho 0.425 at 417 ng/mL: 0.36 of the cord's efficacy."""
    now = pump_for_two_years()
    rho = now["rho_cord"][0]
    grown = 1 - np.exp(-LONG_D * DAY_H / 1440)
    assert_allclose(now["T_s"][0], 0.519 * rho / (rho + 0.15) * grown, **TURNOVER)


def test_a_steady_dose_shows_no_rebound_and_a_stop_does() -> None:
    now = pump_for_two_years()
    assert_allclose(now["W_s"][0], 0, **TURNOVER)
    assert_allclose(now["W_b"][0], 0, **TURNOVER)
    day = dict(zip(AFTER_D, now["W_s"][1:], strict=True))
    score = dict(zip(AFTER_D, now["ashworth_now"][1:], strict=True))
    assert day[1.0] > day[0.5] > day[0.25] > 0
    # Tone above what it was before any treatment.
    assert now["ashworth_now"][0] < 4 < score[1.0]
    assert now["X_m"][3] > 1


def test_rebound_fades_within_weeks() -> None:
    """Once the drug is gone it falls with t_dn, 5 days: to a tenth in 12."""
    now = pump_for_two_years()
    day = dict(zip(AFTER_D, now["W_s"][1:], strict=True))
    assert_allclose(day[13.0] / day[3.0], np.exp(-10 * DAY_H / 120), **TURNOVER)
    assert day[28.0] < 0.01 * day[1.0]
    assert_allclose(day[56.0] / day[28.0], np.exp(-28 * DAY_H / 120), **TURNOVER)


def test_descending_control_may_inhibit_in_one_and_help_in_another() -> None:
    drawn = simulate(spinal(), by_mouth(mg(20)), outputs=["descending_gain"], seed=2, n=200,
                     until_h=4.0)["descending_gain"].values[-1]  # fmt: skip
    assert (drawn > 1).any()
    assert (drawn < 1).sum() > (drawn > 1).sum()


# --- placebo ----------------------------------------------------------------------------


def neuropathic() -> Model:
    return model_of(Body(age_y=60, weight_kg=70, crcl=90), known(), "neuropathic_peripheral")


def test_placebo_acts_in_trials_only() -> None:
    """P (1 - exp(-t/t_PL)): 1.45 points in peripheral neuropathic pain, two thirds in 2 weeks."""
    nothing = Dosing(until_h=8 * 7 * DAY_H)
    trial, practice = (
        simulate_typical(neuropathic(), nothing, outputs=["nrs_0_10", "nrs_change"], per_h=1,
                         until_h=nothing.until_h, changes=changes)
        for changes in ({0.0: {"in_trial": 1.0}}, None)
    )  # fmt: skip
    fall = 1.45 * (1 - np.exp(-trial.times_h / 336))
    assert_allclose(trial["nrs_change"].median, -fall, **TURNOVER)
    assert_allclose(trial["nrs_0_10"].median, 6.4 - fall, **TURNOVER)
    assert_allclose(practice["nrs_change"].median, 0, **ROUNDING)


def test_the_mean_falls_with_placebo_though_some_get_worse() -> None:
    changes = {0.0: {"in_trial": 1.0}}
    drawn = simulate(neuropathic(), Dosing(), outputs=["nrs_change"], seed=4, n=400, per_h=1,
                     until_h=336.0, changes=changes)["nrs_change"].values[-1]  # fmt: skip
    prior = neuropathic().prior.draw(400, np.random.default_rng(4))
    on_scale = np.clip(prior["B"] - prior["P"] * (1 - np.exp(-1)), 0, 10) - prior["B"]
    assert_allclose(drawn, on_scale, **TURNOVER)
    assert (drawn > 0).any()
    assert drawn.mean() < 0
