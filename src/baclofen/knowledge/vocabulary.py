"""The words that the tables know by themselves, and those of a text that they do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from baclofen.knowledge.codes import Codes
from baclofen.knowledge.fact import Field, Key
from baclofen.knowledge.names import words_in

if TYPE_CHECKING:
    from baclofen.knowledge.known import Knowledge


def vocabulary_of(
    codes: Codes, keys: Mapping[str, Key], fields: Mapping[str, Field], places: Iterable[str]
) -> frozenset[str]:
    """The words of the names of medicines, conditions, signs, keys and their answers, and
    countries, as `words_in` writes them."""
    names = [
        *codes.medicines.names.meanings, *codes.condition_names.meanings,
        *codes.idle_words.meanings, *codes.condition_labels, *codes.condition_labels.values(),
        *codes.baclofen_names, *codes.medicine_classes, *codes.signs.values(), *keys, *places,
    ]  # fmt: skip
    names += [word for key in keys.values() for word in key.words]
    names += [str(word) for field in fields.values() for word in field.choices]
    names += [x for i in codes.ingredients for x in (i.name, *i.brands, *i.names)]
    names += [f"{p.form} {p.brand}" for p in codes.products.values()]
    for kept in (*codes.harmless.condition, *codes.harmless.past, *codes.harmless.allergen):
        names += kept.words
    return frozenset(word for name in names for word in words_in(name))


def foreign_words(text: str, known: Knowledge) -> tuple[str, ...]:
    """The words of a text that no table knows, nor by their sound as a medicine; numbers and
    single letters are no words.

    >>> from baclofen.knowledge import load_knowledge
    >>> foreign_words("Prégabaline 75 mg, Frau Schmidt", load_knowledge())
    ('frau', 'schmidt')
    """
    return tuple(
        word
        for word in words_in(text)
        if not (word.isdigit() or len(word) == 1 or word in known.vocabulary)
        and not known.codes.medicine(word).ingredients
    )
