"""Having programs read files in the background: one from its page, or all that were received together."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.web.office import pages
from dokaz.web.office.site import here


def ask(refs: Collection[str], /, reader: pages.Reader) -> None:
    """Formats, embedded metadata, and what is made of a file. Raises what `examine_later` of `custody` does.

    In a protected compartment, which no machine opens, whoever works is given the key of each file for an hour at most;
    raises NoWorker of `access` where nobody does.
    """
    by, now = reader.session, reader.now
    shut, open_ = _parted(refs, by)
    if open_:
        custody.examine_later(open_, by=by, now=now)
    if shut:
        custody.examine_granted(shut, by=by, now=now)
        if reader.may(access.Permission.DERIVE_ITEMS):
            custody.derive_granted(shut, by=by, now=now)


def ask_after_receiving(refs: Collection[str], /, *, compartment: UUID, reader: pages.Reader) -> str:
    """`ask` for what is held now, and why it was not asked, if so: what was received stays received."""
    if not refs or not reader.may(access.Permission.EXAMINE_ITEMS):
        return ""
    place = access.compartment(compartment, by=reader.session)
    if not place.protected and not access.holds(place.id, by=here().machine):
        return _("Programs do not read it: this machine may not open what lies in that compartment.")
    try:
        ask(refs, reader)
    except access.NoWorker:
        return _("Programs do not read it: no background work runs at this moment. Ask again on the page of the item.")
    return _("Programs read it in the background.")


def _parted(refs: Collection[str], by: access.Session) -> tuple[list[str], list[str]]:
    """Those that lie in protected compartments, and the others. Raises ItemNotFound of `custody`."""
    found = custody.placed(refs, by=by)
    protected = {place: access.sealing(place).protected for place in {each.compartment for each in found}}
    shut = [each.ref for each in found if protected[each.compartment]]
    return shut, [each.ref for each in found if not protected[each.compartment]]
