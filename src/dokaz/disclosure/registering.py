"""Entering a package in the register of releases, in the transaction in which it is journalled as made."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.disclosure.proposing import strictest
from dokaz.disclosure.requests.kinds import REQUEST
from dokaz.disclosure.requests.recording import Request
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError
from dokaz.records import api as records
from dokaz.releases import api as releases


def enter(made: releases.MadePackage, /, *, by: access.Session, now: datetime) -> UUID:
    """The id of the release. It lies where the request lies on whose occasion it was made, where the maker may see it;
    else in the compartment that rules.
    """
    request = _request(made.occasion, by=by, now=now)
    if request is None:
        place = strictest(part.compartment for part in made.parts)
    else:
        place = request.held.compartment
        made = replace(made, request=request.ref, authority=request.authority, under=request.id)
    return releases.open_release(made, compartment=place, by=by, now=now).id


def _request(occasion: str, *, by: access.Session, now: datetime) -> Request | None:
    """An occasion may be any words; where they are the reference of a request, that."""
    try:
        ref = str(codes.parse(occasion, kind=codes.Kind.REQUEST))
    except CodeError:
        return None
    there = records.visible([ref], kind=REQUEST, by=by)
    found = records.held_of(there.values(), by=by, now=now)
    return Request(found[0]) if found else None
