"""Whether an authority may get anything on a request: five dangers, each denied with a reason, or nothing goes (S-06).

Pure. Silence blocks, "not known" blocks, and one more bad answer never lets anything through: the tests hold this.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded


class Danger(Worded):
    """What is asked of a request. A yes to any of them is a reason to give nothing."""

    DEATH_PENALTY = "death_penalty", _("Can anybody be put to death on what we give?")
    UNFAIR_TRIAL = "unfair_trial", _("Are there serious doubts that a trial on it is fair?")
    IN_ABSENTIA = "in_absentia", _("Can somebody be convicted in their absence, without a new trial later?")
    AGENCY = "agency", _("Can it come to an agency of immigration or intelligence?")
    ONWARD = "onward", _("Can they pass it on without asking us?")

    @property
    def assurable(self) -> bool:
        """Whether a written assurance of the State can stand against it. No promise makes a trial fair."""
        return self in _ASSURABLE

    @property
    def noted_as(self) -> str:
        """In which field of an authority is written, in words, what bears on it; empty where in none."""
        return _NOTED.get(self, "")


_NOTED = {Danger.UNFAIR_TRIAL: "fair_trial", Danger.ONWARD: "onward"}
_ASSURABLE = frozenset({Danger.DEATH_PENALTY, Danger.IN_ABSENTIA, Danger.ONWARD})


class Finding(Worded):
    """The answer to whether there is a danger. Only "no", with a reason, removes it."""

    NO = "no", _("No")
    YES = "yes", _("Yes")
    UNKNOWN = "unknown", _("Not known")


class Because(Worded):
    """Why a danger blocks."""

    UNANSWERED = "unanswered", _("Nobody has answered yet: {danger}")
    NOT_KNOWN = "not-known", _("It is not known, so nothing goes: {danger}")
    GONE = "gone", _("The written assurance that is named is not there any more, or you may not see it: {danger}")
    PRESENT = "present", _("It is so, and no written assurance is linked: {danger}")
    NEVER = "never", _("It is so, and no assurance helps against it: {danger}")
    NO_REASON = "no-reason", _("It was answered without a reason: {danger}")
    DENIED = "denied", _("What is written down about the authority says otherwise: {danger}")
    NOTED = (
        "noted",
        _(
            "Something on this is written down about the authority, and the answer does not say why it is “no” all the "
            "same: {danger}"
        ),
    )
    NOTED_SINCE = (
        "noted-since",
        _(
            "What is written down about the authority has changed since this was answered. Say anew why it is “no” "
            "all the same: {danger}"
        ),
    )
    BODY = "body", _("To a body of this kind nothing goes: {danger}")
    UNASKED = (
        "unasked",
        _(
            "People are asked about prosecutors, police and courts, and about no other body of a State, so nothing "
            "goes there. Write down which of these it is, or refuse the request."
        ),
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered about one danger, why, and by which item the State gave its written assurance; and where
    something is written about the authority, which words those were and why the answer holds all the same.
    """

    finding: Finding | None = None
    reason: str = ""
    assurance: str = ""
    noted: str = ""
    despite: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside a checklist, which cannot talk it away: what is written down about the authority itself, and
    which of the items that hold a written assurance are there.

    `gets_nothing`: why nothing ever goes to such a body. `present`: dangers that are there by what is written.
    `noted`: the words that stand there on others.
    """

    gets_nothing: Because | None = None
    present: frozenset[Danger] = frozenset()
    noted: Mapping[Danger, str] = field(default_factory=dict, repr=False)
    assurances: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Block:
    """One reason why nothing goes."""

    danger: Danger
    because: Because

    @property
    def says(self) -> str:
        return self.because.says.format(danger=self.danger.says)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from the checklist. It passes where nothing blocks."""

    blocks: tuple[Block, ...]

    @property
    def passes(self) -> bool:
        return not self.blocks

    @property
    def says(self) -> str:
        return " ".join(each.says for each in self.blocks)


def weigh(answers: Mapping[Danger, Answered], known: Known, /) -> Verdict:
    """What blocks, in the order of the dangers. What is not answered counts as a danger."""
    found = ((danger, _blocks(danger, answers.get(danger, Answered()), known)) for danger in Danger)
    return Verdict(tuple(Block(danger, because) for danger, because in found if because is not None))


def _blocks(danger: Danger, answered: Answered, known: Known) -> Because | None:
    if danger is Danger.AGENCY and known.gets_nothing:
        return known.gets_nothing
    if answered.finding is None:
        return Because.UNANSWERED
    if answered.finding is Finding.UNKNOWN:
        return Because.NOT_KNOWN
    return _answered(danger, answered, known) if answered.reason.strip() else Because.NO_REASON


def _answered(danger: Danger, answered: Answered, known: Known) -> Because | None:
    """Why a yes or no with a reason still blocks; None where it does not."""
    if answered.finding is Finding.YES:
        return _unassured(answered, known, Because.PRESENT) if danger.assurable else Because.NEVER
    if danger in known.present and (why := _unassured(answered, known, Because.DENIED)):
        return why
    noted = known.noted.get(danger, "")
    if not noted or (answered.despite.strip() and answered.noted == noted):
        return None
    return Because.NOTED_SINCE if answered.despite.strip() else Because.NOTED


def _unassured(answered: Answered, known: Known, otherwise: Because) -> Because | None:
    """Why no written assurance stands against a danger; None where one does."""
    if not answered.assurance:
        return otherwise
    return None if answered.assurance in known.assurances else Because.GONE


def answers_of(fields: Mapping[str, object], /) -> dict[Danger, Answered]:
    """What a checklist says, from the fields of its record; what is no answer counts as none."""
    return {
        danger: Answered(
            finding=_finding(fields.get(danger.value)),
            reason=_text(fields.get(f"{danger.value}_why")),
            assurance=_text(fields.get(f"{danger.value}_assurance")),
            noted=_text(fields.get(f"{danger.value}_noted")),
            despite=_text(fields.get(f"{danger.value}_despite")),
        )
        for danger in Danger
    }


def noted_of(authority: Mapping[str, object], /) -> dict[Danger, str]:
    """What is written in words about an authority that bears on a danger, from the fields of its record."""
    found = {danger: _text(authority.get(danger.noted_as)) for danger in Danger if danger.noted_as}
    return {danger: words for danger, words in found.items() if words}


def dealing_with(
    authority: Mapping[str, object], fields: Mapping[str, object], before: Mapping[str, object], /
) -> dict[str, str]:
    """The fields that say with which words about an authority a checklist deals: those of now, where it was just said
    why an answer holds all the same.
    """
    noted = noted_of(authority)
    said = {danger: _text(fields.get(f"{danger.value}_despite")) for danger in Danger if danger.noted_as}
    new = {danger for danger, words in said.items() if words != _text(before.get(f"{danger.value}_despite"))}
    return {f"{danger.value}_noted": noted.get(danger, "") if said[danger] else "" for danger in new}


def assurances_of(fields: Mapping[str, object], /) -> dict[str, str]:
    """The references of the items that a checklist names as written assurances, by the names of its fields."""
    named = {f"{danger.value}_assurance": _text(fields.get(f"{danger.value}_assurance")) for danger in Danger}
    return {name: ref for name, ref in named.items() if ref}


def _finding(value: object) -> Finding | None:
    return Finding(value) if isinstance(value, str) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
