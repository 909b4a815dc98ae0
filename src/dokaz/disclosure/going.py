"""Where something goes: for what, to whom, how openly, and on which occasion."""

from collections.abc import Mapping
from dataclasses import dataclass

from dokaz.consent import api as consent
from dokaz.disclosure.errors import GoingNowhere


@dataclass(frozen=True, slots=True)
class Going:
    """What consent is asked about before anything leaves. It says nothing of what would go, nor of any key.

    Raises GoingNowhere where it would stay in the house, and OccasionUnreadable of `consent`.
    """

    purpose: consent.Purpose
    recipient: consent.Recipient
    form: consent.Form
    occasion: str = ""  # the reference of a request: who wants to be asked first answered for this one alone

    def __post_init__(self) -> None:
        consent.Scope(self.purpose, self.recipient, self.occasion)
        if consent.HOUSE.covers(self.recipient):
            raise GoingNowhere

    @property
    def named(self) -> bool:
        return self.form is consent.Form.NAMED

    @property
    def codes(self) -> dict[str, str | None]:
        """As entries and rows hold it."""
        return {
            "purpose": self.purpose.value,
            "to": str(self.recipient),
            "form": self.form.value,
            "occasion": self.occasion or None,
        }

    @classmethod
    def of(cls, codes: Mapping[str, str | None]) -> "Going":
        """Read what `codes` wrote."""
        purpose, form = consent.Purpose(str(codes["purpose"])), consent.Form(str(codes["form"]))
        return cls(purpose, consent.Recipient.parse(str(codes["to"])), form, codes["occasion"] or "")
