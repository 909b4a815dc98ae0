"""The kind of record a person is, and what is judged about persons."""

from dokaz.access.api import Permission
from dokaz.kernel import codes
from dokaz.kernel.languages import _
from dokaz.people import roles
from dokaz.people.words import Part, Vulnerability
from dokaz.records import api as records
from dokaz.records.api import Field, FieldType, Option, Sensitivity

# a review is of the record: what is apart from it is no part of it, so that neither waits for the other
WHATEVER_WAS_REVIEWED = frozenset({records.REVIEWED})
WHATEVER_ITS_STATE = frozenset({records.REVIEWED, records.WITHDRAWN})
NAMES = "names"

PERSON = records.RecordKind(
    code="person",
    module="people",
    label=_("Person"),
    letter=codes.Kind.PERSON,
    sees=Permission.SEE_PERSONS,
    writes=Permission.WRITE_PERSONS,
    fields=(
        Field("pseudonym", FieldType.TEXT, label=_("Pseudonym"), required=True, sensitivity=Sensitivity.INTERNAL),
        Field(
            "roles",
            FieldType.LONG,
            label=_("Roles and when"),
            options=tuple(Option(each.value, each.label) for each in Part),
            sensitivity=Sensitivity.INTERNAL,
            reads=roles.entered_roles,
            tells=roles.told_lines,
        ),
        Field(
            "vulnerabilities",
            FieldType.CHOICES,
            label=_("Needs more care"),
            options=tuple(Option(each.value, each.label) for each in Vulnerability),
            sensitivity=Sensitivity.INTERNAL,
        ),
        Field("born_around", FieldType.DATE, label=_("Born about")),
        Field("note", FieldType.LONG, label=_("Note")),
    ),
    apart=(
        Field(NAMES, FieldType.TEXT, label=_("Names in every form, a semicolon between them")),
        Field("born", FieldType.DATE, label=_("Day of birth")),
        Field("birthplace", FieldType.TEXT, label=_("Place of birth")),
        Field("documents", FieldType.TEXT, label=_("Documents, a semicolon between them")),
        Field("channel", FieldType.TEXT, label=_("Channel and number or name there")),
        Field("safe_times", FieldType.TEXT, label=_("Safe times")),
        Field("words_to_use", FieldType.TEXT, label=_("Words to use")),
        Field("must_not_know", FieldType.TEXT, label=_("Who must not know")),
    ),
    tables=True,
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
# asked of a person and of one request by two people: whether a role that protects was recorded by mistake
MISTAKEN = records.PairQuestion(
    code="role-mistaken", module="people", sees=Permission.SEE_PERSONS, writes=Permission.WRITE_PERSONS, directed=True
)

# what entries about them are called; `records` composes these from the codes above
VERBS = (
    "people:person:begin", "people:person:revise", "people:person:show", "people:person:list", "people:person:history",
    "people:person:assign", "people:person:move",
    "people:same-person:judge", "people:same-person:reverse", "people:same-person:judgements",
    "people:appears:judge", "people:appears:reverse", "people:appears:judgements",
    "people:examined-for-persons:judge", "people:examined-for-persons:reverse",
    "people:examined-for-persons:judgements",
    "people:role-mistaken:judge", "people:role-mistaken:reverse", "people:role-mistaken:judgements",
)  # fmt: skip
