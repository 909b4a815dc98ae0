"""Entering a package in the register of releases, in the transaction in which it is journalled as made."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.disclosure import linking
from dokaz.disclosure.authorities import rules
from dokaz.disclosure.proposing import strictest
from dokaz.disclosure.requests.kinds import REQUEST
from dokaz.disclosure.requests.recording import Request
from dokaz.releases import api as releases


def enter(made: releases.MadePackage, /, *, by: access.Session, now: datetime) -> UUID:
    """The id of the release. It lies where its request lies; else in the compartment that rules."""
    if not rules.only_on_request(consent.Recipient.parse(made.recipient)):
        place = strictest(part.compartment for part in made.parts)
        return releases.open_release(made, compartment=place, by=by, now=now).id
    request = Request(linking.named(REQUEST, ref=made.occasion, by=by, now=now))
    made = replace(made, request=request.ref, authority=request.authority, under=request.id)
    return releases.open_release(made, compartment=request.held.compartment, by=by, now=now).id
