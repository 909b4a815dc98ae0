"""The kind of record that marks are: one an item, with a revision for each change of them."""

from hashlib import sha256
from uuid import UUID

from dokaz.access.api import Permission
from dokaz.disclosure.redacting.errors import PlanUnreadable
from dokaz.disclosure.redacting.marks import RedactionPlan, reasons_said
from dokaz.kernel import codes
from dokaz.kernel.languages import _, said
from dokaz.records import api as records
from dokaz.records.api import Field, FieldType

ITEM, PLAN = "item", "plan"
NOTHING = _("Nothing is marked.")
_LABEL = b"dokaz/v1/redaction of item "


def _told(text: str) -> str:
    """Marks as pages about any record tell them: how many for which reason."""
    try:
        return reasons_said(RedactionPlan.read(text).counts) or said(NOTHING)
    except PlanUnreadable:
        return text


REDACTION = records.RecordKind(
    code="redaction",
    module="disclosure",
    label=_("Marks for a redacted copy"),
    letter=codes.Kind.REDACTION,
    sees=Permission.DERIVE_ITEMS,
    writes=Permission.DERIVE_ITEMS,
    fields=(
        Field(ITEM, FieldType.LINK, label=_("Item"), required=True, managed=True),
        Field(PLAN, FieldType.LONG, label=_("What is taken out, and why"), required=True, managed=True, tells=_told),
    ),
)


def record_of(item: UUID) -> UUID:
    """The id of the record of an item's marks: it needs no table to be found, and tells no time."""
    return UUID(bytes=sha256(_LABEL + item.bytes).digest()[:16], version=4)
