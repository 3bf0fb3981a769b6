"""Code lists: what a condition, medicine or measurement is called by other systems.

Every row carries how it was verified. Nothing is guessed: a code and a text that
disagree give no match, and what matches nothing is "not recognised", never harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from baclofen.knowledge.asides import Asides
from baclofen.knowledge.diagnosis_text import (
    staged,
    stages_in,
    without_childhood,
    without_idle,
    without_kind,
)
from baclofen.knowledge.harmless import Harmless, allergen_of, plain_words
from baclofen.knowledge.measured_words import MeasuredWords
from baclofen.knowledge.medicines import Ingredient, Medicines, Product, Recognised
from baclofen.knowledge.names import Names, Words
from baclofen.knowledge.reasons import NotGiven, Reasons, reasons_together
from baclofen.knowledge.swallowing import Swallowing
from baclofen.knowledge.told_words import ToldWords
from baclofen.value import Value

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ATC = "http://www.whocc.no/atc"
LOINC = "http://loinc.org"

#: What is one in its days alone; what it leaves is a condition beside it.
_OF_ITS_DAYS = frozenset({"suicide_attempt"})
#: Poisoning by a medicine, T36 to T50. The US edition has adverse effects and underdosing under the
#: same codes: there the sixth character tells, and the seventh that it is new.
_NEWLY = r"T(?:3[6-9]|4\d|50)\.[\dX]{2}[1-4]A"
_POISONED: Mapping[str, re.Pattern[str]] = {
    ICD10CM: re.compile(_NEWLY),
    ICD10: re.compile(rf"{_NEWLY}|T(?:3[6-9]|4\d|50)(?:\.\d)?"),
}


class Codes(Value, dict=True):
    """The code lists, and the questions asked of them.

    `baclofen_names` are the names and brands of baclofen in every script, in small letters, the
    longest first. `sign_names` are what signs of the last days are called, `now_words` what may
    stand beside: idle words, and those of time and of how much. `past_words` say that something was
    of the past, `course_words` that it is acute or lasts; `passing` are the conditions of which
    nothing is left once they are.
    `harmless_names` and `harmless_once_over` are the names of the kept lists, each meaning itself.
    `swallowing` are the words on what may be swallowed, `measured` those by which a value is told.
    `denials` are the words of `Asides`: by which a text says that something is not there, is a
    relative's, or is no event; `told` those of notes. `reasons` are those for which a dose is not
    given.
    """

    condition_labels: Mapping[str, str]
    condition_codes: Mapping[tuple[str, str], frozenset[str]]
    icd_prefixes: Mapping[str, frozenset[str]]
    condition_names: Names[str]
    passing: frozenset[str]
    idle_words: Names[str]
    past_words: Names[str]
    course_words: Names[str]
    swallowing: Swallowing
    signs: Mapping[str, str]
    sign_names: Names[str]
    now_words: Names[str]
    day_parts: tuple[str, ...]
    day_codes: Mapping[str, str]
    day_words: Names[str]
    denials: Names[str]
    told: ToldWords
    reasons: Reasons
    once_over: frozenset[str]
    medicines: Medicines
    products: Mapping[str, Product]
    observations: Mapping[str, tuple[str, ...]]
    baclofen_names: tuple[str, ...]
    harmless: Harmless
    harmless_names: Names[str]
    harmless_once_over: Names[str]
    measured: MeasuredWords

    @property
    def conditions(self) -> frozenset[str]:
        return frozenset(self.condition_labels)

    @property
    def ingredients(self) -> tuple[Ingredient, ...]:
        return self.medicines.ingredients

    @cached_property
    def medicine_classes(self) -> frozenset[str]:
        return frozenset(c for i in self.ingredients for c in i.classes)

    @property
    def baclofen(self) -> Ingredient:
        return self.medicines.by_name["baclofen"]

    def medicine(
        self,
        text: str,
        *,
        also: Iterable[str] = (),
        rxnorm: Iterable[str] = (),
        atc: Iterable[str] = (),
    ) -> Recognised:
        """What a medicine is, from its words and its codes together.

        `also` are other names that the record gives the same medicine. Names and codes that
        are known here must agree; where they do not, nothing is recognised and `problem`
        says what came.

        >>> from baclofen.knowledge import load_knowledge
        >>> codes = load_knowledge().codes
        >>> [i.name for i in codes.medicine("Co-codamol 30/500").ingredients]
        ['codeine', 'acetaminophen']
        >>> codes.medicine("Aspirin 81mg", rxnorm=["197391"]).problem
        'the words say aspirin, the code says baclofen'
        """
        return self.medicines.recognise(text, also=also, rxnorm=tuple(rxnorm), atc=tuple(atc))

    def routes_in(self, text: str) -> tuple[str, ...]:
        """How a text says that something is given: "spinal", "skin", "eye", each once.

        >>> from baclofen.knowledge import load_knowledge
        >>> load_knowledge().codes.routes_in("Diclofenac Gel 1 %")
        ('skin',)
        """
        return self.medicines.routes.found_in(text)

    def condition(self, coding: Iterable[tuple[str, str]]) -> frozenset[str]:
        """The condition keys of a list of (system, code). Empty: not one this project uses."""
        keys: set[str] = set()
        for system, code in coding:
            if (system, code) in self.condition_codes:
                keys |= self.condition_codes[system, code]
            elif system in (ICD10CM, ICD10):
                # ICD is a tree by prefix: G35.A is multiple sclerosis, as G35 was.
                for cut in range(len(code), 2, -1):
                    if code[:cut].rstrip(".") in self.icd_prefixes:
                        keys |= self.icd_prefixes[code[:cut].rstrip(".")]
                        break
                else:
                    if _POISONED[system].fullmatch(code):
                        keys.add("drug_overdose_history")
        return frozenset(keys)

    def signs_of(self, coding: Iterable[tuple[str, str]], names: Iterable[str]) -> frozenset[str]:
        """The signs of the last days that a diagnosis means: by its codes, or by the first of its
        names that is one, or some, and idle words and nothing else.

        >>> from baclofen.knowledge import load_knowledge
        >>> codes = load_knowledge().codes
        >>> sorted(codes.signs_of([], ["Very confused since this morning"]))
        ['confusion']
        >>> codes.signs_of([], ["Not confused"])
        frozenset()
        """
        told = [f"{system} {code}" for system, code in coding if system == SNOMED]
        for system, code in coding:
            if system in (ICD10CM, ICD10):
                told += [f"{ICD10CM} {code[:cut].rstrip('.')}" for cut in range(len(code), 2, -1)]
            if system == ICD10:
                # What a code means in this edition alone: the US one divides it further.
                told.append(f"{ICD10} {code}")
        found = {self.signs[one] for one in told[::-1] if one in self.signs}
        for name in names:
            if named := self.sign_names.only(without_idle(without_kind(name)), self.now_words):
                return frozenset(found | {*named})
        return frozenset(found)

    def is_denied(self, text: str) -> bool:
        """Whether a text says only that known conditions or signs are not there, are a relative's,
        or no event: a precaution, a look that found nothing, a fear.

        Each must be one whole name: "no seizures since May" tells of seizures.

        >>> from baclofen.knowledge import load_knowledge
        >>> codes = load_knowledge().codes
        >>> [codes.is_denied(text) for text in ("FH: epilepsy", "No known epilepsy or stroke")]
        [True, True]
        >>> [codes.is_denied(text) for text in ("No seizures since May", "No pulse. Epilepsy")]
        [False, False]
        """
        is_aside = self._asides.tells_nothing(without_kind(text))
        return is_aside and not self.harmless.functions.lost_in(text)

    @cached_property
    def _asides(self) -> Asides:
        return Asides(self.denials, self.condition_names, self.sign_names, self.alarms_in)

    def condition_named(self, text: str) -> frozenset[str]:
        """The condition keys of a text that is one known name, or names and idle words alone.

        Idle are words that change nothing: "due to", "left", "three times a week"; so are names of
        what is harmless. A name inside a text that says anything else is not enough: "no epilepsy"
        and "mother has epilepsy" hold the word too. A kidney disease keeps its stage. Of what is
        told as past ("history of", "Z.n.") that counts of which the past matters; beside anything
        that passes nothing is read: "acute kidney injury, history of asthma" may be of now.

        >>> from baclofen.knowledge import load_knowledge
        >>> codes = load_knowledge().codes
        >>> sorted(codes.condition_named("Epilepsy (disorder)"))
        ['epilepsy']
        >>> sorted(codes.condition_named("Diabetes with kidney disease, stage 4"))
        ['ckd', 'ckd_severe', 'diabetes']
        >>> codes.condition_named("No epilepsy")
        frozenset()
        >>> codes.condition_named("Z.n. Mediainfarkt links, Gonarthrose")
        frozenset({'stroke'})
        >>> codes.condition_named("History of acute kidney injury")
        frozenset()
        """
        bare = without_kind(text)
        if found := self.condition_names.whole(bare):
            return frozenset(found)
        words, beside = staged(bare), (self.idle_words, self.harmless_names)
        keys = frozenset(self.condition_names.only(words, *beside))
        if not keys:
            keys = frozenset(self.condition_names.only(words, *beside, self.past_words))
            if keys & self.passing:
                return frozenset()
            keys -= _OF_ITS_DAYS
        keys = keys or self.swallowing.keys(text, *beside)
        return keys | stages_in(bare) if "ckd" in keys else keys

    def harmless_condition(
        self, coding: Iterable[tuple[str, str]], text: str, *, over: bool = False
    ) -> str:
        """The list on which a condition is harmless as far as known; empty when on none.

        What a key covers, by code or words, is never harmless. `over` says that the condition
        is past: an appendicitis is harmless only then, and so does "Z.n." or "history of". A code
        counts unless the words beside it sound an alarm; so do names with idle words beside them.

        >>> from baclofen.knowledge import load_knowledge
        >>> codes = load_knowledge().codes
        >>> codes.harmless_condition([(ICD10, "M17.1")], "Osteoarthritis of knee")
        'harmless_conditions'
        >>> codes.harmless_condition([(ICD10, "M17.1")], "Seizure after knee surgery")
        ''
        >>> codes.harmless_condition([], "Z.n. Appendizitis; Hashimoto-Thyreoiditis seit 2011")
        'harmless_conditions'
        """
        coding = tuple(coding)
        if self.condition(coding) or self.condition_named(text):
            return ""
        if self.swallowing.may_take_medicines(text, self.idle_words, self.harmless_names):
            return self.harmless.condition[0].name
        lists = (*self.harmless.condition, *(self.harmless.past if over else ()))
        bare = without_kind(text)
        found = self.harmless.list_of(lists, coding, bare, (ICD10CM, ICD10))
        return found or (lists[0].name if self._is_all_harmless(bare, over=over) else "")

    def _is_all_harmless(self, bare: str, *, over: bool) -> bool:
        """Whether a text is harmless names and idle words alone, and sounds no alarm but those that
        the names themselves do."""
        words, names = staged(bare), self.harmless_names
        found = names.only(words, self.idle_words)
        if not found:
            past = (self.idle_words, self.past_words)
            now = names.only(words, *past, self.harmless_once_over)
            once = self.harmless_once_over.only(words, *past, names)
            if once and not (over or self._is_past(words, count=len(now) + len(once))):
                return False
            found = (*now, *once)
        heard = {alarm for name in found for alarm in self.alarms_in(name)}
        return bool(found) and heard.issuperset(self.alarms_in(bare))

    def _is_past(self, words: Words, *, count: int) -> bool:
        """Whether all of a text is told as past: it begins so, or is one name and ends so."""
        return self.past_words.begin(words) or (count == 1 and self.past_words.end(words))

    def is_told_as_past(self, text: str) -> bool:
        """Whether a text begins or ends in words that say it is of the past.

        >>> from baclofen.knowledge import load_knowledge
        >>> codes = load_knowledge().codes
        >>> codes.is_told_as_past("History of overdose"), codes.is_told_as_past("Overdose")
        (True, False)
        """
        words = staged(without_kind(text))
        return self.past_words.begin(words) or self.past_words.end(words)

    def why_not_given(self, coding: Iterable[tuple[str, str]], names: Iterable[str]) -> NotGiven:
        """What a reason for which a dose was not given says of whether the patient got it: by its
        codes and by each of its names together; empty where nothing known says it.

        >>> from baclofen.knowledge import load_knowledge
        >>> codes = load_knowledge().codes
        >>> [codes.why_not_given([], [one]) for one in ("Refused", "Took own supply", "See notes")]
        ['none', 'otherwise', '']
        """
        coding = tuple(coding)
        coded = [means for one in coding if (means := self.reasons.of_code(*one))]
        named = [self.reasons.of_words(name, self._is_ill) for name in names]
        if coded or named:
            return reasons_together((*coded, *named))
        return "none" if self.condition(coding) & self.passing or self.signs_of(coding, ()) else ""

    def _is_ill(self, text: str) -> bool:
        """Whether a text names an illness that passes, or a sign."""
        return bool(self.condition_named(text) & self.passing or self.signs_of([], [text]))

    def course_of(self, text: str) -> frozenset[str]:
        """What a text says of the course of an illness: "acute", "lasting", or that something is
        "failing".

        >>> from baclofen.knowledge import load_knowledge
        >>> sorted(load_knowledge().codes.course_of("Acute respiratory failure"))
        ['acute', 'failing']
        """
        return frozenset(self.course_words.found_in(text))

    def is_nothing_once_over(self, text: str) -> bool:
        """Whether a text is the name of a condition that a key covers while it is new, and that is
        harmless once it is over.

        >>> from baclofen.knowledge import load_knowledge
        >>> codes = load_knowledge().codes
        >>> codes.is_nothing_once_over("Febrile convulsion (finding)")
        True
        >>> codes.is_nothing_once_over("Febrile convulsions aged 2, then epilepsy")
        False
        """
        return plain_words(without_childhood(without_kind(text))) in self.once_over

    def harmless_allergen(self, coding: Iterable[tuple[str, str]], text: str) -> str:
        """The list on which an allergen stands that is no medicine, or a group of medicines that
        baclofen is not of; empty when on none.

        >>> from baclofen.knowledge import load_knowledge
        >>> codes = load_knowledge().codes
        >>> codes.harmless_allergen([], "Peanut allergy")
        'harmless_allergens'
        >>> codes.harmless_allergen([], "Lioresal")
        ''
        """
        if self.medicines.named_in(text):
            return ""
        return self.harmless.list_of(
            self.harmless.allergen, coding, allergen_of(without_kind(text))
        )

    def harmless_measurement(self, coding: Iterable[tuple[str, str]]) -> str:
        """The list of measurements that no rule asks for, or empty.

        >>> from baclofen.knowledge import load_knowledge
        >>> codes = load_knowledge().codes
        >>> codes.harmless_measurement([(LOINC, "2093-3")])  # cholesterol
        'harmless_measurements'
        >>> codes.harmless_measurement([(LOINC, "2708-6")])  # oxygen saturation
        ''
        """
        return self.harmless.list_of(self.harmless.measurement, coding, "")

    def harmless_procedure(self, coding: Iterable[tuple[str, str]], text: str) -> str:
        """The list of procedures that say nothing a rule asks for, or empty."""
        coding = tuple(coding)
        if self.condition(coding) or self.condition_named(text):
            return ""
        bare = without_kind(text)
        found = self.harmless.list_of(self.harmless.procedure, coding, bare)
        is_over = bool(bare) and self._is_all_harmless(bare, over=True)
        return found or (self.harmless.procedure[0].name if is_over else "")

    def silent_resource(self, kind: str) -> str:
        """The list of FHIR types that state nothing of the patient's health, or empty.

        >>> from baclofen.knowledge import load_knowledge
        >>> load_knowledge().codes.silent_resource("Claim")
        'silent_resources'
        """
        return "silent_resources" if kind in self.harmless.silent else ""

    def is_resource(self, kind: str) -> bool:
        """Whether this is a type of FHIR R4, each of which was weighed for what it can state."""
        return kind in self.harmless.types

    def alarms_in(self, text: str) -> tuple[str, ...]:
        """The conditions and rules that an unread text resembles, each once, in order.

        A "no" in front changes nothing: what is unread and alarming is asked. Before a function
        it alarms: who no longer responds, wakes, opens the eyes or breathes is looked at.

        >>> from baclofen.knowledge import load_knowledge
        >>> load_knowledge().codes.alarms_in("Zustand nach Niereninsuffizienz")
        ('ckd',)
        >>> load_knowledge().codes.alarms_in("No longer responds. No response to gabapentin")
        ('signs.coma',)
        """
        return self.harmless.alarms_in(text)
