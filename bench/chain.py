"""The whole chain, dose to pain score, against SciPy's LSODA: error against speed.

A spastic person after cord injury takes 20 mg four times a day and has a pump at 150 mcg a
day, for 90 days. The engine follows 1,000 draws of the prior; SciPy a few of them, with the
same equations written out by hand, restarted at each dose. All times are CPU seconds of one
process, the best of some rounds; the error is the largest of the hourly NRS. For the few it
is told against SciPy's DOP853; as some people are harder to follow than others, for many it
is told against the engine at its finest.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.integrate import odeint, solve_ivp  # type: ignore[import-untyped]

from baclofen.engine import Program, Window, compile_program, keep_only, run
from baclofen.engine.reduce import Kind
from baclofen.knowledge import load_knowledge
from baclofen.model import Body, model_of
from baclofen.regimen import SWITCH, by_mouth, pump
from baclofen.units import mcg, mg
from bench.w1 import Numbers

DAYS, EVERY_H, PEOPLE, FEW, ROUNDS, SEED = 90, 6.0, 1000, 4, 3, 20261122
DOSE_MCG, PUMP_MCG_PER_H = 20_000.0, 150.0 / 24
#: Places in a panel, and the longest panel in h, from coarse to fine; the last is not timed.
SETTINGS = ((4, 6.0), (6, 6.0), (8, 6.0), (6, 3.0), (16, 6.0), (16, 0.5))
#: People whose error is looked at, against the finest setting, which is held against SciPy.
MANY = 200
#: Relative and absolute tolerance of SciPy: amounts are up to 20,000 mcg, turnovers up to 1.
TOLERANCES = ((1e-2, 1.0, 1e-4), (1e-3, 1.0, 1e-4), (1e-6, 1e-6, 1e-6))
LARGEST_ERROR = 1e-3
RESULTS = Path(__file__).parent / "results"
#: Work, for how many people, and its errors: of the few, and of the many.
Case = tuple[Callable[[], object], int, float, float | None]

MODEL = model_of(Body(age_y=45, weight_kg=70, crcl=105), load_knowledge(), "sci_spasticity")
OUTPUTS = tuple(output.signal for output in MODEL.outputs.values())
NRS = "nrs_now"


def program(
    outputs: tuple[str, ...], places: int, longest_h: float, per_h: int = 1, *, daily: bool = False
) -> Program:
    """The course, with only what these outputs need; the last week is a window, or each day."""
    dosing = by_mouth(mg(20), every_h=EVERY_H, days=DAYS) + pump(mcg(150), per="day", days=DAYS)
    graph = keep_only(MODEL.graph, outputs, inputs=dosing.ways, idle=set(SWITCH.values()))
    end_h = 24.0 * DAYS
    days = [Window(f"day {d + 1}", 24.0 * d, 24.0 * d + 24) for d in range(DAYS)]
    return compile_program(
        graph, dosing.events(), until_h=end_h, per_h=per_h,
        windows=days if daily else [Window("last week", end_h - 168, end_h)], nocb=False,
        places=places, longest_h=longest_h,
    )  # fmt: skip


def people(n: int) -> Mapping[str, Numbers]:
    """The parameters of so many draws of the prior."""
    return MODEL.parameters(MODEL.prior.draw(n, np.random.default_rng(SEED)))


def own(
    parameters: Mapping[str, Numbers], which: slice, names: Mapping[str, Any]
) -> dict[str, Any]:
    """The parameters of some, only those that are needed."""
    return {k: v[which] if v.size > 1 else v for k, v in parameters.items() if k in names}


def rise(p: Mapping[str, float]) -> Callable[[float, Numbers], tuple[float, ...]]:
    """The right-hand side of one person, as one would write it for SciPy: plain numbers."""
    size = p["WT"] / p["weight_reference"]
    slow = size ** p["exponent_clearance"]
    cl_renal = p["CLr_slope"] * p["CRCL"] * (p["fu"] + (1 - p["fu"]) * p["secretion"])
    v1, v2, q = p["Vc"] * p["V_factor"] * size, p["Vp"] * p["V_factor"] * size, p["Q"] * slow
    k_urine, k_other = cl_renal * p["CL_factor"] / v1, p["CLnr"] * slow * p["CL_factor"] / v1
    k12, k21, ktr, ka = q / v1, q / v2, 2 / p["MTT"], p["ka"]
    k_central = k_urine + k_other + k12
    cl_c = p["CL_CSF"] * p["outflow_cisternal"]
    k_up = p["CL_CSF"] * p["share_rostral"] / p["V_L"]
    k_back = p["CL_CSF"] * (1 - p["share_rostral"]) / p["V_L"]
    k_lumbar, k_cisternal = k_up + k_back, cl_c / p["V_C"]
    to_lumbar, k_lumbar_blood = p["K_CSF"] * p["CL_CSF"] / v1, p["CL_CSF"] / p["V_L"]
    to_cisternal = p["K_CSF"] * cl_c / v1
    ke_it, ke_sys, ke_rost = p["ke_it"], p["ke_sys"], p["ke_rost"]
    to_cord, to_tissue = ke_it / p["V_L"], ke_sys * p["K_CSF"] / v1
    to_rostral = ke_rost * p["f_rost"] / p["V_L"]
    molar, ka_r = p["share_R"] / p["MW"], p["K_A"]
    tau_s, tau_b = p["tau_Ia"] * p["tau_all"], p["tau_b"] * p["tau_all"]
    k_ts, top_s, half_s = 1 / p["t_T"], p["T_max"], p["rho50"]
    k_tb, top_b, half_b = 1 / p["t_Tb"], p["T_b_max"], p["rho_b50"]
    k_rise, k_fall = 1 / p["t_up"], 1 / p["t_dn"]

    def change(_: float, y: Numbers) -> tuple[float, ...]:
        tr1, tr2, gut, c, per, _urine, lum, cis, lb, cb, co1, co2, tis, ros, ts, tb, os, ob = (
            y.tolist()
        )
        cord, brain = molar * (co2 + tis), molar * (ros + tis)
        held_s, held_b = cord / (ka_r + cord), brain / (ka_r + brain)
        e_s = tau_s * (1 - ts)
        over_s = e_s * cord / (ka_r + (1 + e_s) * cord) - os
        over_b = tau_b * brain / (ka_r + (1 + tau_b) * brain) - ob
        return (
            -ktr * tr1, ktr * (tr1 - tr2), ktr * tr2 - ka * gut,
            ka * gut - k_central * c + k21 * per + k_back * lum + k_cisternal * cis,
            k12 * c - k21 * per, k_urine * c,
            PUMP_MCG_PER_H - k_lumbar * lum, k_up * lum - k_cisternal * cis,
            to_lumbar * c - k_lumbar_blood * lb, to_cisternal * c - k_cisternal * cb,
            to_cord * lum - ke_it * co1, ke_it * (co1 - co2), to_tissue * c - ke_sys * tis,
            to_rostral * lum - ke_rost * ros,
            k_ts * (top_s * held_s / (held_s + half_s) - ts),
            k_tb * (top_b * held_b / (held_b + half_b) - tb),
            over_s * (k_rise if over_s > 0 else k_fall),
            over_b * (k_rise if over_b > 0 else k_fall),
        )  # fmt: skip

    return change


def nrs(p: Mapping[str, float], y: Numbers) -> Numbers:
    """The pain score from the states (18, k) of one person."""
    cord = p["share_R"] / p["MW"] * (y[11] + y[12])
    brain = p["share_R"] / p["MW"] * (y[13] + y[12])

    def active(level: Numbers, tau: Any) -> Numbers:
        return np.asarray(tau * level / (p["K_A"] + (1 + tau) * level))

    left = p["tau_all"] * (1 - y[14])
    a_c, a_post = active(cord, p["tau_C"] * left), active(cord, p["tau_post"] * left)
    a_ia = active(cord, p["tau_Ia"] * left)
    a_b = active(brain, p["tau_b"] * p["tau_all"])
    tau = p["tau_C"] * p["tau_all"]
    calcium = 1 - p["i_sat"] * (1 + tau) / tau * a_c
    pain = (1 - p["w_SP"]) * calcium ** p["m_glu"] + p["w_SP"] * calcium ** p["m_sp"]
    rebound = 1 + p["g_p"] * np.maximum(y[16] - a_ia, 0.0)
    pain = pain * (1 - a_post) * (1 - p["kappa"] * a_b) * rebound
    return np.asarray(np.clip(p["B"] * (1 - p["s"] * (1 - pain)), 0.0, p["nrs_top"]))


def solved(
    p: Mapping[str, float], how: str, rtol: float, amount: float, turnover: float
) -> Numbers:
    """The hourly states (18, hours) of one person, restarted at each dose."""
    change, atol = rise(p), np.array([amount] * 14 + [turnover] * 4)
    y, at, course = np.zeros(18), np.arange(EVERY_H + 1), []
    for _ in range(round(24 * DAYS / EVERY_H)):
        y[0] += DOSE_MCG * p["F"]
        if how == "odeint":
            states = odeint(change, y, at, rtol=rtol, atol=atol, tfirst=True).T
        else:
            states = solve_ivp(change, (0.0, EVERY_H), y, how, at, rtol=rtol, atol=atol).y
        course.append(states[:, :-1])
        y = states[:, -1].copy()
    return np.hstack([*course, y[:, None]])


def main() -> None:
    """Prints the table and keeps it in `results/chain.json`."""
    print(f"\nthe whole chain, {len(OUTPUTS)} outputs, {DAYS} days; {PEOPLE} people")
    everyone = people(PEOPLE)
    few = [{k: float(v[i if v.size > 1 else 0]) for k, v in everyone.items()} for i in range(FEW)]
    exact = np.column_stack([nrs(p, solved(p, "DOP853", 1e-10, 1e-8, 1e-10)) for p in few])
    finest = _nrs(everyone, *SETTINGS[-1])
    print(f"the finest setting is within {_error(finest[:, :FEW], exact):.0e} of DOP853")
    cases: dict[str, Case] = {}
    for how in ("LSODA", "odeint"):
        for rtol, amount, turnover in TOLERANCES:
            got = np.column_stack([nrs(p, solved(p, how, rtol, amount, turnover)) for p in few])
            name = f"scipy {how} {rtol:g}"
            cases[name] = (
                partial(_each, few, how, rtol, amount, turnover), FEW, _error(got, exact), None,
            )  # fmt: skip
    kinds = {
        "all outputs, hourly and last week": (OUTPUTS, 1),
        "all outputs, last week": (OUTPUTS, 0),
        "NRS, hourly and last week": ((NRS,), 1),
    }
    for places, longest_h in SETTINGS[:-1]:
        got = _nrs(everyone, places, longest_h)
        errors = _error(got[:, :FEW], exact), _error(got, finest)
        for kind, (outputs, per_h) in kinds.items():
            whole = program(outputs, places, longest_h, per_h)
            given = own(everyone, slice(None), whole.graph.parameters)
            go = partial(run, whole, given, outputs, reduce=["peak", "area"])
            cases[f"engine, {places} in {longest_h:g} h, {kind}"] = go, PEOPLE, *errors
    cases |= _as_c(everyone, exact, finest)
    best = dict.fromkeys(cases, np.inf)
    for _ in range(ROUNDS):
        for name, (work, n, _, _) in cases.items():
            start = time.process_time()
            work()
            best[name] = min(best[name], 1e3 * (time.process_time() - start) / n)
    lsoda = [name for name in cases if "LSODA" in name]
    quick = min((name for name in lsoda if cases[name][2] < LARGEST_ERROR), key=best.__getitem__)
    close, fortran = lsoda[-1], "scipy odeint" + quick.removeprefix("scipy LSODA")
    against = {"fastest LSODA": quick, "LSODA 1e-6": close, "odeint": fortran,
               "odeint 1e-6": "scipy odeint" + close.removeprefix("scipy LSODA")}  # fmt: skip
    print(f"{'':52}        ms    error, of many   " + ", ".join(f"x {name}" for name in against))
    rows = []
    for name, (_, _, error, of_many) in cases.items():
        ratios = {other: best[found] / best[name] for other, found in against.items()}
        rows.append(
            {
                "name": name,
                "ms": best[name],
                "error": error,
                "error of many": of_many,
                "times less than": ratios,
            }
        )
        many = "" if of_many is None else f"{of_many:.1e}"
        shown = "".join(f"{ratio:12.1f}" for ratio in ratios.values())
        print(f"{name:52} {best[name]:9.2f}   {error:7.1e} {many:>8}  {shown}")
    RESULTS.mkdir(exist_ok=True)
    kept = {"people": PEOPLE, "days": DAYS, "by SciPy": FEW, "rows": rows}
    (RESULTS / "chain.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _as_c(everyone: Mapping[str, Numbers], exact: Numbers, finest: Numbers) -> dict[str, Case]:
    """The same as C, with eight places: what is asked most, and all outputs by the day."""
    kinds: dict[str, tuple[tuple[str, ...], int, bool, tuple[Kind, ...]]] = {
        "all outputs, hourly": (OUTPUTS, 1, False, ()),
        "all outputs, last week": (OUTPUTS, 0, False, ("peak", "area")),
        "all outputs, daily means": (OUTPUTS, 0, True, ("area",)),
        "NRS, hourly": ((NRS,), 1, False, ()),
    }
    hourly = program((NRS,), 8, 6.0)
    few = own(everyone, slice(MANY), hourly.graph.parameters)
    got = run(hourly, few, [NRS], reduce=(), executor="c")
    if got.executor != "c":
        return {}
    errors = _error(got[NRS][:, :FEW], exact), _error(got[NRS], finest)
    cases: dict[str, Case] = {}
    for name, (outputs, per_h, daily, reduce) in kinds.items():
        whole = program(outputs, 8, 6.0, per_h, daily=daily)
        given = own(everyone, slice(None), whole.graph.parameters)
        go = partial(run, whole, given, outputs, reduce=reduce, executor="c")
        go()  # compiled
        cases[f"C, 8 in 6 h, {name}"] = go, PEOPLE, *errors
    return cases


def _each(few: list[dict[str, float]], *settings: Any) -> list[Numbers]:
    return [solved(p, *settings) for p in few]


def _nrs(everyone: Mapping[str, Numbers], places: int, longest_h: float) -> Numbers:
    """The hourly NRS (hours, MANY) at a setting."""
    hourly = program((NRS,), places, longest_h)
    return run(hourly, own(everyone, slice(MANY), hourly.graph.parameters), [NRS])[NRS]


def _error(got: Numbers, wanted: Numbers) -> float:
    return float(np.abs(got - wanted).max())
