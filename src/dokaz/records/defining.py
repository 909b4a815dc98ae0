"""Which fields a kind of record has: those its module declared, and those the platform gave it without a developer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.records import thesauri
from dokaz.records.errors import FieldCodeTaken, FieldTypeFixed, ThesaurusNeeded
from dokaz.records.fields import Field, FieldType, Labels, Sensitivity
from dokaz.records.kinds import RecordKind, kind_of
from dokaz.records.thesauri import NO_WORDS
from dokaz.records.word_rows import OwnFieldRow

WRITE = "records:field:write"
_NEWEST = """
    WHERE number = (
        SELECT MAX(number) FROM records_ownfieldrow AS later
        WHERE later.kind = records_ownfieldrow.kind AND later.code = records_ownfieldrow.code)
    AND kind = %s ORDER BY id"""


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of the platform in its newest version. A retired one is not filled any more; its values stay."""

    kind: str
    field: Field
    retired: bool
    number: int


def fields_of(kind: RecordKind | str, /) -> tuple[Field, ...]:
    """The fields that a record of this kind has today. Raises KindUnknown, RecordUnvouched of `journal`."""
    declared = kind_of(kind)
    own = (each.field for each in own_fields(declared.code) if not each.retired)
    return (*declared.fields, *own)


def own_fields(kind: str, /) -> tuple[OwnField, ...]:
    """Those of the platform, in the order they were defined, the retired ones included."""
    rows = database.select(OwnFieldRow, sql=_NEWEST, values=[kind])
    journal.vouch(*database.digests(*rows))
    return tuple(OwnField(row.kind, _field(row), row.retired, row.number) for row in rows)


def write_field(  # noqa: PLR0913 - a definition has this many sides
    kind: str,
    /,
    *,
    code: str,
    type: FieldType,  # noqa: A002 - the word of the model
    labels: Labels,
    help: Labels = NO_WORDS,  # noqa: A002 - as above
    thesaurus: str = "",
    required: bool = False,
    sensitivity: Sensitivity = Sensitivity.SEALED,
    retired: bool = False,
    seen: int = 0,
    by: access.Session,
    now: datetime,
) -> OwnField:
    """Give a kind of record a field, or write its next version on the one its author saw.

    Its code and type never change. Raises NotPermitted, KindUnknown, CodeUnfit, FieldCodeTaken, FieldTypeFixed,
    LabelMissing, ThesaurusNeeded, ThesaurusUnknown, StaleWords, NothingChanged.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.MANAGE_WORDS, now=now)
        declared = kind_of(kind)
        thesauri.fit_code(code)
        thesauri.complete(labels)
        if code in {each.name for each in declared.fields}:
            raise FieldCodeTaken(code=code)
        _fit_thesaurus(type, thesaurus)
        there = [row for row in database.select(OwnFieldRow, sql=_NEWEST, values=[kind]) if row.code == code]
        journal.vouch(*database.digests(*there))
        thesauri.refuse_stale(code, there, seen)
        if there and there[0].type != type.value:
            raise FieldTypeFixed
        row = OwnFieldRow(
            **thesauri.version(code, labels, seen, by, now), kind=kind, type=type.value, help_en=help.en,
            help_be=help.be, help_ru=help.ru, thesaurus=thesaurus, required=required, sensitivity=sensitivity.value,
            retired=retired,
        )  # fmt: skip
        thesauri.save(WRITE, [row], there, about=f"{kind}/{code}", by=by, now=now)
        return OwnField(kind, _field(row), retired, row.number)


def words_known(fields: Iterable[Field]) -> Callable[[Field], frozenset[str]]:
    """What tells the words that may be chosen in one of these fields; all their lists are asked for at once."""
    lists = {each.thesaurus for each in fields if each.thesaurus}
    stored: Mapping[str, frozenset[str]] = thesauri.words_of(lists) if lists else {}

    def known(asked: Field) -> frozenset[str]:
        if asked.thesaurus:
            return stored.get(asked.thesaurus, frozenset())
        return frozenset(option.code for option in asked.options)

    return known


def _fit_thesaurus(type_: FieldType, thesaurus: str) -> None:
    chooses = type_ in (FieldType.CHOICE, FieldType.CHOICES)
    if chooses != bool(thesaurus):
        raise ThesaurusNeeded
    if thesaurus:
        thesauri.thesaurus(thesaurus)


def _field(row: OwnFieldRow) -> Field:
    return Field(
        row.code,
        FieldType(row.type),
        label=thesauri.labels_of(row),
        required=row.required,
        thesaurus=row.thesaurus,
        sensitivity=Sensitivity(row.sensitivity),
        help=Labels(row.help_en, row.help_be, row.help_ru),
        own=True,
    )
