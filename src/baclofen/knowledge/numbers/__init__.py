"""The numbers of rules and schedules that a plan is made from, each with its type."""

from baclofen.knowledge.numbers.assessed import (
    BaclofenOpen,
    ClearanceBands,
    LittleMuscle,
    OldClearance,
    ResponseByScores,
    SedativeKinds,
    UnreadWatched,
)
from baclofen.knowledge.numbers.base import Kind, Numbers, Range, by_place
from baclofen.knowledge.numbers.body import BodyMass, HeavyForAge, LightForAge
from baclofen.knowledge.numbers.child import (
    AdultFrom,
    AgeLimit,
    ChildCap,
    ChildMaintenance,
    ChildMost,
    ChildStart,
    TabletsFrom,
    most_at,
)
from baclofen.knowledge.numbers.danger import (
    DangerSigns,
    ExposedNewborn,
    HighLesion,
    LackSigns,
    MeasuredSigns,
    PocketFill,
    WeakLegs,
)
from baclofen.knowledge.numbers.label import (
    AdultTitration,
    DayHours,
    GranuleMixing,
    GranulePackets,
    HospitalMost,
    LiquidProduct,
    LiquidsSold,
    SlowStart,
    TabletsSold,
)
from baclofen.knowledge.numbers.oral import (
    BirthAtTerm,
    CloseVisits,
    InfantKidney,
    KidneyAgain,
    OldDose,
    Reevaluation,
    SmallSupply,
    TitrationVisit,
    WorthStarting,
)
from baclofen.knowledge.numbers.pump import (
    BeforeAlarm,
    DaySteps,
    FirstRate,
    HighDose,
    OneFlowWait,
    OralWean,
    PumpChange,
    PumpRange,
    PumpStrengths,
    PumpWatch,
    RecalledPump,
    StudiedPump,
    UnitSlips,
)
from baclofen.knowledge.numbers.reservoir import (
    DrugLife,
    Interruption,
    OneFlowPump,
    RefillInterval,
    VolumeDiscrepancy,
    VolumeHalf,
)
from baclofen.knowledge.numbers.screening import (
    BolusCourse,
    BolusLimits,
    NeedleLimits,
    NeedleWaits,
    ScreeningPractice,
    ScreeningStep,
    SmallBolus,
)
from baclofen.knowledge.numbers.taper import (
    BegunHigh,
    ChildTaper,
    KidneyTaper,
    LabelWeeks,
    LongUseFloor,
    SteadyDose,
    TaperPolicy,
    TaperVisits,
)
from baclofen.knowledge.numbers.worked import (
    DialysisDose,
    FirstSeizures,
    KidneyContraindication,
    KidneyPoisonings,
    KidneyRisk,
    LooksLikeWithdrawal,
    MilkLevel,
    MilkLevelByPump,
    OralBridge,
    Overdose,
    OverdoseByPump,
    OverdoseWatch,
    PumpWithdrawal,
    SinceInjury,
    WithdrawalOnset,
)

__all__ = [
    "AdultFrom", "AdultTitration", "AgeLimit", "BaclofenOpen", "BeforeAlarm", "BegunHigh",
    "BirthAtTerm",
    "BodyMass",
    "BolusCourse", "BolusLimits", "ChildCap", "ChildMaintenance", "ChildMost", "ChildStart",
    "ChildTaper", "ClearanceBands", "CloseVisits", "DangerSigns", "DayHours", "DaySteps",
    "DialysisDose", "DrugLife", "ExposedNewborn",
    "FirstRate", "FirstSeizures", "GranuleMixing", "GranulePackets", "HeavyForAge",
    "HighDose", "HighLesion", "HospitalMost", "InfantKidney", "Interruption", "KidneyAgain",
    "KidneyContraindication", "KidneyPoisonings", "KidneyRisk", "KidneyTaper", "Kind",
    "LabelWeeks", "LackSigns", "LightForAge", "LiquidProduct", "LiquidsSold", "LittleMuscle",
    "LongUseFloor", "LooksLikeWithdrawal", "MeasuredSigns",
    "MilkLevel", "MilkLevelByPump", "NeedleLimits", "NeedleWaits",
    "Numbers", "OldClearance", "OldDose",
    "OneFlowPump", "OneFlowWait", "OralBridge", "OralWean", "Overdose",
    "OverdoseByPump", "OverdoseWatch", "PocketFill", "PumpChange", "PumpRange", "PumpStrengths",
    "PumpWatch",
    "PumpWithdrawal", "Range", "RecalledPump", "Reevaluation", "RefillInterval", "ResponseByScores",
    "ScreeningPractice", "ScreeningStep", "SedativeKinds", "SinceInjury", "SlowStart",
    "SmallBolus", "SmallSupply", "SteadyDose", "StudiedPump", "TabletsFrom", "TabletsSold",
    "TaperPolicy", "TaperVisits",
    "TitrationVisit", "UnitSlips", "UnreadWatched", "VolumeDiscrepancy", "VolumeHalf", "WeakLegs",
    "WithdrawalOnset", "WorthStarting", "by_place", "most_at",
]  # fmt: skip
