"""Taking along a package that was made and lies sealed in the house, for as long as all of it may still go."""

from datetime import datetime

from dokaz.access import api as access
from dokaz.disclosure.afterwards import recalling
from dokaz.disclosure.afterwards.errors import PackageStays
from dokaz.journal import api as journal
from dokaz.releases import api as releases
from dokaz.safeguards import api as safeguards

TAKE = "disclosure:package:take"


def take(package: str, /, *, by: access.Session, now: datetime) -> None:
    """Return only if all of it may still go to where it was made for, by what people say now. Each time is an entry.

    Raises NotPermitted, PackageStays, and of `safeguards` what is frozen.
    """
    access.require(by, access.Permission.PACKAGE_ITEMS, now=now)
    found = releases.of_packages([package], by=by, now=now)
    if not found or any(_stays(each, by, now) for each in found):
        raise PackageStays(package=package)
    with access.acting(by, now=now):
        journal.record(TAKE, by=by.actor, now=now, about=[package])


def _stays(release: releases.Release, by: access.Session, now: datetime) -> bool:
    """Whether it did not come about, or something of it would have to be called back, or cannot be weighed by them."""
    went = releases.items_of(release, by=by, now=now)
    safeguards.require_thawed(each.compartment for each in went.items)
    if went.unseen or release.held.state not in releases.WITH_THEM:
        return True
    return bool(recalling.to_recall(release, went=went.items, by=by, now=now).items)
