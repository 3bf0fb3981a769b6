"""Patient and knowledge become equations, and a first belief about their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.model.belief import Belief
    from baclofen.model.body import Body
    from baclofen.model.build import Model, Variant, build_model, model_of, outputs_of_all
    from baclofen.model.covariance import Covariance
    from baclofen.model.credible import (
        COSTS,
        DOORS,
        GAINS,
        PURPOSES,
        Purpose,
        basis_of,
        mark_note,
        refused_note,
        refused_use_note,
        setting_by_mouth,
    )
    from baclofen.model.draws import Draws
    from baclofen.model.gaussian import Beliefs, Gaussian
    from baclofen.model.independent import Independent
    from baclofen.model.kinetics import KINETICS, Kinetics
    from baclofen.model.link import KIND_WORDS, Kind, Output
    from baclofen.model.observe import (
        Entry,
        count_spasms,
        enter_trial,
        mas_probabilities,
        read_ashworth,
        read_level,
        read_mas,
        read_nrs,
    )
    from baclofen.model.parameter import Parameter, Spreads
    from baclofen.model.published_pk import PUBLISHED
    from baclofen.model.seed import LARGEST_SEED, check_seed
    from baclofen.model.side_effects import OVERDOSE, SIDE_EFFECTS
    from baclofen.model.syndrome import SYNDROMES
    from baclofen.model.ties import TIED

__all__ = [
    "COSTS",
    "DOORS",
    "GAINS",
    "KIND_WORDS",
    "KINETICS",
    "LARGEST_SEED",
    "OVERDOSE",
    "PUBLISHED",
    "PURPOSES",
    "SIDE_EFFECTS",
    "SYNDROMES",
    "TIED",
    "Belief",
    "Beliefs",
    "Body",
    "Covariance",
    "Draws",
    "Entry",
    "Gaussian",
    "Independent",
    "Kind",
    "Kinetics",
    "Model",
    "Output",
    "Parameter",
    "Purpose",
    "Spreads",
    "Variant",
    "basis_of",
    "build_model",
    "check_seed",
    "count_spasms",
    "enter_trial",
    "mark_note",
    "mas_probabilities",
    "model_of",
    "outputs_of_all",
    "read_ashworth",
    "read_level",
    "read_mas",
    "read_nrs",
    "refused_note",
    "refused_use_note",
    "setting_by_mouth",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "belief": ("Belief",),
            "body": ("Body",),
            "kinetics": ("KINETICS", "Kinetics"),
            "build": ("Model", "Variant", "build_model", "model_of", "outputs_of_all"),
            "covariance": ("Covariance",),
            "credible": (
                "COSTS",
                "DOORS",
                "GAINS",
                "PURPOSES",
                "Purpose",
                "basis_of",
                "mark_note",
                "refused_note",
                "refused_use_note",
                "setting_by_mouth",
            ),
            "gaussian": ("Beliefs", "Gaussian"),
            "independent": ("Independent",),
            "link": ("KIND_WORDS", "Kind", "Output"),
            "observe": (
                "Entry",
                "count_spasms",
                "enter_trial",
                "mas_probabilities",
                "read_ashworth",
                "read_level",
                "read_mas",
                "read_nrs",
            ),
            "draws": ("Draws",),
            "parameter": ("Parameter", "Spreads"),
            "published_pk": ("PUBLISHED",),
            "seed": ("LARGEST_SEED", "check_seed"),
            "side_effects": ("OVERDOSE", "SIDE_EFFECTS"),
            "syndrome": ("SYNDROMES",),
            "ties": ("TIED",),
        },
    )
