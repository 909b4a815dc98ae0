"""The door of disclosure: authorities, what they ask for, and packages for them. The only way out for what is held.

A request goes step by step (DESIGN 9), and each step asks what it needs whoever takes it, on whichever page.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dokaz.access import api as access
from dokaz.disclosure import leaving as _leaving
from dokaz.disclosure import packing as _packing
from dokaz.disclosure import proposing as _proposing
from dokaz.disclosure.afterwards.errors import PackageStays, TellingMissing
from dokaz.disclosure.afterwards.recalling import (
    NoLonger,
    RecallCount,
    RecallsDue,
    ToRecall,
    recalls_due,
    recalls_known,
    to_recall,
)
from dokaz.disclosure.afterwards.taking import take
from dokaz.disclosure.afterwards.telling_back import Concerned, concerned, hindered, plan_telling
from dokaz.disclosure.afterwards.told_kind import TELLING
from dokaz.disclosure.authorities.checks import is_checked
from dokaz.disclosure.authorities.errors import (
    AuthorityError,
    BodyVouchedFor,
    CheckDependent,
    CountryMissing,
    CountryUnreadable,
    KeyUnreadable,
    MarkUnreadable,
    NotVerifiedApart,
    SameWay,
)
from dokaz.disclosure.authorities.keeping import (
    Authority,
    add_authority,
    authorities,
    authority,
    checked_contacts,
    note_under,
    noted_under,
    verified,
)
from dokaz.disclosure.authorities.kinds import AUTHORITY, CALL, CONTACT, KEY
from dokaz.disclosure.authorities.rules import fingerprint
from dokaz.disclosure.covers import CoverNote
from dokaz.disclosure.covers import read as read_cover
from dokaz.disclosure.deciding import Worsened, worsened
from dokaz.disclosure.declaring import KINDS
from dokaz.disclosure.errors import (
    AppearingUnseen,
    ConsentChanged,
    CoverElsewhere,
    CoverMarkUnclear,
    CoverUnclear,
    DisclosureError,
    ExhibitDiffers,
    GoingNowhere,
    HeldBack,
    NothingNamed,
    NotPassed,
    OnlyOnRequest,
    OriginalTellsMore,
    ProvisosChanged,
    ReceiptAltered,
    ReceiptErased,
    ReceiptMissing,
    RecipientSecret,
    RecipientUnreadable,
    RedactionMissing,
    RequestChanged,
    RoomMissing,
    SeriesTooLong,
    SituationWorse,
    TargetTaken,
)
from dokaz.disclosure.going import Going
from dokaz.disclosure.linking import parent_of
from dokaz.disclosure.packing import Package
from dokaz.disclosure.passing import Proviso
from dokaz.disclosure.proposals import PackageAsked, PackagePart, PackageProposed, PackageTerms
from dokaz.disclosure.proposing import MAKE, proposed_package
from dokaz.disclosure.redacting.errors import (
    CopyNotClean,
    LeftElsewhere,
    MarkBeyondEnd,
    MarkUnfit,
    NotForRedaction,
    PlanMissing,
    PlanOfOther,
    PlanTooLong,
    PlanUnreadable,
    RedactionError,
    SeveralFrames,
    WordsNotFound,
)
from dokaz.disclosure.redacting.keeping import KeptMarks, keep_marks, marks_of
from dokaz.disclosure.redacting.making import RedactionAsked, can_redact, new_plan, redact, standing
from dokaz.disclosure.redacting.marks import (
    MarkedArea,
    MarkedLetters,
    MarkedSound,
    RedactionForm,
    RedactionMark,
    RedactionPlan,
    RedactionReason,
    placed,
    reasons_said,
)
from dokaz.disclosure.redacting.occurrences import at_line, lines, occurrences, text_of
from dokaz.disclosure.redacting.wires import wire
from dokaz.disclosure.report.printers import wire_printer
from dokaz.disclosure.requests.advancing import advance
from dokaz.disclosure.requests.deadlines import Due, deadlines_of, due
from dokaz.disclosure.requests.errors import (
    AnswerMissing,
    AssuranceGone,
    AuthorityChanged,
    AuthorityUnverified,
    CandidatesUnjudged,
    CandidatesUnsure,
    ClarificationOpen,
    ContactNotAgreed,
    ContactOfAnother,
    CopyOwed,
    CoverUnfit,
    EligibilityBlocked,
    EligibilityMissing,
    FateUnknown,
    KeyOfAnother,
    KeyUnchecked,
    MandateMissing,
    MandateOver,
    NotAdmitted,
    NotAgreed,
    NotApproved,
    NothingGoesThere,
    NothingMayGo,
    NothingRelevant,
    NotOfRequest,
    NotPackaged,
    NotPrepared,
    NotSoFarYet,
    PersonInDanger,
    PersonMissing,
    ReceiptNotNoted,
    ReferencesUnreadable,
    RelevantUnseen,
    RequestError,
    RequestOver,
    ScopeMissing,
    SearchMissing,
    SecondJudgeMissing,
    StaysUnexplained,
    StepHeldUp,
    StillAgreed,
    TellsWho,
    TermsMissing,
    UntilOver,
    WitnessError,
)
from dokaz.disclosure.requests.facts import Candidate, RequestFacts
from dokaz.disclosure.requests.kinds import CLARIFICATION, ELIGIBILITY, RELEASE_ASKED, REQUEST, SCOPE, SEARCH, TERMS
from dokaz.disclosure.requests.moves import FORWARD, LEAVING, UNANSWERED
from dokaz.disclosure.requests.moves import OPEN as OPEN_STATES
from dokaz.disclosure.requests.preparing import PreparedItem
from dokaz.disclosure.requests.recording import (
    Request,
    authorities_of,
    authority_of,
    concerns,
    record_request,
    request,
    requests_of,
    write_anew,
    write_under,
    written_under,
)
from dokaz.disclosure.requests.releasing import Behind, behind, propose_release, what_goes
from dokaz.disclosure.requests.relevance import candidates_of, judge_relevance
from dokaz.disclosure.requests.standing import Progress, StepOnTheWay, progress
from dokaz.disclosure.requests.telling import Told
from dokaz.disclosure.requests.witness_kind import WITNESS_REQUEST
from dokaz.disclosure.requests.witness_told_kind import TOLD_OF_WITNESS
from dokaz.disclosure.requests.witnesses import (
    WitnessStanding,
    note_told,
    plan_witness,
    standing_of_witness,
    told_of_witness,
    witnesses_of,
)
from dokaz.disclosure.requests.words import Direction
from dokaz.disclosure.weighing import Hindrance, KeptBack, Weighed, WeighedState, candidates, kept_back
from dokaz.kernel.languages import Language

__all__ = [
    "AUTHORITY", "CALL", "CLARIFICATION", "CONTACT", "ELIGIBILITY", "FORWARD", "KEY", "KINDS", "LEAVING", "MAKE",
    "OPEN_STATES", "RELEASE_ASKED", "REQUEST", "SCOPE", "SEARCH", "TELLING", "TERMS", "TOLD_OF_WITNESS", "UNANSWERED",
    "WITNESS_REQUEST", "AnswerMissing", "AppearingUnseen", "AssuranceGone", "Authority", "AuthorityChanged",
    "AuthorityError", "AuthorityUnverified", "Behind", "BodyVouchedFor", "Candidate", "CandidatesUnjudged",
    "CandidatesUnsure", "CheckDependent", "ClarificationOpen", "Concerned", "ConsentChanged", "ContactNotAgreed",
    "ContactOfAnother", "CopyNotClean", "CopyOwed", "CountryMissing", "CountryUnreadable", "CoverElsewhere",
    "CoverMarkUnclear", "CoverNote", "CoverUnclear", "CoverUnfit", "Direction", "DisclosureError", "Due",
    "EligibilityBlocked", "EligibilityMissing", "ExhibitDiffers", "FateUnknown", "Going", "GoingNowhere", "HeldBack",
    "Hindrance", "KeptBack", "KeptMarks", "KeyOfAnother", "KeyUnchecked", "KeyUnreadable", "LeftElsewhere",
    "MandateMissing", "MandateOver", "MarkBeyondEnd", "MarkUnfit", "MarkUnreadable", "MarkedArea", "MarkedLetters",
    "MarkedSound", "NoLonger", "NotAdmitted", "NotAgreed", "NotApproved", "NotForRedaction", "NotOfRequest",
    "NotPackaged", "NotPassed", "NotPrepared", "NotSoFarYet", "NotVerifiedApart", "NothingGoesThere", "NothingMayGo",
    "NothingNamed", "NothingRelevant", "OnlyOnRequest", "OriginalTellsMore", "Package", "PackageAsked", "PackagePart",
    "PackageProposed", "PackageStays", "PackageTerms", "PersonInDanger", "PersonMissing", "PlanMissing", "PlanOfOther",
    "PlanTooLong", "PlanUnreadable", "PreparedItem", "Progress", "Proviso", "ProvisosChanged", "RecallCount",
    "RecallsDue", "ReceiptAltered", "ReceiptErased", "ReceiptMissing", "ReceiptNotNoted", "RecipientSecret",
    "RecipientUnreadable", "RedactionAsked", "RedactionError", "RedactionForm", "RedactionMark", "RedactionMissing",
    "RedactionPlan", "RedactionReason", "ReferencesUnreadable", "RelevantUnseen", "Request", "RequestChanged",
    "RequestError", "RequestFacts", "RequestOver", "RoomMissing", "SameWay", "ScopeMissing", "SearchMissing",
    "SecondJudgeMissing", "SeriesTooLong", "SeveralFrames", "SituationWorse", "StaysUnexplained", "StepHeldUp",
    "StepOnTheWay", "StillAgreed", "TargetTaken", "TellingMissing", "TellsWho", "TermsMissing", "ToRecall", "Told",
    "UntilOver", "Weighed", "WeighedState", "WitnessError", "WitnessStanding", "WordsNotFound", "Worsened",
    "add_authority", "advance", "at_line", "authorities", "authorities_of", "authority", "authority_of", "behind",
    "can_redact", "candidates", "candidates_of", "checked_contacts", "concerned", "concerns", "deadlines_of", "due",
    "fingerprint", "hindered", "is_checked", "judge_relevance", "keep_marks", "kept_back", "lines", "marks_of",
    "new_plan", "note_told", "note_under", "noted_under", "occurrences", "package", "parent_of", "placed",
    "plan_telling", "plan_witness", "progress", "propose_package", "propose_release", "proposed_package", "read_cover",
    "reasons_said", "recalls_due", "recalls_known", "record_request", "redact", "request", "requests_of", "standing",
    "standing_of_witness", "take", "text_of", "to_recall", "told_of_witness", "unfinished", "verified", "what_goes",
    "wire", "wire_printer", "witnesses_of", "worsened", "write_anew", "write_under", "written_under",
]  # fmt: skip


def propose_package(
    refs: Sequence[str],
    *,
    going: Going,
    recipient: str | None = None,
    series: str | None = None,
    language: Language = Language.ENGLISH,
    cover: CoverNote | None = None,
    by: access.Session,
    now: datetime,
) -> PackageAsked:
    """Say exactly what would leave, with which words, and ask a second person to approve that. Nothing is packaged.

    Every package begins here. Of the items named those that may not go stay: what was proposed says which and why, to
    whoever reads it. `recipient`: an age public key. `series`: any text that says which packages are numbered together,
    such as the reference of a request. What people read in it is in `language`; `cover` is what the house says of it.

    Raises NothingNamed, RecipientUnreadable, SeriesTooLong, CoverElsewhere, HeldBack where nothing of it may go,
    ItemNotFound and ItemDestroyed of `custody`, NotPermitted, Frozen of `safeguards`, what `consent.require` raises.
    """
    return _proposing.propose_package(refs, PackageTerms(going, recipient, series, language, cover), by=by, now=now)


def package(proposed: PackageProposed, *, to: Path, by: access.Session, now: datetime) -> Package:
    """Make the package that a second person approved, once, as a stranger can check it; it is there whole, or not.

    `to` is the new folder. For a recipient, an age public key, it is the folder into which one sealed file is put, and
    nothing is written in clear. Every opening, and the package with the hash of its tag manifest, is an entry.

    It takes exactly what was proposed, to there and under these terms; `by` is who asked for it. Above
    `access.limits().items` it waits besides. Each item needs its permit anew, and what was agreed is asked once more
    before the package has its name: what is taken back meanwhile leaves nothing behind. The yes of both is the word
    that the conditions are kept. A change for the worse around somebody in the items, or in what they were made of,
    noted since it was asked for, stops it; so does somebody in them whom the account may not see.

    The approval is used up before the first byte is read, in an entry; a making that fails after that needs another.

    Each item has a number (`X-0001`) that is its own in every package of the series: all packages that were said to be
    of it, else all for this recipient, or this one alone. New numbers are given in the order the items were named.

    Raises HeldBack, RedactionMissing, OriginalTellsMore, ProvisosChanged, ConsentChanged, SituationWorse,
    AppearingUnseen, TargetTaken, RoomMissing, ExhibitDiffers, CoverElsewhere, ReceiptMissing, ReceiptAltered,
    ReceiptErased, RecordUnvouched of `journal`, Frozen of `safeguards`, what `access.consume` refuses, and what
    `consent.require`, `custody.open_item` and `access.require` raise.
    """
    return _packing.package(proposed, to=to, by=by, now=now)


def unfinished(folder: Path) -> list[Path]:
    """What makers of packages and copies that were killed (a power cut) left in a folder, mostly in clear.

    What is being made now is not among it. Whoever finds it looks, and deletes it.
    """
    return _leaving.unfinished(folder)
