"""What decides about persons and items, read at once for many: their papers here, and what `people` knows of them."""

from dokaz.consent import grounds
from dokaz.consent.models import PaperKind

_OF_PERSON = (PaperKind.DECISIONS, PaperKind.SPEAKERS, *grounds.KINDS)
_OF_AGE = 18  # Convention on the Rights of the Child, Article 1
