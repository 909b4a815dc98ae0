"""The words of this module, each with its sentence. The stored codes never change; the sentences may."""

from enum import StrEnum

from dokaz.kernel.languages import Sentence, _, said


class Part(StrEnum):
    """What somebody is in the cases of the house, from when to when."""

    SURVIVOR = "survivor"
    VICTIM = "victim"
    WITNESS = "witness"
    SOURCE = "source"
    RELATIVE = "relative"
    SUSPECT = "suspect"
    OFFICIAL = "official"
    PROFESSIONAL = "professional"

    @property
    def label(self) -> Sentence:
        return _PARTS[self]

    @property
    def says(self) -> str:
        return said(self.label)


_PARTS = {
    Part.SURVIVOR: _("Survivor"),
    Part.VICTIM: _("Victim"),
    Part.WITNESS: _("Witness"),
    Part.SOURCE: _("Source"),
    Part.RELATIVE: _("Relative"),
    Part.SUSPECT: _("Suspect"),
    Part.OFFICIAL: _("Official in their function"),
    Part.PROFESSIONAL: _("Professional"),
}
# DESIGN 9: the consent of these binds; for suspects and officials in their function a recorded legal basis stands
PROTECTED = frozenset({Part.SURVIVOR, Part.VICTIM, Part.WITNESS, Part.SOURCE, Part.RELATIVE})


class Vulnerability(StrEnum):
    """Why a person needs more care, with what follows from it."""

    CHILD = "child"
    SEXUAL_VIOLENCE = "sexual-violence"
    TORTURE = "torture"
    DISABILITY = "disability"
    ILLNESS = "illness"
    GUARDED = "guarded"
    SUICIDE = "suicide"
    INSIDE = "inside"

    @property
    def label(self) -> Sentence:
        return _VULNERABLE[self][0]

    @property
    def says(self) -> str:
        return said(self.label)

    @property
    def follows(self) -> str:
        """What whoever works with this person has to do; and what counts no more, where `consent` sees to it."""
        return said(_VULNERABLE[self][1])


_VULNERABLE = {
    Vulnerability.CHILD: (
        _("Child"),
        _(
            "A guardian consents and the child agrees. From the day on which they may be of age, nothing counts before"
            " they agree themself."
        ),
    ),
    Vulnerability.SEXUAL_VIOLENCE: (
        _("Survivor of sexual violence"),
        _("Let the person choose who listens and who interprets. Tell only those colleagues who need to know."),
    ),
    Vulnerability.TORTURE: (
        _("Survivor of torture"),
        _("Offer help first. Do not ask twice what was told once, and let the person stop at any time."),
    ),
    Vulnerability.DISABILITY: (
        _("Person with a disability"),
        _("Ask which form and which help the person needs to understand and to be understood."),
    ),
    Vulnerability.ILLNESS: (
        _("Seriously ill person"),
        _("Ask first what cannot wait, and agree who decides if the person cannot."),
    ),
    Vulnerability.GUARDED: (
        _("Person under guardianship"),
        _("The guardian's consent is needed beside the person's own wish. A guardian can be excluded with a reason."),
    ),
    Vulnerability.SUICIDE: (
        _("Person at risk of suicide"),
        _("Talk to the support officer before every contact. Do not end a conversation alone."),
    ),
    Vulnerability.INSIDE: (
        _("Person within reach of the authorities they fear"),
        _(
            "Contact only as the safe times and words say. What they agreed to before this was recorded lets nothing"
            " out of the house: ask again."
        ),
    ),
}


class Relation(StrEnum):
    """How a person appears in an item."""

    COMES_FROM = "comes-from"
    SHOWS = "shows"
    NAMES = "names"
    HEARD = "heard"

    @property
    def says(self) -> str:
        return said(_RELATIONS[self])


_RELATIONS = {
    Relation.COMES_FROM: _("It comes from this person"),
    Relation.SHOWS: _("It shows this person"),
    Relation.NAMES: _("It names this person"),
    Relation.HEARD: _("This person is heard in it"),
}


class Circumstance(StrEnum):
    """What happens around a person, that bears on their safety."""

    IN_BELARUS = "in-belarus"
    DETAINED = "detained"
    RELATIVE_DETAINED = "relative-detained"
    SEARCHED = "searched"
    NUMBER_CHANGED = "number-changed"
    UNREACHABLE = "unreachable"
    MOVED = "moved"
    RELEASED = "released"
    ABROAD = "abroad"
    SAFE = "safe"
    DIED = "died"

    @property
    def says(self) -> str:
        return said(_CIRCUMSTANCES[self])

    @property
    def worse(self) -> bool:
        """A change for the worse stops packages that wait, and no yes from before counts: the person is asked anew."""
        return self in _WORSE

    @property
    def better(self) -> bool:
        """Whether a danger that was there before it is over: a move alone is none."""
        return self in _BETTER


_CIRCUMSTANCES = {
    Circumstance.IN_BELARUS: _("Is in Belarus"),
    Circumstance.DETAINED: _("Was detained"),
    Circumstance.RELATIVE_DETAINED: _("A relative was detained"),
    Circumstance.SEARCHED: _("Was searched or questioned"),
    Circumstance.NUMBER_CHANGED: _("The number or address changed"),
    Circumstance.UNREACHABLE: _("Does not answer any more"),
    Circumstance.MOVED: _("Moved"),
    Circumstance.RELEASED: _("Was released"),
    Circumstance.ABROAD: _("Is abroad"),
    Circumstance.SAFE: _("Is safe again"),
    Circumstance.DIED: _("Died"),
}
_WORSE = frozenset({
    Circumstance.IN_BELARUS, Circumstance.DETAINED, Circumstance.RELATIVE_DETAINED, Circumstance.SEARCHED,
    Circumstance.NUMBER_CHANGED, Circumstance.UNREACHABLE, Circumstance.DIED,
})  # fmt: skip
_BETTER = frozenset({Circumstance.RELEASED, Circumstance.ABROAD, Circumstance.SAFE})


class NameKind(StrEnum):
    """What a recorded form of a name is."""

    OWN = "own"
    FORMER = "former"
    NICKNAME = "nickname"
    DOCUMENT = "document"

    @property
    def says(self) -> str:
        return said(_NAME_KINDS[self])


_NAME_KINDS = {
    NameKind.OWN: _("As the person says it"),
    NameKind.FORMER: _("Former name"),
    NameKind.NICKNAME: _("Nickname"),
    NameKind.DOCUMENT: _("As a document spells it"),
}
