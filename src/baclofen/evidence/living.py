"""The living summary: what is known of a syndrome by any day, and what a study changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from baclofen.evidence.answers import answers, known_by
from baclofen.evidence.body import Body, gather
from baclofen.evidence.certainty import LEVELS
from baclofen.evidence.joined import NotPooled
from baclofen.evidence.shown import amount, effect_of, named, title
from baclofen.knowledge import Study, Trials
from baclofen.synthesis import Pooled
from baclofen.value import Value


class Headline(Value):
    """The certainty that baclofen by one route eases the pain of one syndrome.

    `says` is one sentence, `basis` what it rests on in words. `body` is that body of evidence:
    controlled before uncontrolled, baclofen itself before its forms, placebo before other
    comparisons, then the surest. None: no study of pain is in the data.
    """

    syndrome: str
    route: str
    level: str
    says: str
    basis: str
    body: Body | None


class Summary(Value):
    """What is known of one or several syndromes.

    `context` are reviews, `missing` finished trials without results, `overlapping` studies whose
    people are in another one.
    """

    name: str
    syndromes: tuple[str, ...]
    bodies: tuple[Body, ...]
    headlines: tuple[Headline, ...]
    context: tuple[Study, ...]
    missing: tuple[Study, ...]
    overlapping: tuple[Study, ...]
    silent: tuple[Study, ...]

    @property
    def studies(self) -> tuple[Study, ...]:
        """Every study that answers something, each once."""
        found = {a.study.id: a.study for b in self.bodies for a in (*b.answers, *b.further)}
        return tuple(found.values())


def summary(
    trials: Trials, syndrome: str, *, as_of: int | date | None = None,
    across_syndromes: bool = False, across_routes: bool = False,
) -> Summary:  # fmt: skip
    """What is known of a syndrome, as if no study after `as_of` existed.

    `syndrome` is a name, an alias or a group, such as "spasticity". `as_of` is a year or a day. To
    pool across syndromes or routes must be asked for; the certainty then says so. The same
    data and cut-off give the same answer. Raises `UnknownName`.

    >>> from baclofen.knowledge import load_trials
    >>> found = summary(load_trials(), "low back pain", as_of=2005)
    >>> [str(h.level) for h in found.headlines if h.route == "oral"]
    ['none', 'very low']
    """
    members = trials.members(syndrome)
    known = known_by(trials, as_of)
    ours = [s for s in known.studies.values() if s.syndrome in members]
    missing = tuple(s for s in ours if s.use == "unpublished")
    found = [(q, a) for q, a in answers(known) if q.syndrome in members]
    bodies = gather(
        found, missing, trials, across_syndromes=across_syndromes, across_routes=across_routes
    )
    apart = bodies
    if across_syndromes or across_routes:
        # What is said of each syndrome and route stays that of its own studies.
        apart = gather(found, missing, trials)
    speaking = {a.study.id for _, a in found}
    return Summary(
        syndrome,
        members,
        bodies,
        tuple(h for m in members for h in _headlines(m, apart, trials)),
        tuple(s for s in ours if not s.is_trial),
        missing,
        tuple(s for s in ours if s.part_of in known.studies),
        tuple(
            s
            for s in ours
            if s.is_trial and s.id not in speaking and s not in missing
            and s.part_of not in known.studies
        ),
    )  # fmt: skip


def _headlines(syndrome: str, bodies: Sequence[Body], trials: Trials) -> list[Headline]:
    """One a route: by mouth always, the others where there is a study; none without a pain."""
    if not trials.syndromes[syndrome].pain:
        return []
    routes = ["oral"] + [
        r for r in trials.routes
        if r != "oral" and any(b.question.route == r for b in _of(syndrome, bodies, trials))
    ]  # fmt: skip
    return [_headline(syndrome, route, bodies, trials) for route in routes]


def _of(syndrome: str, bodies: Sequence[Body], trials: Trials) -> list[Body]:
    return [
        b for b in bodies
        if b.question.syndrome == syndrome and trials.families[b.question.family].pain
        and b.question.drug != "combination"
    ]  # fmt: skip


def _headline(syndrome: str, route: str, bodies: Sequence[Body], trials: Trials) -> Headline:
    ours = [b for b in _of(syndrome, bodies, trials) if b.question.route == route]
    pain, drug = trials.syndromes[syndrome].pain, f"baclofen {_by(trials.routes[route])}"
    if not ours:
        says = f"No study was found of whether {drug} eases {pain} (certainty: none)."
        return Headline(syndrome, route, "none", says, "", None)
    kinds = list(trials.comparators)
    best = max(
        ours,
        key=lambda b: (
            b.question.is_controlled, b.question.drug == "baclofen", b.question.window != "after",
            -kinds.index(b.question.comparator), b.certainty.rank, b.k_with_figures, b.k,
        ),
    )  # fmt: skip
    says, basis = _claim(best, drug, pain), _rests_on(best, ours, trials)
    return Headline(syndrome, route, best.certainty.level, says, basis, best)


#: How sure a sentence may sound, by the level of certainty (GRADE's informative statements).
_VERBS = {
    "high": ("eases", "does not help", "is worse than its comparison for"),
    "moderate": ("probably eases", "probably does not help", "is probably worse for"),
    "low": ("may ease", "may not help", "may be worse than its comparison for"),
}


def _claim(body: Body, drug: str, pain: str) -> str:
    """What may be said at this level of certainty, from the side that the body favours."""
    level = body.certainty.level
    name = drug[:1].upper() + drug[1:]
    if not body.question.is_controlled:
        return f"{name} was never tested against a control for {pain} ({level} certainty)."
    side = ("baclofen", "neither", "control")
    if level in _VERBS and body.favours in side:
        return f"{name} {_VERBS[level][side.index(body.favours)]} {pain} ({level} certainty)."
    how = "very uncertain" if level == "very low" else "unclear"
    return f"It is {how} whether {drug} eases {pain} ({level} certainty)."


def _by(route: str) -> str:
    return f"by {route}" if route.startswith("intrathecal") else route


def _rests_on(body: Body, ours: Sequence[Body], trials: Trials) -> str:
    """What the certainty rests on, and which other studies speak to it, in two sentences."""
    q = body.question
    if not q.is_controlled:
        who = _labels([body, *(b for b in ours if b is not body)])
        kind = "study" if len(who) == 1 else "studies"
        return f"{len(who)} {kind} of one arm: {'; '.join(who)}."
    who = _labels([body])
    others = [o for o in _labels(b for b in ours if b.question.is_controlled) if o not in who]
    also = f" Other controlled studies: {'; '.join(others)}." if others else ""
    kind = "trial" if body.k == 1 else "trials"
    return f"{body.k} controlled {kind}, {named(q, trials)}: {'; '.join(who)}. {body.verdict}{also}"


def _labels(bodies: Iterable[Body]) -> list[str]:
    return list(dict.fromkeys(a.label for b in bodies for a in b.answers))


def changes(before: Summary, after: Summary, trials: Trials) -> tuple[str, ...]:
    """What differs between two summaries, in plain words; empty when nothing does."""
    old = {b.question: b for b in before.bodies}
    new = {b.question: b for b in after.bodies}
    said: list[str] = []
    for question, body in new.items():
        if question not in old:
            said.append(
                f"New: {title(question, trials)}: {_count(body)}, {effect_of(body)}; "
                f"{body.certainty.level} certainty. {body.verdict}"
            )
            continue
        differ = _differ(old[question], body)
        if differ:
            name = title(question, trials)
            said.append(f"{name[:1].upper() + name[1:]}: {' '.join(differ)}")
    said += [f"Gone: {title(q, trials)}." for q in old if q not in new]
    was = {(h.syndrome, h.route): h for h in before.headlines}
    for head in after.headlines:
        first = was.get((head.syndrome, head.route))
        if first is not None and first.level != head.level:
            way = "up" if LEVELS.index(head.level) > LEVELS.index(first.level) else "down"
            said.append(
                f"The certainty for {trials.syndromes[head.syndrome].title}, "
                f"{trials.routes[head.route]}, goes {way}: {first.level} to {head.level}."
            )
    return tuple(said)


def _differ(old: Body, new: Body) -> list[str]:
    said: list[str] = []
    if old.k != new.k or old.k_with_figures != new.k_with_figures:
        said.append(f"{_count(old)} became {_count(new)}.")
    if effect_of(old) != effect_of(new):
        said.append(f"The effect was {effect_of(old)}, and is {effect_of(new)}.")
    if spread_of(old) and spread_of(new) and spread_of(old) != spread_of(new):
        said.append(f"Heterogeneity was {spread_of(old)}, and is {spread_of(new)}.")
    if isinstance(old.pooled, NotPooled) and isinstance(new.pooled, Pooled):
        said.append("It is pooled now, and was not before.")
    if isinstance(old.pooled, Pooled) and isinstance(new.pooled, NotPooled):
        said.append(f"It is no longer pooled: {new.pooled.why}.")
    if old.certainty.level != new.certainty.level:
        said.append(f"Certainty {old.certainty.level} became {new.certainty.level}.")
    if old.verdict != new.verdict:
        said.append(f"The verdict was “{old.verdict}” and is “{new.verdict}”")
    return said


def _count(body: Body) -> str:
    return f"{body.k} {'study' if body.k == 1 else 'studies'} ({body.k_with_figures} with figures)"


def spread_of(body: Body) -> str:
    """How much pooled studies differ, in words; empty for what is not pooled."""
    if not isinstance(body.pooled, Pooled):
        return ""
    h = body.pooled.heterogeneity
    return f"I2 {h.I2:.0f} %, tau {amount(h.tau)}"
