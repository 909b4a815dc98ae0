"""The items and their chain of custody as PREMIS 3.0 in XML (https://www.loc.gov/standards/premis/v3/).

Objects, then events, then agents, as the schema orders them; each custody act is one event of the type that
`custody.Act.premis` names, and no two acts share one.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from dokaz.disclosure.formats.telling import Item, Step, Told, batches
from dokaz.kernel import clock
from dokaz.kernel.actors import ActorKind

__all__ = ["record"]

NAMESPACE = "http://www.loc.gov/premis/v3"
EVENT_TYPES = "http://id.loc.gov/vocabulary/preservation/eventType"
REFERENCE, NUMBER, EVENT = "dokaz reference", "exhibit number", "dokaz reference and number"
UNNAMED = "A role; the persons of the archive are not named."
ROLE, PROGRAM = "role in the archive", "program"


def record(told: Told) -> Iterator[bytes]:
    """The record, a piece at a time."""
    return batches(_lines(told))


def _lines(told: Told) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<premis xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0">\n'
    )
    there = {item.ref for item in told.items}
    for item in told.items:
        yield _object(item, there)
    for item in told.items:
        for step in item.steps:
            yield _event(item, step)
    for role in told.roles:
        yield _machine() if role == ActorKind.MACHINE else _agent(ROLE, role, "person", UNNAMED)
    for tool in told.tools:
        yield _agent(PROGRAM, tool, "software", "")
    yield "</premis>\n"


def _machine() -> str:
    """What the house had done without a person, by the software that this record comes from."""
    return _agent(ROLE, ActorKind.MACHINE.value, "software", "The software of the archive, by itself: no person acted.")


def _object(item: Item, there: set[str]) -> str:
    identifiers = _identifier("object", REFERENCE, item.ref) + _identifier("object", NUMBER, item.number)
    named = f"<originalName>{escape(item.name)}</originalName>"
    after = (_made_of(item) if item.parent in there else "") + "".join(
        _identifier("linkingEvent", EVENT, f"{item.ref}/{step.number}") for step in item.steps
    )
    if not item.path:
        return f'<object xsi:type="intellectualEntity">{identifiers}{named}{after}</object>\n'
    stored = _one("contentLocationType", "path") + _one("contentLocationValue", item.path)
    return (
        f'<object xsi:type="file">{identifiers}{_characteristics(item)}{named}'
        f"<storage><contentLocation>{stored}</contentLocation></storage>{after}</object>\n"
    )


def _characteristics(item: Item) -> str:
    fixity = _one("messageDigestAlgorithm", "SHA-256") + _one("messageDigest", item.sha256)
    designation = f"<formatDesignation>{_one('formatName', item.mime)}</formatDesignation>"
    registry = ""
    if item.puid:
        key = _one("formatRegistryName", "PRONOM") + _one("formatRegistryKey", item.puid)
        registry = f"<formatRegistry>{key}</formatRegistry>"
    return (
        f"<objectCharacteristics><compositionLevel>0</compositionLevel><fixity>{fixity}</fixity>"
        f"<size>{item.size}</size><format>{designation}{registry}</format></objectCharacteristics>"
    )


def _made_of(item: Item) -> str:
    related = _one("relatedObjectIdentifierType", REFERENCE) + _one("relatedObjectIdentifierValue", item.parent)
    return (
        "<relationship><relationshipType>derivation</relationshipType>"
        "<relationshipSubType>has source</relationshipSubType>"
        f"<relatedObjectIdentifier>{related}</relatedObjectIdentifier></relationship>"
    )


def _event(item: Item, step: Step) -> str:
    outcome = ""
    if step.outcome:
        outcome = f"<eventOutcomeInformation>{_one('eventOutcome', step.outcome)}</eventOutcomeInformation>"
    agents = _linked("Agent", ROLE, step.role, "implementer")
    if step.tool:
        agents += _linked("Agent", PROGRAM, step.tool, "executing program")
    return (
        f"<event>{_identifier('event', EVENT, f'{item.ref}/{step.number}')}"
        f'<eventType authority="eventType" authorityURI="{EVENT_TYPES}">{escape(step.what)}</eventType>'
        f"<eventDateTime>{clock.timestamp(step.at)}</eventDateTime>{outcome}{agents}"
        f"{_linked('Object', REFERENCE, item.ref, '')}</event>\n"
    )


def _agent(kind: str, name: str, category: str, note: str) -> str:
    told = f"<agentNote>{escape(note)}</agentNote>" if note else ""
    named = _identifier("agent", kind, name) + _one("agentName", name) + _one("agentType", category)
    return f"<agent>{named}{told}</agent>\n"


def _identifier(of: str, kind: str, value: str) -> str:
    parts = _one(f"{of}IdentifierType", kind) + _one(f"{of}IdentifierValue", value)
    return f"<{of}Identifier>{parts}</{of}Identifier>"


def _linked(what: str, kind: str, value: str, role: str) -> str:
    of = f"linking{what}Identifier"
    parts = _one(f"{of}Type", kind) + _one(f"{of}Value", value)
    parts += _one(f"linking{what}Role", role) if role else ""
    return f"<{of}>{parts}</{of}>"


def _one(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>"
