"""Kinds of record that exist in these tests alone; they stand for those that upper modules declare."""

from dokaz.access import api as access
from dokaz.kernel import codes
from dokaz.kernel.languages import Sentence
from dokaz.records import api as records
from dokaz.records import judging, kinds

SEES, WRITES = access.Permission.SEE_ITEMS, access.Permission.DESCRIBE_ITEMS

PLACE = records.RecordKind(
    code="test-place",
    module="tests",
    label=Sentence("Place"),
    letter=codes.Kind.PLACE,
    sees=SEES,
    writes=WRITES,
    tables=True,
    fields=(
        records.Field(
            "name", records.FieldType.TEXT, label=Sentence("Name"), required=True,
            sensitivity=records.Sensitivity.INTERNAL,
        ),
        records.Field("story", records.FieldType.LONG, label=Sentence("What is known")),
        records.Field(
            "sort", records.FieldType.CHOICE, label=Sentence("Sort"),
            options=(records.Option("colony", Sentence("Colony")), records.Option("court", Sentence("Court"))),
        ),
        records.Field(
            "uses", records.FieldType.CHOICES, label=Sentence("Uses"),
            options=(records.Option("trial", Sentence("Trial")), records.Option("detention", Sentence("Detention"))),
        ),
        records.Field("since", records.FieldType.DATE, label=Sentence("Since")),
        records.Field("cells", records.FieldType.NUMBER, label=Sentence("Cells")),
        records.Field("open", records.FieldType.YES_NO, label=Sentence("Still used")),
        records.Field("source", records.FieldType.LINK, label=Sentence("Source")),
        records.Field("drawn", records.FieldType.LONG, label=Sentence("Outline"), managed=True),
    ),
)  # fmt: skip
FRIEND = records.RecordKind(
    code="test-friend",
    module="tests",
    label=Sentence("Friend"),
    sees=SEES,
    writes=WRITES,
    fields=(records.Field("name", records.FieldType.TEXT, label=Sentence("Name"), required=True),),
)
NEAR = records.PairQuestion(code="test-near", module="tests", sees=SEES, writes=WRITES, directed=True)


def declare(monkeypatch):
    """Make them known for one test: pages of other tests show what is declared."""
    for kind in (PLACE, FRIEND):
        monkeypatch.setitem(kinds._declared, kind.code, kind)
    monkeypatch.setitem(judging._declared, NEAR.code, NEAR)
