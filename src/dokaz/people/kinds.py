"""The kind of record a person is, and what is judged about persons."""

from dokaz.access.api import Permission
from dokaz.kernel import codes
from dokaz.kernel.languages import _
from dokaz.people.words import Vulnerability
from dokaz.records import api as records
from dokaz.records.api import Field, FieldType, Option

OPEN, WITHDRAWN = "open", "withdrawn"

PERSON = records.RecordKind(
    code="person",
    module="people",
    label=_("Person"),
    letter=codes.Kind.PERSON,
    sees=Permission.SEE_PERSONS,
    writes=Permission.WRITE_PERSONS,
    fields=(
        Field("pseudonym", FieldType.TEXT, label=_("Pseudonym"), required=True),
        Field("roles", FieldType.LONG, label=_("Roles and when")),
        Field(
            "vulnerabilities",
            FieldType.CHOICES,
            label=_("Needs more care"),
            options=tuple(Option(each.value, each.label) for each in Vulnerability),
        ),
        Field("born_around", FieldType.DATE, label=_("Born about")),
        Field("note", FieldType.LONG, label=_("Note")),
    ),
    states=records.States(
        (
            records.State(OPEN, _("Being worked on")),
            records.State(WITHDRAWN, _("Taken back"), locked=True),
        ),
        (
            records.Move("withdraw", _("Take it back"), frozenset({OPEN}), WITHDRAWN, reason=True),
            records.Move("bring-back", _("Bring it back"), frozenset({WITHDRAWN}), OPEN, reason=True),
        ),
    ),
)
# asked of a person about an item, under the code of the relation
APPEARS = records.PairQuestion(
    code="appears", module="people", sees=Permission.SEE_PERSONS, writes=Permission.WRITE_PERSONS, directed=True
)
# asked of an item: whether somebody looked at all of it for the persons in it
EXAMINED = records.PairQuestion(
    code="examined-for-persons",
    module="people",
    sees=Permission.SEE_PERSONS,
    writes=Permission.WRITE_PERSONS,
    directed=True,
)

# what entries about them are called; `records` composes these from the codes above
VERBS = (
    "people:person:begin", "people:person:revise", "people:person:show", "people:person:list", "people:person:history",
    "people:person:assign", "people:person:move",
    "people:same-person:judge", "people:same-person:reverse", "people:same-person:judgements",
    "people:appears:judge", "people:appears:reverse", "people:appears:judgements",
    "people:examined-for-persons:judge", "people:examined-for-persons:reverse",
    "people:examined-for-persons:judgements",
)  # fmt: skip


def declare() -> None:
    """Make them known to records; called once Django is ready."""
    records.declare(PERSON)
    records.declare_question(APPEARS, EXAMINED)
