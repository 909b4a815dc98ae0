"""The stored codes about authorities, each with its words. A code never changes; its words may."""

from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded
from dokaz.releases.api import Means as Channel

__all__ = ["Apart", "Body", "Channel", "DeathPenalty", "InAbsentia"]


class Body(Worded):
    """What kind of body an authority is. To some nothing ever goes (S-06)."""

    PROSECUTOR = "prosecutor", _("Prosecutor")
    POLICE = "police", _("Police unit")
    WAR_CRIMES = "war-crimes", _("War crimes unit")
    COURT = "court", _("Court")
    ICC = "icc", _("Office of the Prosecutor of the International Criminal Court")
    UN = "un", _("Mandate of the United Nations")
    OSCE = "osce", _("Mandate of the OSCE")
    OTHER = "other", _("Other body of a State: nothing goes there")
    IMMIGRATION = "immigration", _("Immigration agency: nothing goes there")
    INTELLIGENCE = "intelligence", _("Intelligence agency: nothing goes there")

    @property
    def gets_nothing(self) -> bool:
        """Whether nothing ever goes to such a body, whatever it asks for."""
        return self in _GET_NOTHING

    @property
    def of_a_state(self) -> bool:
        return self not in _OF_NO_STATE

    @property
    def has_a_mandate(self) -> bool:
        """Whether it is a mechanism: begun by a resolution, for a time."""
        return self in {Body.UN, Body.OSCE}


# nobody is asked whether "another body" may get something: people agree to prosecutors, police and courts
_GET_NOTHING = frozenset({Body.OTHER, Body.IMMIGRATION, Body.INTELLIGENCE})
_OF_NO_STATE = frozenset({Body.ICC, Body.UN, Body.OSCE})


class DeathPenalty(Worded):
    """Whether somebody can be put to death on what is given there."""

    ABOLISHED = "abolished", _("Abolished")
    IN_LAW = "in-law", _("In the law, and not carried out")
    CARRIED_OUT = "carried-out", _("In the law, and carried out")
    UNKNOWN = "unknown", _("Not known")

    @property
    def possible(self) -> bool:
        return self is not DeathPenalty.ABOLISHED


class InAbsentia(Worded):
    """Whether somebody can be tried there who is not present."""

    NEVER = "never", _("Never")
    NEW_TRIAL = "new-trial", _("Yes, with a right to a new trial")
    POSSIBLE = "possible", _("Yes, without one")
    UNKNOWN = "unknown", _("Not known")


class Apart(Worded):
    """How an address or a key was verified: by another way than the one by which it came (S-53)."""

    PUBLIC_NUMBER = "public-number", _("A call to a number from a public register")
    IN_PERSON = "in-person", _("A meeting")
    EMBASSY = "embassy", _("Their embassy")
    OTHER_BODY = "other-body", _("Another authority that is verified")
    KNOWN_PERSON = "known-person", _("Somebody there whom one of us knows")
    READ_ALOUD = "read-aloud", _("Read aloud in a call to a checked contact")
