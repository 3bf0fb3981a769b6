"""The syndromes the model knows, and the links that each needs.

`neuropathic_pain` of a patient is peripheral unless a cord injury is on record: the two
differ in what is known of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.errors import UnknownName
from baclofen.model.link import Link
from baclofen.model.pain import PAROXYSMS, tonic_pain
from baclofen.model.spasticity import spasticity

#: Syndrome of the model -> in words.
SYNDROMES: Mapping[str, str] = {
    "ms_spasticity": "spasticity with pain in MS",
    "sci_spasticity": "spasticity with pain after cord injury or disease",
    "cerebral_spasticity": "spasticity of cerebral origin",
    "neuropathic_peripheral": "peripheral neuropathic pain",
    "neuropathic_central": "central neuropathic pain after cord injury",
    "trigeminal_neuralgia": "trigeminal neuralgia",
    "fibromyalgia": "fibromyalgia",
    "chronic_low_back_pain": "chronic low back pain",
    "cancer_pain": "cancer-related pain",
}


def effects_of(syndrome: str | None) -> tuple[Link, ...]:
    """The links from excitability to scores. None: no score is predicted.

    Raises `UnknownName`.
    """
    if syndrome is None:
        return ()
    if syndrome not in SYNDROMES:
        raise UnknownName("syndrome of the model", syndrome, SYNDROMES)
    if syndrome == "trigeminal_neuralgia":
        return (PAROXYSMS,)
    if syndrome.endswith("_spasticity"):
        return (spasticity(syndrome), tonic_pain(syndrome))
    return (tonic_pain(syndrome),)
