"""The words that the tables know by themselves, and those of a text that they do not."""

from __future__ import annotations

from baclofen.knowledge.known import Knowledge
from baclofen.knowledge.names import words_in


class Vocabulary:
    """The words of the names of medicines, conditions, signs, keys and their answers, and
    countries. It takes a few hundredths of a second to gather: make one, and ask it often.

    >>> from baclofen.knowledge import load_knowledge
    >>> Vocabulary(load_knowledge()).foreign("Prégabaline 75 mg, Frau Schmidt")
    ('frau', 'schmidt')
    """

    def __init__(self, known: Knowledge) -> None:
        codes = known.codes
        names = [
            *codes.medicines.names.meanings, *codes.condition_names.meanings,
            *codes.idle_words.meanings, *codes.condition_labels, *codes.condition_labels.values(),
            *codes.baclofen_names, *codes.medicine_classes, *codes.signs.values(),
            *known.keys, *known.syndromes, *known.jurisdictions,
        ]  # fmt: skip
        names += [word for key in known.keys.values() for word in key.words]
        names += [str(word) for field in known.fields.values() for word in field.choices]
        names += [x for i in codes.ingredients for x in (i.name, *i.brands, *i.names)]
        names += [f"{p.form} {p.brand}" for p in codes.products.values()]
        for kept in (*codes.harmless.condition, *codes.harmless.past, *codes.harmless.allergen):
            names += kept.words
        self._codes = codes
        self._words = frozenset(word for name in names for word in words_in(name))

    def foreign(self, text: str) -> tuple[str, ...]:
        """The words of a text that no table knows, nor by their sound as a medicine; numbers and
        single letters are no words."""
        return tuple(
            word
            for word in words_in(text)
            if not (word.isdigit() or len(word) == 1 or word in self._words)
            and not self._codes.medicine(word).ingredients
        )
