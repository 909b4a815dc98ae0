"""What a decision speaks of: a purpose, a recipient and, at times, one occasion; and what lies within what."""

import re
from dataclasses import dataclass

from dokaz.consent.errors import OccasionUnreadable, RecipientUnreadable
from dokaz.consent.words import Purpose
from dokaz.kernel.countries import country_name
from dokaz.kernel.languages import _, said

_STEP = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_COUNTRY = re.compile(r"[a-z]{2}")  # ISO 3166-1 alpha-2
_OCCASION = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")  # the reference of a request
_DEEPEST = 3
_KINDS = {
    "house": _("We ourselves"),
    "authority": _("Police investigators, prosecutors and courts of any country"),
    "icc": _("The International Criminal Court"),
    "un": _("Investigations of the United Nations"),
    "osce": _("Experts of the OSCE"),
    "partner": _("Organisations we work with"),
    "helper": _("People and places that help"),
    "public": _("Everybody"),
}
_OF_COUNTRY = _("Police investigators, prosecutors and courts: {country}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets it, from the wide to the narrow: `authority`, `authority:lt`, `authority:lt:prosecutor-general`."""

    steps: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Recipient":
        """Read a recipient. Raises RecipientUnreadable."""
        steps = tuple(text.strip().lower().split(":"))
        fits = all(_STEP.fullmatch(step) for step in steps) and len(steps) <= _DEEPEST and steps[0] in _KINDS
        if not fits or (steps[0] == "authority" and len(steps) > 1 and not _COUNTRY.fullmatch(steps[1])):
            raise RecipientUnreadable(text=text, known=", ".join(_KINDS))
        return cls(steps)

    def __str__(self) -> str:
        return ":".join(self.steps)

    @property
    def country(self) -> str:
        """The two letters of the country whose authorities these are; empty for any country, and for anybody else."""
        return self.steps[1] if self.steps[0] == "authority" and len(self.steps) > 1 else ""

    def covers(self, other: "Recipient") -> bool:
        return other.steps[: len(self.steps)] == self.steps

    @property
    def words(self) -> str:
        """As a person reads it, in the language spoken."""
        kind, *narrower = self.steps
        if kind == "authority" and narrower:
            country, *body = narrower
            return said(_OF_COUNTRY).format(country=", ".join([country_name(country), *body]))
        return ": ".join([said(_KINDS[kind]), *narrower])


HOUSE, AUTHORITIES, ICC, UN, OSCE, PARTNERS, HELPERS, EVERYBODY = (Recipient((kind,)) for kind in _KINDS)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is spoken of. Without a purpose or recipient: each of them; without an occasion: every time."""

    purpose: Purpose | None = None
    recipient: Recipient | None = None
    occasion: str = ""

    def __post_init__(self) -> None:
        if self.occasion and not _OCCASION.fullmatch(self.occasion):
            raise OccasionUnreadable(text=self.occasion)

    def covers(self, other: "Scope") -> bool:
        """Whether whatever lies in the other lies in this one. Each scope covers itself."""
        return (
            self.purpose in (None, other.purpose)
            and self.occasion in ("", other.occasion)
            and (self.recipient is None or (other.recipient is not None and self.recipient.covers(other.recipient)))
        )

    def meet(self, asked: "Scope") -> "Scope | None":
        """What of one thing that is to be done lies in this scope; None where nothing does."""
        together = self.purpose in (None, asked.purpose) or asked.purpose is None
        if not together or self.occasion not in ("", asked.occasion):
            return None
        mine, theirs = self.recipient, asked.recipient
        if mine is None or theirs is None:
            narrower = mine or theirs
        elif mine.covers(theirs) or theirs.covers(mine):
            narrower = max(mine, theirs, key=lambda each: len(each.steps))
        else:
            return None
        return Scope(asked.purpose or self.purpose, narrower, asked.occasion)


EVERYTHING = Scope()
