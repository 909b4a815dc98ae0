"""Persons brought in from a table: what it says of who they are and how they are reached goes to where that is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.people import beginning, fitting
from dokaz.people.beginning import Beginning
from dokaz.people.contacts import ContactDetails
from dokaz.people.identities import IdentityDetails, NameForm
from dokaz.people.kinds import NAMES
from dokaz.records import api as records

_REACHED = ("channel", "safe_times", "words_to_use", "must_not_know")


def begin_from_table(
    new: Sequence[records.NewRecord], /, *, compartment: UUID, by: access.Session, now: datetime
) -> tuple[records.Held, ...]:
    """Raises what `begin_all` raises."""
    read = [Beginning(each, _identity(each.apart), _contact(each.apart)) for each in new]
    return beginning.begin_all(read, compartment=compartment, by=by, now=now)


def refuse_row(fields: Mapping[str, Any], apart: Mapping[str, Any], /) -> None:
    """Raises NameWithoutLetter, PseudonymIsName for what one row of a table says."""
    fitting.refuse_names(_parts(apart.get(NAMES, "")), pseudonym=str(fields.get("pseudonym", "")))


def _identity(apart: Mapping[str, Any]) -> IdentityDetails:
    """Every name as it stands there; which of them is the right one is nobody's guess."""
    return IdentityDetails(
        names=tuple(map(NameForm, _parts(apart.get(NAMES, "")))),
        born=apart.get("born"),
        birthplace=apart.get("birthplace", ""),
        documents=_parts(apart.get("documents", "")),
    )


def _contact(apart: Mapping[str, Any]) -> ContactDetails | None:
    told = {name: apart[name] for name in _REACHED if name in apart}
    return ContactDetails(**told) if told else None


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(";"))))
