"""The kinds of record about releases: the release itself, and what comes after it."""

from dokaz.access.api import Permission
from dokaz.kernel import codes
from dokaz.kernel.languages import _, said
from dokaz.records import api as records
from dokaz.records.api import Field, FieldType, Sensitivity
from dokaz.releases import words
from dokaz.releases.moves import RELEASED

LISTED = Sensitivity.INTERNAL


def _approval(approval: str) -> str:
    """Not an id alone, which would pass for that of a record."""
    return said(_("Approval {approval}")).format(approval=approval)


RELEASE = records.RecordKind(
    code=words.RELEASE,
    module="releases",
    label=_("Release"),
    letter=codes.Kind.RELEASE,
    sees=Permission.SEE_REQUESTS,
    writes=Permission.WORK_ON_REQUESTS,
    states=RELEASED,
    fields=(
        Field("package", FieldType.LINK, label=_("Package"), required=True, managed=True, sensitivity=LISTED),
        Field("recipient", FieldType.TEXT, label=_("To whom"), required=True, managed=True, sensitivity=LISTED),
        Field("authority", FieldType.LINK, label=_("Authority"), managed=True, sensitivity=LISTED),
        Field("request", FieldType.LINK, label=_("Request"), managed=True, sensitivity=LISTED),
        Field("occasion", FieldType.TEXT, label=_("On which occasion"), managed=True),
        Field("purpose", FieldType.TEXT, label=_("For what"), required=True, managed=True),
        Field("form", FieldType.TEXT, label=_("In which form"), required=True, managed=True),
        Field("items", FieldType.NUMBER, label=_("How many items"), required=True, managed=True, sensitivity=LISTED),
        Field("made_on", FieldType.DATE, label=_("Made on"), required=True, managed=True, sensitivity=LISTED),
        Field("language", FieldType.TEXT, label=_("Language of what they read"), managed=True),
        Field("key", FieldType.TEXT, label=_("SHA-256 of the key it is sealed to"), managed=True),
        Field("tag_manifest", FieldType.TEXT, label=_("SHA-256 of its tag manifest"), required=True, managed=True),
        Field("approval", FieldType.TEXT, label=_("Approved by a second person"), managed=True, tells=_approval),
        Field(
            "until", FieldType.DATE, label=_("They may keep it until"), sensitivity=LISTED,
            help=_("The last day, as it was agreed. Empty where nothing was."),
        ),
        Field("agreed", FieldType.LONG, label=_("What is agreed about keeping it and passing it on")),
    ),
)  # fmt: skip
