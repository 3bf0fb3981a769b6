"""The audit of an overview article: each claim, what was found, and from where."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from baclofen.errors import KnowledgeError
from baclofen.knowledge.fact import HOWS, READ_AT_WORDS, mark_of
from baclofen.knowledge.known import Knowledge
from baclofen.knowledge.load import load_knowledge
from baclofen.knowledge.trials.load import DATA, load_trials
from baclofen.knowledge.trials.values import Trials
from baclofen.knowledge.why import linked_address
from baclofen.value import Value

VERDICTS = ("supported", "partly", "unsupported", "contradicted")
CERTAINTIES = ("high", "moderate", "low", "very-low")


class Basis(Value):
    """One source of a verdict: its id, how it is cited, what it says, how that was known and where
    it was read.

    `link` is the address, where that is a DOI, PubMed, a regulator, a journal or a maker.
    """

    id: str
    cite: str
    says: str
    how: str
    read_at: str
    url: str = ""
    link: str = ""

    @property
    def mark(self) -> str:
        """What a reader must see beside it; empty for what was read with its publisher."""
        return mark_of(self.how, self.read_at)


class Claim(Value):
    """A claim in our words, the verdict on it, how sure that verdict is, and why."""

    id: str
    claim: str
    section: str
    verdict: str
    certainty: str
    basis: tuple[Basis, ...]
    note: str = ""


@cache
def load_claims() -> Mapping[str, Claim]:
    """All claims by id; read and checked once a process. Raises `KnowledgeError`.

    >>> claim = load_claims()["C19"]
    >>> claim.verdict, len(claim.basis)
    ('unsupported', 4)
    """
    tables = tomllib.loads((DATA / "claims.toml").read_text(encoding="utf-8"))
    return read_claims(tables, load_trials(), load_knowledge())


def read_claims(tables: Mapping[str, Any], trials: Trials, known: Knowledge) -> Mapping[str, Claim]:
    """Claims from tables, each verdict, certainty and source checked. Raises `KnowledgeError`."""
    references = tables["references"]
    found: dict[str, Claim] = {}
    cited: set[str] = set()
    for id, raw in tables["claims"].items():
        rest = {k: v for k, v in raw.items() if k != "sources"}
        basis = tuple(_basis(id, one, references, trials, known) for one in raw["sources"])
        if not basis:
            raise KnowledgeError(f"{id} has no source")
        claim = Claim(id=id, basis=basis, **rest)
        if claim.verdict not in VERDICTS or claim.certainty not in CERTAINTIES:
            raise KnowledgeError(
                f"{id}: verdict {claim.verdict!r} and certainty {claim.certainty!r}; allowed are "
                f"{', '.join(VERDICTS)} and {', '.join(CERTAINTIES)}"
            )
        found[id] = claim
        cited |= {one["reference"] for one in raw["sources"] if "reference" in one}
    if unused := sorted(set(references) - cited):
        raise KnowledgeError(f"no claim cites the reference {', '.join(unused)}")
    return MappingProxyType(found)


def _basis(
    claim: str, raw: Mapping[str, str], references: Mapping[str, Any], trials: Trials,
    known: Knowledge,
) -> Basis:  # fmt: skip
    says, how = raw["says"], raw.get("how", "seen")
    if how not in HOWS:
        raise KnowledgeError(f"{claim}: how is {how!r}, not one of {HOWS}")
    if "study" in raw and raw["study"] in trials.studies:
        study = trials.studies[raw["study"]]
        # A study that is itself from memory makes what is said of it no better.
        how = study.how if how == "seen" else how
        link = linked_address((study.url,), known)
        return Basis(study.id, study.cite, says, how, study.read_at, study.url, link)
    if "source" in raw and raw["source"] in known.sources:
        source = known.sources[raw["source"]]
        url, link = next(iter(source.addresses), ""), linked_address(source.addresses, known)
        return Basis(source.id, source.cite, says, how, source.read_at, url, link)
    if "reference" in raw and raw["reference"] in references:
        entry = references[raw["reference"]]
        if entry["read_at"] not in READ_AT_WORDS:
            raise KnowledgeError(f"{raw['reference']}: read_at is {entry['read_at']!r}")
        url = entry["url"]
        link = linked_address((url,), known)
        return Basis(raw["reference"], entry["cite"], says, how, entry["read_at"], url, link)
    named = {k: v for k, v in raw.items() if k in ("study", "source", "reference")}
    raise KnowledgeError(f"{claim} cites {named}, which is in no list of sources")
