"""What a role allows. Every decision is made from the rows as they stand; every refusal is journalled."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from dokaz.access import belonging, looks, models
from dokaz.access.errors import (
    AccountError,
    ApprovalError,
    HalvesMeet,
    KeyNotHeld,
    MachineRefused,
    NotPermitted,
    RefusalUnrecorded,
    RequiredTooLate,
)
from dokaz.access.roles import RoleName
from dokaz.access.sessions import Session
from dokaz.access.sign_in_errors import FactorRefused, ProofTooOld
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor, ActorKind
from dokaz.kernel.errors import DokazError, NotThere
from dokaz.kernel.languages import _


class Permission(StrEnum):
    """One thing that may be allowed, with the sentence that says so."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Self:
        permission = str.__new__(cls, code)
        permission._value_ = code
        permission.sentence = sentence
        return permission

    RECEIVE_EVIDENCE = "receive-evidence", _("receive files and objects into the collection.")
    SEE_ITEMS = "see-items", _("see which items there are and what is recorded about them.")
    OPEN_ITEMS = "open-items", _("open the files themselves.")
    EXAMINE_ITEMS = "examine-items", _("identify formats and read embedded metadata.")
    DESCRIBE_ITEMS = "describe-items", _("write and correct what is recorded about an item.")
    MOVE_OBJECTS = "move-objects", _("record where a physical object is and who holds it.")
    DERIVE_ITEMS = "derive-items", _("add a version made from an item.")
    EXTRACT_ITEMS = "extract-items", _("take a copy of a file out of the collection.")
    PACKAGE_ITEMS = (
        "package-items",
        _("make a package for an authority or a partner, once a second person has approved exactly that."),
    )
    DESTROY_ITEMS = "destroy-items", _("destroy items, with the approval of a second person.")
    CHECK_FIXITY = "check-fixity", _("check that stored files are unchanged.")
    SWEEP = "sweep", _("remove unfinished files that nobody acknowledged.")
    MEND = "mend", _("write lost copies of keys again.")
    MOVE_HEADERS = "move-headers", _("seal files to the newest key of their compartment.")
    VERIFY_JOURNAL = "verify-journal", _("check the journal.")
    SIGN_CHECKPOINT = "sign-checkpoint", _("sign a checkpoint of the journal.")
    BACK_UP = "back-up", _("make a backup.")
    RUN_JOBS = "run-jobs", _("run background work.")
    MANAGE_COMPARTMENTS = "manage-compartments", _("make compartments and say who belongs to them.")
    MANAGE_ACCOUNTS = (
        "manage-accounts",
        _("admit accounts and give roles, with a second person, take them away, and say which second factors count."),
    )
    RENEW_RECOVERY = "renew-recovery", _("give the collection new recovery shares.")
    MANAGE_BACKUPS = "manage-backups", _("say to which keys back-ups are sealed.")
    MANAGE_LOG = "manage-log", _("give the journal another key.")
    MANAGE_AUTHORITIES = "manage-authorities", _("say which time-stamp authorities are asked.")
    MANAGE_WITNESSES = "manage-witnesses", _("say which log witnesses and mirrors keep our journal outside.")
    SEE_CONSENT = "see-consent", _("see what people agreed to.")
    RECORD_CONSENT = "record-consent", _("record what people agreed to and took back.")
    WRITE_STATEMENTS = "write-statements", _("write the texts by which people are asked.")
    APPROVE_STATEMENTS = "approve-statements", _("approve the texts by which people are asked.")
    SEE_REQUESTS = "see-requests", _("see the authorities, what they ask for, and how far that is.")
    WRITE_AUTHORITIES = "write-authorities", _("write down authorities, how they are reached, and their keys.")
    WORK_ON_REQUESTS = (
        "work-on-requests",
        _("write down what authorities ask for, search for it, judge what is relevant, and take requests further."),
    )
    SERVE = "serve", _("start the sites of this machine.")
    LET_START = "let-start", _("let this machine start without a person, and end that.")
    SEE_PERSONS = "see-persons", _("see the persons of the cases under their pseudonyms.")
    WRITE_PERSONS = "write-persons", _("add persons, write their sealed identities, and say where they appear.")
    LOOK_UP_NAMES = "look-up-names", _("ask whether a name is known, with the key of names.")
    UNMASK = "unmask", _("see an identity together with a person of the other half.")
    SEE_CONTACTS = "see-contacts", _("see how a person can be reached safely.")
    WRITE_CONTACTS = "write-contacts", _("write how a person can be reached safely.")
    GUARD = "guard", _("see alarms, mark canary records, and say what is compromised.")
    APPROVE = "approve", _("approve what another person asks for.")
    REVIEW_RECORDS = "review-records", _("review records that others wrote.")
    IMPORT_RECORDS = "import-records", _("bring many records in from a table, and take such an import back.")
    MANAGE_WORDS = "manage-words", _("change the lists of words, the labels, and the fields that records have.")


_KEEPING = frozenset({
    Permission.CHECK_FIXITY, Permission.SWEEP, Permission.MEND, Permission.VERIFY_JOURNAL,
    Permission.SIGN_CHECKPOINT, Permission.BACK_UP, Permission.RUN_JOBS,
})  # fmt: skip
_READING = frozenset({Permission.SEE_ITEMS, Permission.OPEN_ITEMS, Permission.VERIFY_JOURNAL})
_WRITING = frozenset({
    Permission.RECEIVE_EVIDENCE, Permission.EXAMINE_ITEMS, Permission.DESCRIBE_ITEMS, Permission.MOVE_OBJECTS,
    Permission.DERIVE_ITEMS, Permission.MOVE_HEADERS,
})  # fmt: skip
_WITH_PERSONS = frozenset({
    Permission.SEE_PERSONS, Permission.WRITE_PERSONS, Permission.LOOK_UP_NAMES, Permission.UNMASK,
    Permission.SEE_CONTACTS, Permission.WRITE_CONTACTS,
})  # fmt: skip
_WITH_RECORDS = frozenset({Permission.REVIEW_RECORDS, Permission.IMPORT_RECORDS})
_ASKING = frozenset({Permission.SEE_CONSENT, Permission.RECORD_CONSENT, Permission.WRITE_STATEMENTS})
_FOR_AUTHORITIES = frozenset({
    Permission.SEE_REQUESTS, Permission.WRITE_AUTHORITIES, Permission.WORK_ON_REQUESTS,
})  # fmt: skip
_STEERING = frozenset({
    Permission.SEE_REQUESTS, Permission.SEE_ITEMS, Permission.VERIFY_JOURNAL, Permission.APPROVE,
    Permission.SEE_PERSONS, Permission.SEE_CONSENT, Permission.APPROVE_STATEMENTS,
})  # fmt: skip

ALLOWED: dict[RoleName, frozenset[Permission]] = {
    RoleName.CUSTODIAN: frozenset(Permission),
    RoleName.DOCUMENTER: _READING | _WRITING | _WITH_PERSONS | _WITH_RECORDS | _ASKING | {Permission.SEE_REQUESTS},
    RoleName.ANALYST: (
        _READING | _FOR_AUTHORITIES | {Permission.SEE_PERSONS, Permission.REVIEW_RECORDS, Permission.SEE_CONSENT}
    ),
    RoleName.STEERING: _STEERING,
}
# what background work does with files, in compartments that admit the machine (DESIGN 6)
_AT_WORK = frozenset({Permission.EXAMINE_ITEMS, Permission.DERIVE_ITEMS, Permission.MOVE_HEADERS})
# SECURITY 1.15: a machine's key may do this much and never extract, package, grant or unmask
MACHINES_MAY = _KEEPING | _AT_WORK | {Permission.RECEIVE_EVIDENCE}
# what a session under duress shows: an office in which there is nothing yet
_LOCKED_MAY = frozenset({
    Permission.SEE_ITEMS, Permission.OPEN_ITEMS, Permission.SEE_PERSONS, Permission.SEE_REQUESTS
})  # fmt: skip
# what needs the compartment's key anyway is refused early, with a sentence, to an account that lacks it
_NEED_MEMBERSHIP = frozenset({
    Permission.SEE_ITEMS, Permission.OPEN_ITEMS, Permission.EXAMINE_ITEMS, Permission.DESCRIBE_ITEMS,
    Permission.MOVE_OBJECTS, Permission.DERIVE_ITEMS, Permission.EXTRACT_ITEMS, Permission.PACKAGE_ITEMS,
    Permission.DESTROY_ITEMS, Permission.REVIEW_RECORDS, Permission.IMPORT_RECORDS, Permission.MOVE_HEADERS,
    Permission.SEE_CONSENT, Permission.RECORD_CONSENT,
    Permission.SEE_PERSONS, Permission.WRITE_PERSONS, Permission.LOOK_UP_NAMES, Permission.UNMASK,
    Permission.SEE_CONTACTS, Permission.WRITE_CONTACTS,
    Permission.SEE_REQUESTS, Permission.WRITE_AUTHORITIES, Permission.WORK_ON_REQUESTS,
})  # fmt: skip

# SECURITY 5.7: every one of these is an entry
_REFUSALS = (
    NotPermitted,
    KeyNotHeld,
    ApprovalError,
    AccountError,
    FactorRefused,
    HalvesMeet,
    MachineRefused,
    ProofTooOld,
)

_ROLES_NOW = "WHERE account_id = %s AND held_from <= %s AND (held_to IS NULL OR held_to > %s)"

_acting: ContextVar[bool] = ContextVar("acting", default=False)


@contextmanager
def acting(by: Session, /, *, now: datetime) -> Iterator[None]:
    """Run a verb in one transaction; a refusal raised inside is journalled after the roll-back.

    If that entry cannot be written, RefusalUnrecorded is raised and nothing is shown.
    """
    if connection.in_atomic_block and not _acting.get():
        raise RequiredTooLate
    if _acting.get():
        with transaction.atomic():
            yield
        return
    token = _acting.set(True)
    try:
        with transaction.atomic():
            yield
    except _REFUSALS as refusal:
        record_refusal(refusal, by=by.actor, now=now)
        raise
    finally:
        _acting.reset(token)


def require(by: Session, permission: Permission, *, compartment: UUID | None = None, now: datetime) -> None:
    """Return only if the account's role allows this now, and, for reading, if it belongs to the compartment.

    Role and membership are held against their journal entries each time (SECURITY 5.6; raises RecordUnvouched of
    `journal`). Raises NotPermitted, journalled at once, or by `acting` after the roll-back. Raises RequiredTooLate
    inside any other transaction, since its roll-back would take the refusal with it.
    """
    if connection.in_atomic_block and not _acting.get():
        raise RequiredTooLate
    if _may(by, permission, now) and _belongs(by, permission, compartment):
        return
    refusal = NotPermitted(
        sentence=permission.sentence, permission=permission.value, compartment=compartment, account=by.actor.account
    )
    if not _acting.get():
        record_refusal(refusal, by=by.actor, now=now)
    raise refusal


def may(by: Session, /, *, permission: Permission, now: datetime) -> bool:
    """Whether the role allows this now, so that a page offers it: no decision, and not journalled. Verbs ask again."""
    return _may(by, permission, now)


def allowed(by: Session, /, *, now: datetime) -> frozenset[Permission]:
    """Everything the role allows now: `may` for a page that asks several times, with one look at the rows."""
    if by.actor.kind == ActorKind.MACHINE:
        return frozenset(MACHINES_MAY)
    held = frozenset[Permission]().union(*(ALLOWED[role] for role in roles_held(by.actor.account, now=now)))
    return held & _LOCKED_MAY if by.locked else held


def roles_held(account: UUID, *, now: datetime) -> set[RoleName]:
    return looks.once(("roles", account), ask=lambda: _roles_held(account, now))


def _roles_held(account: UUID, now: datetime) -> set[RoleName]:
    rows = database.select(models.Role, sql=_ROLES_NOW, values=[account, now, now])
    journal.vouch(*database.digests(*rows))
    return {RoleName(row.role) for row in rows}


def _may(by: Session, permission: Permission, now: datetime) -> bool:
    return permission in allowed(by, now=now)


def _belongs(by: Session, permission: Permission, compartment: UUID | None) -> bool:
    return compartment is None or permission not in _NEED_MEMBERSHIP or belonging.belongs(by, compartment)


def record_refusal(refusal: DokazError, *, by: Actor, now: datetime) -> None:
    """Journal a refusal in a transaction of its own. Raises RefusalUnrecorded, and then nothing is shown.

    Of what is not there the entry holds the kind alone, and not even that where only those read it who guard the house.
    """
    told = {name: refusal.facts.get(name) for name in ("permission", "compartment")}
    facts = {name: None if value is None else str(value) for name, value in told.items()}
    kind = NotThere if isinstance(refusal, NotThere) and refusal.guarded else type(refusal)
    try:
        with transaction.atomic():
            journal.record(
                "access:permission:refuse",
                by=by,
                now=now,
                facts={"refusal": kind.code, **facts},
            )
    except (DatabaseError, database.DatabaseFault, journal.JournalError) as why:
        raise RefusalUnrecorded from why
    if isinstance(refusal, NotThere):
        refusal.untold = False
