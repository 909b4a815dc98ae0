"""What two people decide, in words: exactly what will be done, whoever reads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design.amounts import in_bytes
from dokaz.design.component import Code, Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import SummaryRow
from dokaz.disclosure import api as disclosure
from dokaz.kernel import codes
from dokaz.kernel.languages import said
from dokaz.people import api as people
from dokaz.web.office import facets, mistaken_roles, pages, request_list, roles

_STAYING = 20  # of the items kept back a page names so many

TITLES = {
    "access:account:admit": later("Let a person in"),
    "access:account:renew": later("Give a person new keys"),
    "access:account:role": later("Give a person a role"),
    "access:apps:accept": later("Accept codes from apps again"),
    access.SET_LIMITS: later("Set other limits for bulk acts"),
    custody.DESTROY: later("Destroy items"),
    disclosure.MAKE: later("Make a package"),
    people.TAKE_BACK_ROLE: later("Take back a role that was recorded by mistake"),
    people.UNMASK: later("See who a person is"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """An act in words. `whole` is False where this reader cannot be shown all of it, and so cannot approve it here.

    `place`: the page where it is done once it is approved. `elsewhere`: it is decided there, too, and never here.
    `refs`: the items it takes, which the page lists by parts. `sealed`: a package that is sealed to its reader, so that
    it can be made here and taken along.
    """

    facts: tuple[SummaryRow, ...]
    whole: bool
    has_keys: bool = False
    account: UUID | None = None
    place: str = ""
    elsewhere: bool = False
    refs: tuple[str, ...] = ()
    sealed: bool = False


def title(verb: str) -> str:
    return str(TITLES[verb]) if verb in TITLES else verb


def told(asked: access.Approval, reader: pages.Reader) -> Told:
    """Raises RecordUnvouched of `journal`."""
    return _TELLING[asked.verb](asked, reader) if asked.verb in _TELLING else Told((), False)


def _admitting(asked: access.Approval, _reader: pages.Reader) -> Told:
    waiting = access.admitting(asked.id)
    if waiting is None:
        return Told((), False)
    return Told(tuple(_account(waiting)), True, waiting.has_keys, waiting.account)


def _accepting_apps(asked: access.Approval, _reader: pages.Reader) -> Told:
    organisation = access.apps_asked(asked.id)
    if organisation is None:
        return Told((), False)
    return Told(tuple(_apps(organisation)), True, place=reverse("app-rules"))


def _setting_limits(asked: access.Approval, _reader: pages.Reader) -> Told:
    """Told only where what is read is what is asked for."""
    wanted = access.limits_asked(asked.id)
    if wanted is None or wanted.digest.hex() != asked.sha256:
        return Told((), False)
    return Told(tuple(_limits(wanted)), True, place=reverse("delays"))


def _destroying(asked: access.Approval, reader: pages.Reader) -> Told:
    proposed = custody.proposed_destruction(asked.sha256, by=reader.session, now=reader.now)
    if proposed is None:
        return Told((), False)
    return Told(tuple(destruction(proposed)), True, place=reverse("destroy-approved", args=[asked.id]))


def _making(asked: access.Approval, reader: pages.Reader) -> Told:
    package = disclosure.proposed_package(asked.sha256, by=reader.session, now=reader.now)
    if package is None:
        return Told((), False)
    sealed = package.recipient is not None
    return Told(tuple(_package(package, reader)), True, refs=package.refs, sealed=sealed)


def _seeing(asked: access.Approval, reader: pages.Reader) -> Told:
    """The second person passes their half on, on a page of its own."""
    return Told((), False, place=_unmasking(asked, reader), elsewhere=True)


def _mistake(asked: access.Approval, reader: pages.Reader) -> Told:
    """A role of a person; told only where what is read is what is asked for."""
    if not reader.may(access.Permission.SEE_PERSONS):
        return Told((), False)
    said = people.mistake_asked(asked.id, by=reader.session, now=reader.now)
    if said is None or said.digest.hex() != asked.sha256:
        return Told((), False)
    return Told(
        mistaken_roles.rows(said, reader), True, place=reverse("mistaken-role", args=[said.person_ref, said.id])
    )


_TELLING = {
    "access:account:admit": _admitting,
    "access:account:renew": _admitting,
    "access:account:role": _admitting,
    "access:apps:accept": _accepting_apps,
    access.SET_LIMITS: _setting_limits,
    custody.DESTROY: _destroying,
    disclosure.MAKE: _making,
    people.UNMASK: _seeing,
    people.TAKE_BACK_ROLE: _mistake,
}


def _unmasking(asked: access.Approval, reader: pages.Reader) -> str:
    """The page of this request to see an identity; none where it is not for this reader."""
    if not reader.may(access.Permission.UNMASK):
        return ""
    found = people.unmaskings(by=reader.session, now=reader.now)
    return next((reverse("unmasking", args=[each.id]) for each in found if each.approval == asked.id), "")


def state(asked: access.Approval, now: datetime) -> Tag:
    """Where it stands, in words."""
    if asked.used_at:
        return Tag(_("Done {when}").format(when=instant(asked.used_at)), Tone.GOOD)
    if asked.declined_by:
        return ended(asked.declined_by, asked_by=asked.asked_by)
    if not asked.open(now):
        return Tag(_("Expired"), Tone.PLAIN)
    if asked.approved_by:
        return Tag(_("Approved, not used yet"), Tone.GOOD)
    return Tag(_("Waits for a second person"), Tone.CAREFUL)


def ended(by: UUID, *, asked_by: UUID) -> Tag:
    """Whose no it was."""
    if by == asked_by:
        return Tag(_("Taken back"), Tone.PLAIN)
    return Tag(_("Refused by {name}").format(name=access.name_of(by)), Tone.BAD)


def asked_rows(asked: access.Approval) -> list[SummaryRow]:
    """By whom, when, until when, and the SHA-256 of all of it."""
    rows = [
        SummaryRow(_("Asked for by"), str(access.name_of(asked.asked_by))),
        SummaryRow(_("Asked for"), instant(asked.asked_at)),
        SummaryRow(_("Can be used until"), instant(asked.expires_at)),
    ]
    if asked.approved_by:
        rows.append(SummaryRow(_("Approved by"), str(access.name_of(asked.approved_by))))
    return [*rows, SummaryRow(_("SHA-256 of exactly this"), Code(asked.sha256))]


def _account(waiting: access.Admitting) -> list[SummaryRow]:
    rows = [SummaryRow(_("Account"), str(access.name_of(waiting.account)))]
    if waiting.organisation:
        rows.append(SummaryRow(_("Organisation"), waiting.organisation))
    if waiting.role:
        rows.append(SummaryRow(_("Role"), roles.title(waiting.role)))
        rows.append(SummaryRow(_("May then"), _allowed(access.RoleName(waiting.role))))
    if waiting.act == "renew":
        rows.append(SummaryRow(_("Afterwards"), _("The keys the person had open nothing more; members give anew.")))
    return rows


def _apps(organisation: str) -> list[SummaryRow]:
    then = _("Codes from apps count again for all its people, also from apps that were added before.")
    return [SummaryRow(_("Organisation"), organisation), SummaryRow(_("Afterwards"), then)]


def _limits(wanted: access.Limits) -> list[SummaryRow]:
    """What is asked for, beside what holds now."""
    now, both = access.limits(), _("{wanted} (now {now})")
    pairs = [
        (_("More items than this within a day wait"), wanted.items, now.items),
        (_("More decisions about accounts than this within a day wait"), wanted.accounts, now.accounts),
        (_("Hours they wait"), wanted.hours, now.hours),
    ]
    rows = [SummaryRow(label, both.format(wanted=new, now=old)) for label, new, old in pairs]
    if wanted.hours == 0:
        rows.append(SummaryRow(_("Afterwards"), _("Nothing waits any more: what two people decided is done at once.")))
    return rows


def _allowed(role: access.RoleName) -> str:
    return "; ".join(sentence.rstrip(".") for sentence in roles.sentences(role)) + "."


def destruction(proposed: custody.DestructionProposed) -> list[SummaryRow]:
    """What goes, why, and what remains of it."""
    receipt = proposed.receipt
    rows = [
        SummaryRow(_("Will be destroyed"), _items(len(receipt.items))),
        SummaryRow(_("Why"), said(receipt.ground.words)),
    ]
    rows += [SummaryRow(_("Reason"), proposed.reason)] if proposed.reason else []
    rows += [SummaryRow(_("Rule or order"), proposed.authority)] if proposed.authority else []
    rows += [SummaryRow(item.ref, _going(item)) for item in receipt.items]
    if receipt.kept_until:
        rows.append(SummaryRow(_("Back-ups hold the keys until"), instant(receipt.kept_until)))
    remains = _("Its reference, kind, size and times, who held it, and that it was destroyed.")
    return [*rows, SummaryRow(_("Remains of each"), remains)]


def _package(proposed: disclosure.PackageProposed, reader: pages.Reader) -> list[SummaryRow]:
    names = facets.compartments(reader.session)
    parts = [f"{names[part.compartment]}: {_items(len(part.refs))}" for part in proposed.parts if part.refs]
    rows = [
        SummaryRow(_("Would leave"), _items(len(proposed.refs))),
        *_where(proposed.going),
        SummaryRow(_("Of these compartments"), "; ".join(parts)),
    ]
    behind = disclosure.behind(proposed, by=reader.session, now=reader.now)
    rows += _behind(behind) if behind else []
    if proposed.recipient:
        rows.append(SummaryRow(_("Sealed to the key"), Code(proposed.recipient)))
        rows.append(SummaryRow(_("Whose key it is"), _whose(behind)))
    else:
        rows.append(SummaryRow(_("Sealed to the key"), _("To none: it would lie in clear where it is made.")))
    rows += [*_said_beside(proposed.terms), *_worsened(proposed, reader)]
    rows.append(SummaryRow(_("Goes with them"), _beside(proposed.going)))
    return [*rows, *_provisos(proposed, reader), *_stays(proposed)]


def _behind(behind: disclosure.Behind) -> list[SummaryRow]:
    """Which body it is, and by which contact it is known to be the one."""
    who = behind.authority
    contact = behind.contact
    known = str(contact.fields["name"]) if contact else _("No contact of theirs is checked")
    return [
        SummaryRow(_("Authority"), Link(who.name, reverse("one-authority", args=[who.ref]))),
        SummaryRow(_("What it is"), who.body.says),
        SummaryRow(_("Known by the contact"), Link(known, reverse("review", args=[contact.id])) if contact else known),
    ]


def _whose(behind: disclosure.Behind | None) -> str:
    if behind is not None and behind.key_checked:
        return _("Theirs: a second person has checked it.")
    return _("Compare it with its owner by another way.")


def _where(going: disclosure.Going) -> list[SummaryRow]:
    """For what, to whom and how openly."""
    rows = [
        SummaryRow(_("For what"), going.purpose.says),
        SummaryRow(_("To whom"), going.recipient.words),
        SummaryRow(_("How openly"), going.form.says),
    ]
    return [*rows, SummaryRow(_("On the occasion of"), _occasion(going.occasion))] if going.occasion else rows


def _occasion(ref: str) -> Shown:
    """The request itself, where it is one of ours."""
    of_request = ref.startswith(codes.Kind.REQUEST.value + "-")
    return Link(ref, reverse("one-request", args=[ref])) if of_request else ref


def _beside(going: disclosure.Going) -> str:
    if going.named:
        return _("The report of who held what, original names, and what proves them.")
    return _(
        "The report of who held what, and what proves them. Of what comes from a person, no original name and no word "
        "that anybody wrote goes along. What proves a redacted copy names the reference of its original: whoever got "
        "that under a name can tell that they belong together."
    )


def _provisos(proposed: disclosure.PackageProposed, reader: pages.Reader) -> list[SummaryRow]:
    """What must be kept, of whom: their own words are on the page of their consent."""
    if not proposed.provisos:
        return []
    ids = list(dict.fromkeys(proviso.person for proviso in proposed.provisos))
    may = reader.may(access.Permission.SEE_PERSONS)
    seen = people.persons_among(ids, by=reader.session, now=reader.now) if may else ()
    refs = {each.id: each.ref for each in seen}
    rows = [
        SummaryRow(_("Condition to keep"), _proviso(proviso, refs.get(proviso.person))) for proviso in proposed.provisos
    ]
    word = _("Whoever asks for this and whoever approves it give their word that these conditions are kept.")
    return [*rows, SummaryRow(_("Your word"), word)]


def _proviso(proviso: disclosure.Proviso, ref: str | None) -> Shown:
    count = _items(len(proviso.refs))
    if ref is None:
        return _("Somebody you may not see, {items}: {says}").format(items=count, says=proviso.says)
    says = _("{person}, {items}: {says}").format(person=ref, items=count, says=proviso.says)
    return Link(says, reverse("consent", args=[ref]))


def _stays(proposed: disclosure.PackageProposed) -> list[SummaryRow]:
    """What was thought of and may not go, with why; of many the first ones, and how many there are."""
    stays = proposed.kept_back
    if not stays:
        return []
    told = _("{items} of those that were named may not go and would stay.").format(items=_items(len(stays)))
    rows = [SummaryRow(_("Stays"), told)]
    if proposed.terms.stays_why:
        rows.append(SummaryRow(_("Why we hold something back"), proposed.terms.stays_why))
    rows += [SummaryRow(each.ref, " ".join(each.says)) for each in stays[:_STAYING]]
    if len(stays) > _STAYING:
        rest = _("All of them are in “dokaz approval show”, each with its reasons.")
        rows.append(SummaryRow(_("And others"), rest))
    return rows


def _said_beside(terms: disclosure.PackageTerms) -> list[SummaryRow]:
    """Language, series and every word of the cover note: they are approved too."""
    rows = [SummaryRow(_("Language of what its reader reads"), terms.language.own_name)]
    if terms.series:
        rows.append(SummaryRow(_("Numbered with"), terms.series))
    if terms.until:
        rows.append(SummaryRow(_("They may keep it until"), request_list.on_day(terms.until)))
    if terms.cover:
        rows.append(SummaryRow(_("Cover note"), terms.cover.title))
        rows += [SummaryRow(_("Addressed to"), terms.cover.to)] if terms.cover.to else []
        rows += [SummaryRow(_("Matter"), terms.cover.matter)] if terms.cover.matter else []
        rows += [
            SummaryRow(_("Paragraph {number}").format(number=place), text)
            for place, text in enumerate(terms.cover.paragraphs, start=1)
        ]
    return rows


def _items(count: int) -> str:
    return ngettext("{count} item", "{count} items", count).format(count=count)


def _going(item: custody.Going) -> str:
    size = "" if item.size is None else f", {in_bytes(item.size)}"
    told = [
        _("{kind}{size}, received {when}.").format(
            kind=said(item.kind.words), size=size, when=instant(item.received_at)
        )
    ]
    told.append(_("Its words go, and the keys of its file.") if item.shreds else _("Its words go."))
    if item.held_by:
        told.append(_("The same bytes stay as {refs}.").format(refs=", ".join(item.held_by)))
    if item.derivatives:
        told.append(_("What was made of it stays: {refs}.").format(refs=", ".join(item.derivatives)))
    if item.packages:
        told.append(_("Copies given out cannot be recalled: {names}.").format(names=", ".join(item.packages)))
    if item.locked_until and item.shreds:
        told.append(_("The store keeps the sealed bytes until {when}.").format(when=instant(item.locked_until)))
    return " ".join(told)


def _worsened(proposed: disclosure.PackageProposed, reader: pages.Reader) -> list[SummaryRow]:
    """Why it will not be made, whoever approves it; nothing where nothing stops it, as far as this reader may know."""
    if not reader.may(access.Permission.SEE_PERSONS):
        return []
    found, rows = disclosure.worsened(proposed, by=reader.session, now=reader.now), list[SummaryRow]()
    if found.persons:
        says = _(
            "Since it was asked for, something changed for the worse around {persons}. Ask them, then ask for it anew."
        )
        rows.append(SummaryRow(_("Stopped"), says.format(persons=", ".join(found.persons))))
    if found.unseen:
        rows.append(SummaryRow(_("Not known"), _(
            "Somebody appears in it whom you may not see, so you cannot tell whether something changed for the worse "
            "around them. Whoever makes it must see everybody in it."
        )))  # fmt: skip
    return rows
