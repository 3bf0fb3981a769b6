"""Which of the model's syndromes a patient has: of nerve pain there are two."""

from __future__ import annotations

from baclofen.assessment.fit import Assessment


def modelled_syndrome(fit: Assessment) -> str | None:
    """The name that the model and what is reckoned from it go by; None where nothing is modelled.

    A record names no syndrome; the assessment reads it from the diagnoses.
    """
    if fit.syndrome == "neuropathic_pain":
        central = "spinal_cord_injury" in fit.person.conditions
        return "neuropathic_central" if central else "neuropathic_peripheral"
    return None if fit.syndrome == "other" else fit.syndrome
