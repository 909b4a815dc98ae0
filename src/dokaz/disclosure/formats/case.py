"""The items and their chain of custody as a CASE/UCO graph in JSON-LD: CASE 1.4 and UCO 1.4, as `case_validate` reads.

Every node has an IRI of its own: a UUID of version 5 that begins with the package's reference, so that two packages
share none.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha1
from uuid import UUID, uuid5

from dokaz.disclosure.formats.telling import Item, Step, Told, batches
from dokaz.kernel import clock

__all__ = ["graph"]

Node = dict[str, object]

_OURS = UUID("fa505154-bc16-4e34-bb48-11b80f672452")  # the name space of our names; drawn once
_UCO = ("core", "observable", "types", "action", "role", "tool")
CONTEXT = {
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{f"uco-{name}": f"https://ontology.unifiedcyberontology.org/uco/{name}/" for name in _UCO},
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
}


def graph(told: Told) -> Iterator[bytes]:
    """The graph, a piece at a time."""
    return batches(_lines(told))


def _lines(told: Told) -> Iterator[str]:
    yield f'{{"@context":{_written(CONTEXT)},\n"@graph":[\n'
    for place, node in enumerate(_nodes(told)):
        yield (",\n" if place else "") + _written(node)
    yield "\n]}\n"


def _nodes(told: Told) -> Iterator[Node]:
    named = _Names(told.package)
    for role in told.roles:
        yield {"@id": named("role", role), "@type": "uco-role:Role", "uco-core:name": role}
    for tool in told.tools:
        yield {"@id": named("tool", tool), "@type": "uco-tool:Tool", "uco-core:name": tool}
    there = {item.ref for item in told.items}
    for item in told.items:
        yield _file(item, named) if item.path else _thing(item, named)
        yield _provenance(item, named)
        if item.parent in there:
            yield _relation(item, named)
        for step in item.steps:
            yield _action(item, step, named)


class _Names:
    """The IRI of each node of one package."""

    def __init__(self, package: str) -> None:
        self._space = uuid5(_OURS, package)

    def __call__(self, kind: str, name: str) -> str:
        """A UUID of version 5 (RFC 9562, 5.5), spelt here: uuid5() takes twice as long, and names are many."""
        made = bytearray(sha1(self._space.bytes + f"{kind} {name}".encode(), usedforsecurity=False).digest()[:16])
        made[6], made[8] = made[6] & 0x0F | 0x50, made[8] & 0x3F | 0x80
        text = made.hex()
        return f"urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _file(item: Item, named: _Names) -> Node:
    size = {"@type": "xsd:integer", "@value": str(item.size)}
    return {
        "@id": named("item", item.ref),
        "@type": "uco-observable:File",
        "uco-core:name": item.ref,
        "uco-core:hasFacet": [
            {
                "@id": named("file", item.ref),
                "@type": "uco-observable:FileFacet",
                "uco-observable:fileName": item.name,
                "uco-observable:filePath": item.path,
                "uco-observable:sizeInBytes": size,
            },
            {
                "@id": named("content", item.ref),
                "@type": "uco-observable:ContentDataFacet",
                "uco-observable:mimeType": item.mime,
                "uco-observable:sizeInBytes": size,
                "uco-observable:hash": [
                    {
                        "@id": named("hash", item.ref),
                        "@type": "uco-types:Hash",
                        "uco-types:hashMethod": "SHA256",
                        "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": item.sha256},
                    }
                ],
            },
        ],
    }


def _thing(item: Item, named: _Names) -> Node:
    return {"@id": named("item", item.ref), "@type": "uco-core:UcoObject", "uco-core:name": item.name}


def _provenance(item: Item, named: _Names) -> Node:
    return {
        "@id": named("provenance", item.ref),
        "@type": "case-investigation:ProvenanceRecord",
        "case-investigation:exhibitNumber": item.number,
        "uco-core:description": f"{item.ref}; its receipt in the log is proofs/{item.ref}.event.json",
        "uco-core:object": [{"@id": named("item", item.ref)}],
    }


def _relation(item: Item, named: _Names) -> Node:
    return {
        "@id": named("made-of", item.ref),
        "@type": "uco-core:Relationship",
        "uco-core:source": {"@id": named("item", item.ref)},
        "uco-core:target": {"@id": named("item", item.parent)},
        "uco-core:kindOfRelationship": "Derived_From",
        "uco-core:isDirectional": {"@type": "xsd:boolean", "@value": "true"},
    }


def _action(item: Item, step: Step, named: _Names) -> Node:
    node: Node = {
        "@id": named("event", f"{item.ref} {step.number}"),
        "@type": "case-investigation:InvestigativeAction",
        "uco-core:name": step.what,
        "uco-action:startTime": _time(step.at),
        "uco-action:performer": {"@id": named("role", step.role)},
        "uco-action:object": [{"@id": named("item", item.ref)}],
        "uco-action:result": [{"@id": named("provenance", item.ref)}],
    }
    if step.tool:
        node["uco-action:instrument"] = [{"@id": named("tool", step.tool)}]
    if step.outcome:
        node["uco-core:description"] = step.outcome
    return node


def _time(at: datetime) -> Node:
    return {"@type": "xsd:dateTime", "@value": clock.timestamp(at)}


def _written(node: object) -> str:
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))
