"""The notice of a personal data breach to the supervisory authority: what GDPR art. 33(3) asks for, as far as known."""

from dokaz.access import api as access
from dokaz.kernel.languages import Language, _, said
from dokaz.safeguards.compromises import Compromise
from dokaz.safeguards.ports import OutsideService
from dokaz.safeguards.providers import HELD

_TITLE = _("Notification of a personal data breach (GDPR art. 33) – draft")
_CONTROLLER = _("Controller: {collection}")
_KNOWN = _("We became aware of it on {known}. The 72 hours end on {deadline}.")
_NATURE = _("1. Nature of the breach: {what} may have been in the hands of others since {since}.")
_CATEGORIES = _(
    "2. Who and what is concerned: persons named in evidence of crimes (number: {persons}; whose records could be "
    "read: {persons_readable}), and colleagues (number: {accounts}). Items within reach: {readable} could be read; "
    "shown, opened or changed since then: {touched}. [Complete: how many persons these items name whom nobody has "
    "recorded yet.]"
)
_CONSEQUENCES = _(
    "3. Likely consequences: persons could be identified and persecuted by a State. "
    "[Complete: which persons, how likely.]"
)
_MEASURES = _(
    "4. Measures taken: sessions ended, new keys made (compartments: {compartments}), packages and copies out of them "
    "stopped, warnings ordered through safe channels. [Complete: measures against consequences.]"
)
_HELD = _(
    "2. Who and what is concerned: {held} Sealed files of evidence there: {files}. [Complete: who of us the provider "
    "knows by name or address.]"
)
_CONSEQUENCES_OUTSIDE = _(
    "3. Likely consequences: nobody can learn from what lay there who is named in evidence. "
    "[Complete: what follows if it is known that we are its customer.]"
)
_MEASURES_OUTSIDE = _(
    "4. Measures taken: none of our keys was there, so none had to be renewed. [Complete: access ended, copies moved "
    "and checked, the provider withdrawn.]"
)
_CONTACT = _("5. Contact for more information: [name and address of the data protection officer].")
_LATER = _("What is not known yet follows without undue delay (art. 33(4)).")
_WHAT = {
    "account": _("a colleague's account"),
    "device": _("a colleague's device"),
    "compartment": _("a part of the collection"),
    "machine": _("a server"),
    "package": _("a package that left the house"),
    "provider": _("what a provider outside the house keeps for us"),
}


def notice(of: Compromise, /, *, language: Language) -> str:
    """A draft for the person who sends it, in this language; square brackets say what the house cannot know."""
    facts = {
        "collection": access.collection(),
        "known": _shown(of.known_at),
        "deadline": _shown(of.deadline),
        "since": _shown(of.since),
        "what": said(_WHAT[of.kind.value], language),
        "accounts": len(of.reach.accounts),
        "persons": len(of.reach.persons),
        "persons_readable": of.reach.counts.get("persons-readable", 0),
        "readable": of.reach.counts.get("items-readable", 0),
        "touched": of.reach.counts.get("items-touched", 0),
        "compartments": len(of.reach.compartments),
    }
    inner = (_CATEGORIES, _CONSEQUENCES, _MEASURES)
    if of.reach.service:
        inner = (_HELD, _CONSEQUENCES_OUTSIDE, _MEASURES_OUTSIDE)
        facts["held"] = said(HELD[OutsideService(of.reach.service)], language)
        facts["files"] = of.reach.counts.get("files-held", 0)
    parts = (_TITLE, _CONTROLLER, _KNOWN, _NATURE, *inner, _CONTACT, _LATER)
    return "\n\n".join(said(part, language).format(**facts) for part in parts) + "\n"


def _shown(when: object) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
