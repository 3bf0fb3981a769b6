"""What a medicine is: by its words, its RxNorm and ATC codes, or not at all.

Words and codes must tell the same. Where they do not, nothing is recognised, and what
matches nothing is "not recognised", never harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from baclofen.knowledge.names import Names, words_in
from baclofen.value import Value, replace

if TYPE_CHECKING:
    from baclofen.knowledge.spellings import Spellings

#: How alike two spellings must be to be offered, and how long a word must be to be tried.
_ALIKE, _LONG_ENOUGH = 0.8, 5
#: Salts that German writes at the end of the name.
_SALT = re.compile(
    r"(?<=[a-zäöü]{4})(?:di)?(?:hydrochlorid|hydrobromid|sulfat|natrium|kalium|calcium|magnesium|"
    r"succinat|tartrat|maleat|mesilat|besilat|fumarat|citrat|acetat|phosphat|etexilat)\b",
    re.IGNORECASE,
)
#: Words beside a name that name nothing: units, forms, how often.
_NO_NAMES = frozenset(
    [
        "mg",
        "g",
        "mcg",
        "ug",
        "ml",
        "ui",
        "iu",
        "tablet",
        "tablets",
        "tabletten",
        "tablette",
        "tabl",
        "tbl",
        "comprime",
        "comprimes",
        "compresse",
        "comprimido",
        "comprimidos",
        "capsule",
        "capsules",
        "kapseln",
        "capsulas",
        "brausetabletten",
        "effervescent",
        "film",
        "coated",
        "filmtabletten",
        "daily",
        "day",
        "a",
        "per",
        "once",
        "twice",
        "x",
        "od",
        "bd",
        "tds",
        "tgl",
        "taglich",
        "oral",
        "po",
    ]
)
#: The class of another medicine given intrathecally or epidurally.
_SPINAL = "intrathecal_other"
#: The classes of an opioid, and of one that acts for half a day and longer.
_OPIOID, _OPIOID_LONG = "opioid", "opioid_long"
#: What acts long by its form: given out slowly, through the skin, or from a depot.
_SLOW = re.compile(
    r"extended|prolonged|sustained|modified|controlled|retard|slow|\b(?:er|xr|sr|cr|mr|la|xl)\b|"
    r"\b(?:12|24|72) ?h(?:r|ours?)?\b|patch|pflaster|transderm|depot|implant|contin\b",
    re.IGNORECASE,
)
#: An ATC code of seven characters is one substance; a shorter one is a group.
_SUBSTANCE = 7


class Product(Value):
    """A baclofen product by RxNorm number. `strength` is empty when it was not read.

    `route` is empty for a bare strength, which does not say what it is taken as.
    """

    rxnorm: str
    form: str
    route: str
    brand: str
    strength: str
    strength_how: str


class Ingredient(Value):
    """A medicine by its ingredient, with the class that rules speak of.

    `also_classes` are those it counts to besides: tizanidine lowers blood pressure too.
    `names` are other spellings. `is_group` marks what is only known as a member of an ATC group.
    """

    name: str
    medicine_class: str
    rxnorm: str = ""
    atc: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    also_classes: tuple[str, ...] = ()
    is_group: bool = False

    def __hash__(self) -> int:
        return hash((self.name, self.medicine_class))

    @property
    def classes(self) -> tuple[str, ...]:
        return (self.medicine_class, *self.also_classes)

    def may_be(self, other: Ingredient) -> bool:
        """Whether both can be one medicine: the same, or one is a group that holds the other."""
        if self == other:
            return True
        if not (self.is_group or other.is_group):
            return False
        if set(self.classes) & set(other.classes):
            return True
        return any(a.startswith(b) or b.startswith(a) for a in self.atc for b in other.atc)


class Group(Value):
    """A group of the ATC table, or a code for a combination: classes, or ingredients by name."""

    code: str
    display: str
    classes: Sequence[str]
    ingredients: Sequence[str]


class Recognised(Value):
    """What a medicine entry was taken for. No ingredients: not recognised.

    `problem` says what is doubtful, or why words and codes that are known gave nothing.
    """

    ingredients: tuple[Ingredient, ...]
    problem: str = ""

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(c for i in self.ingredients for c in i.classes)


class Medicines(Value, dict=True):
    """The medicines known here, and one question: what is this one?

    `names` is the index of all names, with the phrases that hold the name of a medicine and are
    none; `alone` are words of everyday, or parts of many medicines, that name one only where
    nothing else is said; `routes` are words that say how something is given; `supplements` are
    words for minerals and vitamins; `products` are
    RxNorm products by ingredient.
    """

    ingredients: tuple[Ingredient, ...]
    names: Names[str]
    alone: Mapping[str, Sequence[str]]
    routes: Names[str]
    supplements: frozenset[str]
    slow: frozenset[str]
    products: Mapping[str, Sequence[str]]
    groups: Mapping[str, Group]

    @cached_property
    def by_name(self) -> Mapping[str, Ingredient]:
        return {item.name: item for item in self.ingredients}

    @cached_property
    def _by_rxnorm(self) -> Mapping[str, tuple[Ingredient, ...]]:
        return {i.rxnorm: (i,) for i in self.ingredients if i.rxnorm}

    @cached_property
    def _by_atc(self) -> Mapping[str, tuple[Ingredient, ...]]:
        return {c: (i,) for i in self.ingredients for c in i.atc if len(c) == _SUBSTANCE}

    def _all(self, names: Iterable[str]) -> tuple[Ingredient, ...]:
        return tuple(self.by_name[name] for name in names)

    def nearest(self, text: str) -> tuple[str, ...]:
        """Known names that a word of a text is spelt nearly like: offered, never assumed.

        >>> from baclofen.knowledge import load_knowledge
        >>> load_knowledge().codes.medicines.nearest("Diazpam 5 mg")
        ('diazepam',)
        """
        names = self._spellings
        found: list[str] = []
        for word in words_in(text):
            if len(word) >= _LONG_ENOUGH:
                found += self._near.to(word)
        return tuple(dict.fromkeys(names[name] for name in found))

    @cached_property
    def _near(self) -> Spellings:
        # Loaded only where something could not be read.
        from baclofen.knowledge.spellings import Spellings

        return Spellings(self._spellings, alike=_ALIKE, most=2)

    @cached_property
    def _spellings(self) -> Mapping[str, str]:
        """Every name of one word, in small letters, with the ingredients it names."""
        return {
            name: " with ".join(meant)
            for name, meant in self.names.meanings.items()
            if meant and " " not in name
        }

    def is_supplement(self, text: str, *, sedating: frozenset[str]) -> bool:
        """Whether an unread medicine is called a mineral or a vitamin, and no word of it is spelt
        nearly like a medicine of the classes that are `sedating`.

        >>> from baclofen.knowledge import load_knowledge
        >>> ask = load_knowledge().codes.medicines.is_supplement
        >>> names = ("Zink Verla", "Vitamin B6 Lorazpam", "Xyz")
        >>> [ask(name, sedating=frozenset({"benzodiazepine"})) for name in names]
        [True, False, False]
        """
        if not any(word in self.supplements for word in words_in(text)):
            return False
        near = {name for found in self.nearest(text) for name in found.split(" with ")}
        return not any(sedating.intersection(self.by_name[name].classes) for name in near)

    def named_in(self, text: str) -> tuple[Ingredient, ...]:
        """The ingredients whose names, brands or spellings stand in a text, in its order.

        A German name may hold its salt in one word: only where nothing else was found it is
        looked for without.

        >>> from baclofen.knowledge import load_knowledge
        >>> medicines = load_knowledge().codes.medicines
        >>> [i.name for i in medicines.named_in("Tramadolhydrochlorid 50 mg; paracetamolo")]
        ['acetaminophen']
        >>> [i.name for i in medicines.named_in("Tramadolhydrochlorid 50 mg")]
        ['tramadol']
        """
        found = self.names.found_in(text)
        return self._all(found or self.names.found_in(_SALT.sub("", text)) or self._alone(text))

    def _alone(self, text: str) -> Sequence[str]:
        """The ingredient of a word that counts only beside numbers, units and forms."""
        words = (w for w in words_in(text) if not w.isdecimal() and w not in _NO_NAMES)
        return self.alone.get(" ".join(words), ())

    def of_rxnorm(self, code: str) -> tuple[Ingredient, ...]:
        """The ingredients of an RxNorm ingredient or product; empty when it is not known."""
        if code in self._by_rxnorm:
            return self._by_rxnorm[code]
        return self._all(self.products.get(code, ()))

    def of_atc(self, code: str) -> tuple[Ingredient, ...]:
        """The ingredient of an ATC code; else one member of its group for each class it has."""
        code = code.strip().upper()
        own = self.groups.get(code)
        if code in self._by_atc and not (own and own.ingredients):
            return self._by_atc[code]
        for end in range(len(code), 2, -1):
            if group := self.groups.get(code[:end]):
                if group.ingredients:
                    return self._all(group.ingredients)
                name = f"{group.display.lower()}, ATC {code}"
                return tuple(Ingredient(name, c, atc=(code,), is_group=True) for c in group.classes)
        return ()

    def recognise(
        self, text: str, *, also: Iterable[str] = (), rxnorm: Iterable[str], atc: Iterable[str]
    ) -> Recognised:
        """What a medicine is, from all its words and all its codes together."""
        codes = (*rxnorm, *atc)
        by_names = [found for name in (text, *also) if (found := self.named_in(name))]
        by_codes = [
            (code, found)
            for look_up, given in ((self.of_rxnorm, rxnorm), (self.of_atc, atc))
            for code in given
            if (found := look_up(code))
        ]
        said = tuple(dict.fromkeys(i for found in by_names for i in found))
        for one, other in combinations(by_names, 2):
            if not _agree(one, other):
                return Recognised((), f"one name says {_listed(one)}, another {_listed(other)}")
        for _, found in by_codes:
            if said and not _agree(said, found):
                return Recognised(
                    (), f"the words say {_listed(said)}, the code says {_listed(found)}"
                )
        if not said:
            for (code, one), (next_code, other) in combinations(by_codes, 2):
                if not _agree(one, other):
                    return Recognised(
                        (),
                        f"the code {code} says {_listed(one)}, the code {next_code} "
                        f"says {_listed(other)}",
                    )
        ingredients = _without_groups((*said, *(i for _, found in by_codes for i in found)))
        if any("spinal" in self.routes.found_in(name) for name in (text, *also)):
            ingredients = tuple(_given_spinally(i) for i in ingredients)
        if any(self._is_slow(name) for name in (text, *also)):
            ingredients = tuple(_given_slowly(i) for i in ingredients)
        return Recognised(ingredients, self._doubt(text, said, codes, by_codes))

    def _is_slow(self, name: str) -> bool:
        """Whether a name tells what acts long, by its form or as a brand of nothing else."""
        return bool(_SLOW.search(name)) or not self.slow.isdisjoint(words_in(name))

    def _doubt(
        self,
        text: str,
        said: tuple[Ingredient, ...],
        codes: tuple[str, ...],
        by_codes: list[tuple[str, tuple[Ingredient, ...]]],
    ) -> str:
        """What is doubtful in what is taken over all the same."""
        if by_codes and not said and text.strip() and text != name_of_code(codes):
            coded = tuple(i for _, found in by_codes for i in found)
            return f"the code says {_listed(coded)}, and the words name no medicine known here"
        for code, found in by_codes:
            more = tuple(i for i in found if not any(i.may_be(s) for s in said))
            if said and more:
                return f"the code {code} adds {_listed(more)}, which the words do not name"
        # Baclofen by its words alone, under a code this list does not hold, may be a
        # mislabelled code: it counts as baclofen (the safe side), with the doubt said.
        baclofen = self.by_name["baclofen"]
        if baclofen in said and codes and not by_codes:
            return f"code {', '.join(codes)} is not one of baclofen's codes known here"
        return ""


def name_of_code(codes: Iterable[str]) -> str:
    """What a medicine without any words is called: by its first code.

    >>> name_of_code(["7052"])
    'code 7052'
    """
    return next((f"code {code}" for code in codes), "")


def _given_spinally(item: Ingredient) -> Ingredient:
    """A medicine that counts as one given into the spinal canal too; baclofen has own rules."""
    if _SPINAL in item.classes or item.medicine_class == "target":
        return item
    return replace(item, also_classes=(*item.also_classes, _SPINAL))


def _given_slowly(item: Ingredient) -> Ingredient:
    """An opioid that counts as one that acts long; anything else as it is."""
    if item.medicine_class != _OPIOID or _OPIOID_LONG in item.classes:
        return item
    return replace(item, also_classes=(*item.also_classes, _OPIOID_LONG))


def _agree(one: tuple[Ingredient, ...], other: tuple[Ingredient, ...]) -> bool:
    return any(a.may_be(b) for a in one for b in other)


def _without_groups(found: tuple[Ingredient, ...]) -> tuple[Ingredient, ...]:
    """Each once; of a group nothing is left where a medicine that may be the one is known."""
    sure = [i for i in found if not i.is_group]
    return tuple(
        dict.fromkeys(i for i in found if not (i.is_group and any(i.may_be(s) for s in sure)))
    )


def _listed(found: tuple[Ingredient, ...]) -> str:
    return ", ".join(dict.fromkeys(i.name for i in found))
