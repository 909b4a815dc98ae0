"""What is to be taken out of one file, and why: a plan is a value, with one spelling and one hash.

Nothing here opens a file. A mark says where; whether that place exists is said by the program that makes the copy.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from dokaz.disclosure.redacting.errors import MarkUnfit, PlanTooLong, PlanUnreadable
from dokaz.kernel.languages import Language, _, said
from dokaz.kernel.regions import Box, KeyFrame, RegionUnfit, Stretch, Track
from dokaz.kernel.worded import Worded
from dokaz.verify import canonical
from dokaz.verify.errors import VerifyError

FORM = "dokaz/v1/redaction"
MOST_MARKS = 2_000
LONGEST_PLAN = 180_000  # letters: a field of a record holds little more
LONGEST_WORDS = 300
LARGEST = 2**40


class RedactionForm(Worded):
    """How a file is marked: by its letters, by boxes, by times, or by boxes that move."""

    TEXT = "text", _("Text")
    PICTURE = "picture", _("Picture")
    PAPER = "paper", _("Pages")
    SOUND = "sound", _("Sound")
    FILM = "film", _("Film")


class RedactionReason(Worded):
    """Why something is taken out."""

    IDENTITY = "identity", _("Identity of a protected person")
    NAME = "name", _("Name of a person")
    FACE = "face", _("Face")
    VOICE = "voice", _("Voice")
    PLACE = "place", _("Place that leads to them")
    THIRD = "third-party", _("Somebody who has nothing to do with it")
    DOCUMENTER = "documenter", _("Safety of who documented it")
    OTHER = "other", _("Another reason")

    @property
    def block(self) -> str:
        """What stands in a text in the place of what was taken out."""
        return _BLOCKS[self]


_BLOCKS: Mapping[RedactionReason, str] = {
    RedactionReason.IDENTITY: _("[removed: identity]"),
    RedactionReason.NAME: _("[removed: name]"),
    RedactionReason.FACE: _("[removed: face]"),
    RedactionReason.VOICE: _("[removed: voice]"),
    RedactionReason.PLACE: _("[removed: place]"),
    RedactionReason.THIRD: _("[removed: third party]"),
    RedactionReason.DOCUMENTER: _("[removed: safety]"),
    RedactionReason.OTHER: _("[removed]"),
}


def reasons_said(counts: Mapping[str, int], /) -> str:
    """How many places went for which reason, in the language spoken; empty where none did."""
    return ", ".join(f"{RedactionReason(code).says}: {count}" for code, count in sorted(counts.items()))


@dataclass(frozen=True, slots=True, order=True)
class MarkedLetters:
    """From a letter of the text to the one before `ends`, counted from nought."""

    begins: int
    ends: int

    def __post_init__(self) -> None:
        if not 0 <= self.begins < self.ends <= LARGEST:
            raise RegionUnfit("letters")


@dataclass(frozen=True, slots=True, order=True)
class MarkedArea:
    """A box on a page; a picture has one page."""

    page: int
    box: Box

    def __post_init__(self) -> None:
        if not 1 <= self.page <= LARGEST:
            raise RegionUnfit("page")


@dataclass(frozen=True, slots=True, order=True)
class MarkedSound:
    """A stretch of sound, that becomes silent, or a tone."""

    stretch: Stretch
    tone: bool = False


Where: TypeAlias = MarkedLetters | MarkedArea | MarkedSound | Track
_KINDS: Mapping[type, str] = {MarkedLetters: "letters", MarkedArea: "area", MarkedSound: "sound", Track: "track"}
_FITS: Mapping[RedactionForm, tuple[type, ...]] = {
    RedactionForm.TEXT: (MarkedLetters,),
    RedactionForm.PICTURE: (MarkedArea,),
    RedactionForm.PAPER: (MarkedArea,),
    RedactionForm.SOUND: (MarkedSound,),
    RedactionForm.FILM: (MarkedSound, Track),
}


@dataclass(frozen=True, slots=True)
class RedactionMark:
    """One place, why it is taken out, and whom that protects (an opaque reference), where somebody said so."""

    where: Where
    reason: RedactionReason
    words: str = ""
    person: str = ""

    def __post_init__(self) -> None:
        if self.words != " ".join(self.words.split()) or len(self.words) > LONGEST_WORDS:
            raise MarkUnfit(why=_WHY["words"])
        if self.reason is RedactionReason.OTHER and not self.words:
            raise MarkUnfit(why=_WHY["no-words"])

    @property
    def told(self) -> dict[str, Any]:
        return {**self.place, "reason": self.reason.value, "words": self.words, "person": self.person}

    @property
    def place(self) -> dict[str, Any]:
        """Where, and nothing else."""
        return {"kind": _KINDS[type(self.where)], **_placed(self.where)}


def _placed(where: Where) -> dict[str, Any]:
    if isinstance(where, MarkedLetters):
        return {"begins": where.begins, "ends": where.ends}
    if isinstance(where, MarkedArea):
        return {"page": where.page, "box": list(where.box.sides)}
    if isinstance(where, MarkedSound):
        return {"begins": where.stretch.begins, "ends": where.stretch.ends, "tone": where.tone}
    return {"frames": [[frame.at, *frame.box.sides] for frame in where.frames], "whole": where.whole}


def _place(told: Mapping[str, Any]) -> Where:
    kind = told["kind"]
    if kind == "letters":
        return MarkedLetters(_number(told["begins"]), _number(told["ends"]))
    if kind == "area":
        return MarkedArea(_number(told["page"]), Box(*map(_number, told["box"])))
    if kind == "sound":
        return MarkedSound(Stretch(_number(told["begins"]), _number(told["ends"])), bool(told["tone"]))
    frames = [KeyFrame(_number(at), Box(*map(_number, sides))) for at, *sides in told["frames"]]
    return Track.of(frames, whole=bool(told["whole"]))


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RegionUnfit("number")
    return value


_WHY = {
    "box": _("A box lies within the picture and has a width and a height."),
    "time": _("A time lies within the film."),
    "stretch": _("It ends later than it begins."),
    "key-frames": _("A box that moves needs two key frames at least, or stands through the whole film."),
    "whole-frames": _("A box through the whole film has one key frame."),
    "key-frames-order": _("There are two key frames at one time."),
    "letters": _("It ends later than it begins, and begins within the text."),
    "page": _("Pages are counted from one."),
    "number": _("A place is said in whole numbers."),
    "words": _("A reason in words is one line of at most 300 letters."),
    "no-words": _("Say in words what the other reason is."),
    "kind": _("Such a mark does not fit such a file."),
}


def placed(make: Any, *given: Any) -> Any:
    """What `make` makes of it. Raises MarkUnfit in the place of RegionUnfit, with its sentence."""
    try:
        return make(*given)
    except RegionUnfit as why:
        raise MarkUnfit(why=_WHY[why.code]) from why


def _order(mark: RedactionMark) -> tuple[str, tuple[int, ...], bytes]:
    """By kind and place, as people go through a file; what is left is ordered by its spelling."""
    where = mark.where
    if isinstance(where, MarkedLetters):
        numbers: tuple[int, ...] = (where.begins, where.ends)
    elif isinstance(where, MarkedArea):
        numbers = (where.page, where.box.top, where.box.left)
    elif isinstance(where, MarkedSound):
        numbers = (where.stretch.begins, where.stretch.ends)
    else:
        numbers = (where.frames[0].at, where.frames[-1].at)
    return mark.place["kind"], numbers, canonical.dumps(mark.told)


@dataclass(frozen=True, slots=True)
class RedactionPlan:
    """What is taken out of the file with this SHA-256. Marks may overlap; their order says nothing, and is one.

    `language`: of what stands in the place of words. `keep_lines`: where several lines of a text go, as many remain.
    """

    form: RedactionForm
    source: str
    marks: tuple[RedactionMark, ...] = ()
    language: Language = Language.ENGLISH
    keep_lines: bool = False

    def __post_init__(self) -> None:
        if not all(isinstance(mark.where, _FITS[self.form]) for mark in self.marks):
            raise MarkUnfit(why=_WHY["kind"])
        ordered = sorted(set(self.marks), key=_order)
        object.__setattr__(self, "marks", tuple(ordered))
        if len(self.marks) > MOST_MARKS or len(self.text) > LONGEST_PLAN:
            raise PlanTooLong(most=MOST_MARKS)

    @property
    def text(self) -> str:
        """Its one spelling (RFC 8785)."""
        told = {
            "form": FORM, "of": self.form.value, "source": self.source, "language": self.language.value,
            "keep_lines": self.keep_lines, "marks": [mark.told for mark in self.marks],
        }  # fmt: skip
        return canonical.dumps(told).decode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """How many marks have which reason: what may be told of it where the plan itself may not be read."""
        return dict(sorted(Counter(mark.reason.value for mark in self.marks).items()))

    @property
    def orders(self) -> dict[str, Any]:
        """What the program that makes the copy is told: places, and what stands there in a text. Nobody's name."""
        marks = [{**mark.place, "block": said(mark.reason.block, self.language)} for mark in self.marks]
        return {"marks": marks, "keep_lines": self.keep_lines}

    def with_marks(self, *marks: RedactionMark) -> "RedactionPlan":
        return replace(self, marks=(*self.marks, *marks))

    def without(self, number: int) -> "RedactionPlan":
        """Without the mark of this number, as `marks` stand. One that is not there changes nothing."""
        return replace(self, marks=tuple(mark for at, mark in enumerate(self.marks) if at != number))

    @classmethod
    def read(cls, text: str) -> "RedactionPlan":
        """The plan of this spelling. Raises PlanUnreadable."""
        try:
            told: Any = canonical.loads(text.encode())
            if told["form"] != FORM:
                raise PlanUnreadable
            marks = tuple(_read(each) for each in told["marks"])
            language, form = Language(told["language"]), RedactionForm(told["of"])
            return cls(form, str(told["source"]), marks, language, bool(told["keep_lines"]))
        except (VerifyError, ValueError, TypeError, KeyError, AttributeError) as why:
            raise PlanUnreadable from why


def _read(told: Mapping[str, Any]) -> RedactionMark:
    return RedactionMark(_place(told), RedactionReason(told["reason"]), str(told["words"]), str(told["person"]))
