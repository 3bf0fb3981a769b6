"""The version of this package, in one place."""

VERSION = "0.1.0"
#: What this is, on every report.
WHAT_THIS_IS = (
    "Decision support for clinicians to check, research and education. Not a certified medical "
    "device. The prescriber decides."
)
