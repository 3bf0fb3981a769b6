"""Plans that are handed out: a sheet, a calendar and a supply go with each."""

from baclofen.planning import Agenda, Plan, agenda_of
from baclofen.regimen import OralOrder, TaperOrder
from baclofen.units import mg
from tests.once import Once
from tests.people import known, on_baclofen, person, plan

PLANS = Once(
    {
        "start": lambda: plan(person()),
        "slow start": lambda: plan(person(age_y=70.0)),
        "child": lambda: plan(person(age_y=9.0, weight_kg=30.0), jurisdiction="UK"),
        "small supplies": lambda: plan(person(conditions=["suicidality"])),
        "chosen": lambda: plan(
            person(syndrome="fibromyalgia"),
            overrides=("IND-OL-FIBROMYALGIA",),
            reason="all else failed",
        ),
        "taper": lambda: plan(on_baclofen(mg(60)), "taper"),
        "halves": lambda: plan(on_baclofen(mg(45)), "stop", "UK"),
        "slow-end": lambda: plan(on_baclofen(mg(60)), "taper", taper=TaperOrder(shape="slow-end")),
        "long": lambda: plan(on_baclofen(mg(100)), "taper", taper=TaperOrder(shape="proportional")),
        "liquid": lambda: plan(on_baclofen(mg(30)), "taper", order=OralOrder(product="solution_1")),
        "granules": lambda: plan(on_baclofen(mg(30)), "taper", order=OralOrder(product="granules")),
        "back": lambda: plan(
            on_baclofen(), "taper", taper=TaperOrder(returned=True, previous=mg(40))
        ),
        "pregnant": lambda: plan(
            on_baclofen(mg(60), age_y=31.0, pregnant=True, gestation_weeks=36.0), "taper", "UK"
        ),
        "failing kidneys": lambda: plan(on_baclofen(mg(60), egfr=20.0, dialysis=True), "taper"),
    }
)


def agenda(p: Plan) -> Agenda:
    """What is handed out with a plan that is acted on."""
    found = agenda_of(p, known())
    assert found is not None
    return found
