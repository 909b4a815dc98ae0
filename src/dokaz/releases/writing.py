"""Writing what people write about a release, and reading it again: what the house entered itself never changes."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.kernel.given import lines
from dokaz.records import api as records
from dokaz.releases import parts, rules
from dokaz.releases.errors import NotOfThisRelease
from dokaz.releases.keeping import Release
from dokaz.releases.kinds import COMPELLED, OF_RELEASES, RECALL
from dokaz.releases.linking import ties


def write_under(
    release: Release, /, *, kind: records.RecordKind, fields: Mapping[str, object], by: access.Session, now: datetime
) -> records.Held:
    """Write a receipt, a use, a recall, a notice or a compelled disclosure down under a release.

    Raises NotPermitted, FieldError of `records`, NotOfThisRelease, ItemsUnnamed, NoticeUnclear, GroundOfOther,
    ItemNotFound of `custody`.
    """
    assert kind in OF_RELEASES
    rules.refuse_unfit(kind, fields)
    with access.acting(by, now=now):
        made = ties.begin_under(release.held, kind, fields=fields, by=by, now=now)
        _refuse_strange_items(kind, made.fields, release.id, by=by)
    return made


def record_compelled(
    *, fields: Mapping[str, object], compartment: UUID, by: access.Session, now: datetime
) -> records.Held:
    """Write down that we are compelled to disclose something, where no package of ours went.

    Raises NotPermitted, FieldError of `records`, ItemNotFound of `custody`.
    """
    with access.acting(by, now=now):
        made = records.begin(COMPELLED, fields=fields, compartment=compartment, by=by, now=now)
        _refuse_strange_items(COMPELLED, made.fields, None, by=by)
    return made


def written_under(release: UUID, /, *, kind: str, by: access.Session, now: datetime) -> tuple[records.Held, ...]:
    """What of a kind is written down under a release, oldest first, with what was taken back."""
    return ties.under(release, kind, by=by, now=now)


def compelled(record: UUID, /, *, by: access.Session, now: datetime) -> records.Held:
    """One compelled disclosure. Raises RecordNotFound of `records` alike for elsewhere, nowhere and another kind."""
    return records.named(COMPELLED, ref=record, by=by, now=now)


def parent_of(record: UUID, /, *, by: access.Session) -> UUID | None:
    """The release under which something was written down. Raises RecordUnvouched of `journal`."""
    return ties.parent_of(record, by=by)


def write_anew(
    record: records.Held,
    /,
    *,
    fields: Mapping[str, object],
    seen: int,
    reason: str,
    by: access.Session,
    now: datetime,
) -> records.Held:
    """The next revision of a release, or of what is written down under one. What the house itself entered stays.

    Raises what `records.revise` and `write_under` raise.
    """
    kind = records.kind_of(record.kind)
    ours = {each.name for each in kind.fields if each.managed}
    given = {name: value for name, value in fields.items() if name not in ours}
    rules.refuse_unfit(kind, {**record.fields, **given})
    with access.acting(by, now=now):
        made = records.revise(record.id, fields=given, seen=seen, reason=reason, by=by, now=now)
        if "items" in given:
            _refuse_strange_items(kind, made.fields, ties.parent_of(record.id, by=by), by=by)
    return made


def _refuse_strange_items(
    kind: records.RecordKind, fields: Mapping[str, object], release: UUID | None, *, by: access.Session
) -> None:
    """A recall names items that went; a demand may concern any that the author may see."""
    named = lines(fields, "items") if any(each.name == "items" for each in kind.fields) else ()
    if not named:
        return
    if kind.code != RECALL.code:
        custody.placed(named, by=by)
        return
    went = {ref for part in (parts.read(release, by=by) if release else ()) for ref in part.numbers}
    if strange := [ref for ref in named if ref not in went]:
        title = next(each.says for each in kind.fields if each.name == "items")
        raise NotOfThisRelease(field=title, items=", ".join(strange))
