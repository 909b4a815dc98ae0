"""The words for a package that two people decide about: what would leave, from where, and for whom."""

import textwrap

from dokaz.access import api as access
from dokaz.disclosure import api as disclosure
from dokaz.kernel.languages import _, counted, said
from dokaz.verify.showing import shown

NO_CONSENT_GATE = _(
    "No consent gate exists yet in this version: check by hand that everyone concerned agreed to this use."
)
WOULD_LEAVE = _("{items} would leave in a package.")
FOR = _("Sealed to the key {recipient}. Compare it with its owner by another way.")
IN_CLEAR = _("Sealed to nobody: it would lie in clear where it is made.")
FROM = _("From {name}, {items}:")
BESIDE = _(
    "With them go the report of who held what, original names and paths, and what proves them. Nothing is redacted."
)
IN_LANGUAGE = _("Language of what its reader reads: {language}.")
NUMBERED = _("Numbered together with other packages of the series “{series}”.")
COVER = _("The cover note says:")
NEXT = _("""
Nothing has left yet. Another person, whose line is not yours and who belongs to these compartments, signs in here:
  dokaz approval show {approval}
  dokaz approval give {approval}
and then you:
  dokaz package --approval {approval} --to DIR""")
WIDTH = 100


def lines(proposed: disclosure.PackageProposed, *, by: access.Session) -> list[str]:
    """Exactly what would leave, for whoever decides."""
    names = {each.id: each.name for each in access.compartments(by=by)}
    told = [
        said(WOULD_LEAVE).format(items=_items(len(proposed.refs))),
        said(FOR).format(recipient=proposed.recipient) if proposed.recipient else said(IN_CLEAR),
    ]
    for part in proposed.parts:
        told.append(said(FROM).format(name=names[part.compartment], items=_items(len(part.refs))))
        told += textwrap.wrap(
            " ".join(part.refs), WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        )
    return [*told, *_beside(proposed.terms), said(BESIDE), said(NO_CONSENT_GATE), f"SHA-256: {proposed.sha256}"]


def _beside(terms: disclosure.PackageTerms) -> list[str]:
    """Language, series and every word of the cover note, as the second person approves them."""
    told = [said(IN_LANGUAGE).format(language=terms.language.own_name)]
    if terms.series:
        told.append(said(NUMBERED).format(series=shown(terms.series)))
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
        "series": proposed.terms.series,
        "language": proposed.terms.language.value,
        "cover": proposed.terms.cover.plain if proposed.terms.cover else None,
        "items": {str(part.compartment): list(part.refs) for part in proposed.parts},
    }


def _items(count: int) -> str:
    return counted("{count} item", "{count} items", count)
