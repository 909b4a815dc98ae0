"""A release as it stands in the register: what went, to whom, under which decision."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.kernel.dates import Span
from dokaz.kernel.given import last_day, text
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.languages import _, said
from dokaz.records import api as records
from dokaz.releases import parts
from dokaz.releases.errors import CopyWentOut
from dokaz.releases.kinds import RELEASE
from dokaz.releases.linking import ties
from dokaz.releases.moves import STRIKE
from dokaz.releases.parts import MadePart

PORTION = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePackage:
    """A package that was just made, as it comes into the register. Persons and requests are references here."""

    package: str
    tag_manifest: str  # the SHA-256 that covers all of it
    recipient: str  # as people were asked about it, such as `authority:lt`
    purpose: str
    form: str
    language: str
    parts: tuple[MadePart, ...]
    occasion: str = ""
    authority: str = ""
    request: str = ""
    key: str = ""  # the SHA-256 of the age public key it is sealed to; empty: it lies in clear
    approval: UUID | None = None
    until: date | None = None  # the last day on which they may keep it
    under: UUID | None = None  # the record for which it was made: a request, of which nothing else is known here


@dataclass(frozen=True, slots=True)
class Release:
    """What went to somebody in one package."""

    held: records.Held = field(repr=False)

    @property
    def id(self) -> UUID:
        return self.held.id

    @property
    def ref(self) -> str:
        return self.held.ref

    @property
    def package(self) -> str:
        return text(self.held.fields, "package")

    @property
    def recipient(self) -> str:
        return text(self.held.fields, "recipient")

    @property
    def addressee(self) -> str:
        """The State or mechanism it went to, as reports count: `authority:lt` of whichever body of Lithuania."""
        return addressee_of(self.recipient)

    @property
    def count(self) -> int:
        """How many items went, of whichever compartment."""
        return int(str(self.held.fields["items"]))

    @property
    def made_on(self) -> date:
        day = last_day(self.held.fields, "made_on")
        assert day is not None
        return day

    @property
    def until(self) -> date | None:
        """The last day on which they may have it, where that was agreed."""
        return last_day(self.held.fields, "until")


@dataclass(frozen=True, slots=True)
class ReleasedItem:
    """One item that went, with its exhibit number."""

    ref: str
    number: str
    compartment: UUID


@dataclass(frozen=True, slots=True)
class ReleasedItems:
    """The items of a release that an account may see, by exhibit number, and how many more there are."""

    items: tuple[ReleasedItem, ...]
    unseen: int


def addressee_of(recipient: str, /) -> str:
    """The State or mechanism of a recipient of consent: its first two steps."""
    return ":".join(recipient.split(":")[:2])


def open_release(
    made: MadePackage,
    /,
    *,
    compartment: UUID,
    by: access.Session,
    now: datetime,
) -> Release:
    """Enter a package in the register, in the transaction in which it is journalled as made.

    The release lies in this compartment; which items went lies where they lie. Raises NotPermitted.
    """
    record = ordered_id(now)
    with access.acting(by, now=now):
        tie = ties.tie(record, RELEASE, under=made.under, compartment=compartment, now=now) if made.under else None
        held = records.begin(
            RELEASE, fields=_fields(made, now), compartment=compartment, record=record, beside=[tie] if tie else (),
            by=by, now=now,
        )  # fmt: skip
        parts.keep(held, made.package, made.parts, by=by, now=now)
    return Release(held)


def _fields(made: MadePackage, now: datetime) -> Mapping[str, object]:
    return {
        "package": made.package, "recipient": made.recipient, "authority": made.authority, "request": made.request,
        "occasion": made.occasion, "purpose": made.purpose, "form": made.form, "language": made.language,
        "items": sum(len(part.numbers) for part in made.parts), "made_on": Span.parse(now.date().isoformat()),
        "until": Span.parse(made.until.isoformat()) if made.until else None,
        "key": made.key, "tag_manifest": made.tag_manifest, "approval": str(made.approval or ""),
    }  # fmt: skip


def strike(release: UUID, /, *, by: access.Session, now: datetime) -> bool:
    """Say that the package did not come about, where the chains of its items show that; and whether that was said."""
    held = records.held_many([release], by=by, now=now)[0]
    why = said(_("Its last step failed, and nothing was handed out."))
    with suppress(CopyWentOut):
        records.move(release, move=STRIKE, seen=held.number, comment=why, unoffered=True, by=by, now=now)
        return True
    return False


def release(ref_or_id: str | UUID, /, *, by: access.Session, now: datetime) -> Release:
    """One release. Raises RecordNotFound of `records` alike for elsewhere, nowhere and another kind; NotPermitted."""
    return Release(records.named(RELEASE, ref=ref_or_id, by=by, now=now))


def register(
    *,
    by: access.Session,
    now: datetime,
    before: UUID | None = None,
    limit: int = 50,
    states: Collection[str] = (),
    to: Collection[str] = (),
    year: int | None = None,
) -> tuple[Release, ...]:
    """The releases that the account may see, newest first; `before` is the last id seen.

    With `states`, `to` (States and mechanisms, as `addressee` gives them) or `year` those of them alone. Where and when
    is sealed, so that for `to` and `year` more of the register is opened than is given. Raises NotPermitted.
    """
    found = list[Release]()
    portion = PORTION if to or year else min(limit, PORTION)
    while len(found) < limit:
        page = [
            Release(each)
            for each in records.of_kind(RELEASE, by=by, now=now, before=before, limit=portion, states=states)
        ]
        found += [each for each in page if _wanted(each, to, year)]
        if len(page) < portion or (year and page[-1].made_on.year < year):
            break
        before = page[-1].id
    return tuple(found[:limit])


def _wanted(each: Release, to: Collection[str], year: int | None) -> bool:
    return (not to or each.addressee in to) and year in (None, each.made_on.year)


def items_of(release: Release, /, *, by: access.Session, now: datetime) -> ReleasedItems:
    """Which items went, of the compartments of the account; of the others how many. What is shown is an entry.

    Raises NotPermitted, RecordUnvouched of `journal`.
    """
    with access.acting(by, now=now):
        access.require(by, RELEASE.sees, compartment=release.held.compartment, now=now)
        found = parts.read(release.id, by=by)
        parts.tell_read(release.held, (part for part in found if part.numbers), by=by, now=now)
    items = [ReleasedItem(ref, number, part.compartment) for part in found for ref, number in part.numbers.items()]
    items.sort(key=lambda each: (len(each.number), each.number, each.ref))
    return ReleasedItems(tuple(items), release.count - len(items))


def of_request(request: UUID, /, *, by: access.Session, now: datetime) -> tuple[Release, ...]:
    """The releases that were made for this record, oldest first, as far as the account may see them.

    Raises NotPermitted, RecordUnvouched of `journal`.
    """
    return tuple(map(Release, ties.under(request, RELEASE.code, by=by, now=now)))


def of_packages(packages: Sequence[str], /, *, by: access.Session, now: datetime) -> tuple[Release, ...]:
    """The releases of these packages that the account may see, oldest first. Raises NotPermitted."""
    with access.acting(by, now=now):
        found = parts.releases_of(packages, by=by)
        return tuple(map(Release, records.held_of(found, by=by, now=now)))


def of_item(item: str, /, *, by: access.Session, now: datetime) -> tuple[Release, ...]:
    """The releases in which a copy of an item left the house, as its chain of custody says, oldest first.

    Raises ItemNotFound of `custody`, NotPermitted.
    """
    record = custody.show_many([item], by=by, now=now)[0]
    return of_packages([each.package for each in record.given_out], by=by, now=now)
