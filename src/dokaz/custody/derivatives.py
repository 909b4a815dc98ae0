"""Derivatives: items of their own, made of another by a named tool. Originals never change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from dokaz.access import api as access
from dokaz.custody import acting
from dokaz.custody.errors import HasNoBytes
from dokaz.custody.groups import Place
from dokaz.custody.receipts import Arrival, Description, Receipt
from dokaz.custody.receiving import receive_alone
from dokaz.custody.rows import Parentage
from dokaz.custody.words import Channel, Making


def derive(  # noqa: PLR0913 - keyword-only: a sentence where it is called
    stream: BinaryIO,
    *,
    parent: str,
    making: Making,
    name: str,
    tool: str,
    tool_version: str,
    parameters: Mapping[str, Any],
    by: access.Session,
    now: datetime,
    description: Description | None = None,
    reason: str = "",
) -> Receipt:
    """Receive what was made of an item as an item of its own, in the same compartment, with how it was made.

    Raises ItemNotFound, HasNoBytes, NotPermitted, Refused.
    """
    original = acting.find(parent, by=by)
    if original.blob is None:
        raise HasNoBytes(ref=original.ref)
    access.require(by, access.Permission.DERIVE_ITEMS, compartment=original.compartment_id, now=now)
    arrival = Arrival(
        open=lambda: stream,
        name=name,
        source=f"{original.ref} {making.value} {tool} {tool_version}",
        channel=Channel.MADE_HERE,
        description=description or Description(),
    )
    parentage = Parentage(original, making, tool, tool_version, parameters, reason)
    return receive_alone(arrival, Place.of(original.compartment_id, by=by), now=now, parentage=parentage)
