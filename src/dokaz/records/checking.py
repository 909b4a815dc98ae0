"""Holding what is to be written against the fields of its kind, those of the platform included."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dokaz.records import defining, entering
from dokaz.records import fields as fields_
from dokaz.records.errors import FieldError, FieldUnknown
from dokaz.records.fields import Field, Said
from dokaz.records.kinds import RecordKind, kind_of


@dataclass(frozen=True, slots=True)
class Checking:
    """The fields of a kind, and the words each may be chosen from: asked for once for a group of records."""

    fields: Mapping[str, Field]
    known: Callable[[Field], frozenset[str]]

    @classmethod
    def of(cls, kind: RecordKind) -> "Checking":
        fields = defining.fields_of(kind)
        return cls({each.name: each for each in fields}, defining.words_known(fields))

    def begun(self, given: Mapping[str, object]) -> dict[str, Said]:
        """The fields of a new record. Raises FieldError."""
        return self.revised({}, given)

    def revised(self, before: Mapping[str, Said], given: Mapping[str, object]) -> dict[str, Said]:
        """The fields as they then stand. What nobody defines any more stays as it was. Raises FieldError."""
        for name in given:
            if name not in self.fields:
                raise FieldUnknown(field=name)
        said = dict(before)
        for name, asked in self.fields.items():
            if name in given:
                said.pop(name, None)
                if (value := self.checked(asked, given[name], before.get(name))) is not None:
                    said[name] = value
            fields_.require(asked, said.get(name))
        return said

    def checked(self, asked: Field, value: object, before: Said | None = None) -> Said | None:
        """A word that is not to be chosen any more may stay where it stands. Raises FieldError."""
        known = self.known(asked)
        if asked.chooses and isinstance(before, str | tuple):
            known |= {before} if isinstance(before, str) else set(before)
        return fields_.checked(asked, value, known=known)

    def stored(self, said: Mapping[str, Said], kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """As it rests; `kept` are the stored values before: of what nobody defines any more, they stay."""
        return {
            name: fields_.stored(value, self.fields[name].type) if name in self.fields else kept[name]
            for name, value in said.items()
        }


def read_fields(
    kind: RecordKind | str, /, *, texts: Mapping[str, str], before: Mapping[str, Said]
) -> tuple[dict[str, object], dict[str, FieldError]]:
    """What was typed in these fields, by their names, and what is wrong with each of the others.

    `before` is what stands in the record, where a word may stay that is not to be chosen any more.
    Raises FieldUnknown, RecordUnvouched of `journal`.
    """
    checking = Checking.of(kind_of(kind))
    found, wrong = dict[str, object](), dict[str, FieldError]()
    for name in texts.keys() - checking.fields.keys():
        raise FieldUnknown(field=name)
    asked = {name: checking.fields[name] for name in texts}
    words = entering.vocabulary(asked.values())
    for name, one in asked.items():
        try:
            value = checking.checked(one, entering.entered(one, text=texts[name], words=words), before.get(name))
            fields_.require(one, value)
        except FieldError as why:
            wrong[name] = why
        else:
            found[name] = value
    return found, wrong
