"""The stored codes about releases. A code never changes; its words may."""

RELEASE = "release"

GIVEN_OUT, THERE, ENDED, RECALLED, NOT_MADE = "given-out", "received-there", "ended", "recalled", "withdrawn"
OUT = (GIVEN_OUT, THERE)  # somebody has a copy, and may
