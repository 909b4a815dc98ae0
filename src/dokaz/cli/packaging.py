"""The words for a package that two people decide about: what would leave, from where, and for whom."""

import textwrap
from datetime import datetime

from dokaz.access import api as access
from dokaz.disclosure import api as disclosure
from dokaz.kernel.languages import _, counted, said
from dokaz.people import api as people
from dokaz.verify.showing import shown

WOULD_LEAVE = _("{items} would leave in a package.")
FOR = _("Sealed to the key {recipient}. Compare it with its owner by another way.")
IN_CLEAR = _("Sealed to nobody: it would lie in clear where it is made.")
AUTHORITY = _("Authority: {name} ({ref}), known by the contact: {contact}.")
NO_CONTACT = _("none that is checked")
THEIR_KEY = _("Sealed to the key {recipient}. It is theirs: a second person has checked it.")
FROM = _("From {name}, {items}:")
BESIDE = _("With them go the report of who held what, original names, and what proves them.")
BESIDE_NAMELESS = _(
    "With them go the report of who held what, and what proves them. Of what comes from a person, no original name and "
    "no word that anybody wrote goes along. What proves a redacted copy names the reference of its original: whoever "
    "got that under a name can tell that they belong together."
)
WHERE = _("For: {purpose}. To: {recipient}. Form: {form}.")
OCCASION = _("On the occasion of {occasion} alone.")
PROVISO = _("Condition about {person}, for {items}: {says}")
UNSEEN = _("somebody you may not see")
YOUR_WORD = _("Whoever asks for this and whoever approves it give their word that these conditions are kept.")
STAYS = _("{items} may not go and would stay:")
REASON = _("  {ref}: {says}")
IN_LANGUAGE = _("Language of what its reader reads: {language}.")
NUMBERED = _("Numbered together with other packages of the series “{series}”.")
HELD_BACK = _("Why we hold something back: {why}")
UNTIL = _("They may keep it until {day}.")
COVER = _("The cover note says:")
NEXT = _("""
Nothing has left yet. Another person, whose line is not yours and who belongs to these compartments, signs in here:
  dokaz approval show {approval}
  dokaz approval give {approval}
and then you:
  dokaz package --approval {approval} --to DIR""")
GOES_AS = _("{ref}  goes as {copy}")
NOTHING_GOES = _("{ref}  stays")
WIDTH = 100


def lines(proposed: disclosure.PackageProposed, *, by: access.Session, now: datetime) -> list[str]:
    """Exactly what would leave, for whoever decides."""
    names = {each.id: each.name for each in access.compartments(by=by)}
    told = [
        said(WOULD_LEAVE).format(items=_items(len(proposed.refs))),
        *_where(proposed.going),
        *_behind(proposed, by, now),
    ]
    for part in (each for each in proposed.parts if each.refs):
        told.append(said(FROM).format(name=names[part.compartment], items=_items(len(part.refs))))
        told += textwrap.wrap(
            " ".join(part.refs), WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        )
    beside = said(BESIDE if proposed.going.named else BESIDE_NAMELESS)
    return [
        *told,
        *_beside(proposed.terms),
        beside,
        *_provisos(proposed, by, now),
        *_stays(proposed),
        f"SHA-256: {proposed.sha256}",
    ]


def candidate(each: disclosure.Weighed) -> str:
    """One item that might go, and everything that is to say about it."""
    return "\n".join([f"{each.ref}  {each.standing.says}", *(f"  {says}" for says in each.says)])


def _behind(proposed: disclosure.PackageProposed, by: access.Session, now: datetime) -> list[str]:
    """Who gets it: the authority and the contact by which it is known, and whose key it is sealed to."""
    found = disclosure.behind(proposed, by=by, now=now)
    contact = found.contact.fields["name"] if found and found.contact else said(NO_CONTACT)
    who = [said(AUTHORITY).format(name=found.authority.name, ref=found.authority.ref, contact=contact)] if found else []
    if not proposed.recipient:
        return [*who, said(IN_CLEAR)]
    theirs = found is not None and found.key_checked
    return [*who, said(THEIR_KEY if theirs else FOR).format(recipient=proposed.recipient)]


def prepared(each: disclosure.PreparedItem) -> str:
    """A relevant item of a request, and what of it would go."""
    first = (
        said(GOES_AS).format(ref=each.ref, copy=each.goes.ref) if each.goes else said(NOTHING_GOES).format(ref=each.ref)
    )
    return "\n".join([first, *(f"  {says}" for says in each.says)])


def _where(going: disclosure.Going) -> list[str]:
    said_where = said(WHERE).format(purpose=going.purpose.says, recipient=going.recipient.words, form=going.form.says)
    return [said_where, *([said(OCCASION).format(occasion=going.occasion)] if going.occasion else [])]


def _provisos(proposed: disclosure.PackageProposed, by: access.Session, now: datetime) -> list[str]:
    """What must be kept, of whom, by reference: their own words are read on the page of the person."""
    if not proposed.provisos:
        return []
    seen = people.persons_among([each.person for each in proposed.provisos], by=by, now=now)
    refs = {each.id: each.ref for each in seen}
    told = [
        said(PROVISO).format(person=refs.get(each.person, said(UNSEEN)), items=_items(len(each.refs)), says=each.says)
        for each in proposed.provisos
    ]
    return [*told, said(YOUR_WORD)]


def _stays(proposed: disclosure.PackageProposed) -> list[str]:
    stays = proposed.kept_back
    if not stays:
        return []
    told = [said(REASON).format(ref=each.ref, says=" ".join(each.says)) for each in stays]
    why = proposed.terms.stays_why
    held = textwrap.wrap(said(HELD_BACK).format(why=why), WIDTH, subsequent_indent="  ") if why else []
    return [said(STAYS).format(items=_items(len(stays))), *told, *held]


def _beside(terms: disclosure.PackageTerms) -> list[str]:
    """Language, series and every word of the cover note, as the second person approves them."""
    told = [said(IN_LANGUAGE).format(language=terms.language.own_name)]
    if terms.series:
        told.append(said(NUMBERED).format(series=shown(terms.series)))
    if terms.until:
        told.append(said(UNTIL).format(day=terms.until))
    if terms.cover:
        heads = [each for each in (terms.cover.title, terms.cover.to, terms.cover.matter) if each]
        numbered = [f"{place}. {text}" for place, text in enumerate(terms.cover.paragraphs, start=1)]
        told.append(said(COVER))
        for line in [*heads, *numbered]:
            told += textwrap.wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    return told


def facts(proposed: disclosure.PackageProposed) -> dict[str, object]:
    return {
        "sha256": proposed.sha256,
        "recipient": proposed.recipient,
        "going": proposed.going.codes,
        "series": proposed.terms.series,
        "language": proposed.terms.language.value,
        "until": proposed.terms.until and proposed.terms.until.isoformat(),
        "cover": proposed.terms.cover.plain if proposed.terms.cover else None,
        "items": {str(part.compartment): list(part.refs) for part in proposed.parts},
        "conditions": [
            {"kind": each.kind.value, "person": str(each.person), "items": list(each.refs)}
            for each in proposed.provisos
        ],
        "kept_back": {each.ref: list(each.says) for each in proposed.kept_back},
    }


def _items(count: int) -> str:
    return counted("{count} item", "{count} items", count)
