"""`dokaz show REF`: everything held about one item, and who held it when."""

import argparse
import json
from dataclasses import asdict
from datetime import datetime

from dokaz.cli import destroying
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice, in_units
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.verify.showing import shown


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("show", parents=[shared], help="everything held about one item")
    command.add_argument("ref", metavar="REF", help="reference of an item (E-…)")
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        record = custody.show(arguments.ref, by=session, now=clock.now())
        voice.result(_facts(record), words="\n".join(map(shown, _lines(record))))
    return voice.exit_code()


def _facts(record: custody.Record) -> dict[str, object]:
    facts = asdict(record, dict_factory=_plain)
    facts["events"] = [{**asdict(event, dict_factory=_plain), "premis": event.premis} for event in record.events]
    return facts


def _plain(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return {name: clock.timestamp(value) if isinstance(value, datetime) else value for name, value in pairs}


def _lines(record: custody.Record) -> list[str]:
    lines = [f"{record.ref}  {record.name}".rstrip()]
    if record.destroyed:
        lines += destroying.told(record.destroyed)
    lines += [*_labelled(_particulars(record)), *_labelled(_description(record))]
    lines += _made(record)
    for examination in record.examinations:
        lines += _examined(examination)
    lines += ["", "Chain of custody:"]
    return lines + [_event(event) for event in record.events]


def _labelled(pairs: list[tuple[str, object]]) -> list[str]:
    return [f"  {label + ':':<22} {value}" for label, value in pairs if value not in (None, "", ())]


def _particulars(record: custody.Record) -> list[tuple[str, object]]:
    return [
        ("Kind", record.kind.words),
        ("Original path", record.path),
        ("Source", record.source),
        ("Came by", record.channel.words),
        ("Type", record.mime),
        ("Size", in_units(record.size) if record.size is not None else None),
        ("SHA-256", record.sha256),
        ("Received", f"{record.received_at:%d %B %Y, %H:%M:%S} UTC"),
        ("Made from", record.parent),
        ("Made with", f"{record.making.words}, {record.tool} {record.tool_version}" if record.making else None),
    ]


def _description(record: custody.Record) -> list[tuple[str, object]]:
    return [
        (label.replace("_", " ").capitalize(), ", ".join(value) if isinstance(value, tuple) else value)
        for label, value in asdict(record.description).items()
    ]


def _made(record: custody.Record) -> list[str]:
    """What was made of it and how, and what programs could not make."""
    made = [f"  {each.ref}  {each.making.words}, {each.tool} {each.tool_version}".rstrip() for each in record.made]
    failed = [f"  {each.making.words}: {each.words}" for each in record.attempts if each.failed]
    return ["", "Derivatives:", *made, *failed] if made or failed else []


def _examined(examination: custody.Examination) -> list[str]:
    named = (
        f"{examination.format_name or 'not recognised'} ({examination.puid})" if examination.puid else "not recognised"
    )
    metadata = [f"    {field}: {_short(value)}" for field, value in examination.metadata.items()]
    trouble = [f"    {examination.trouble}"] if examination.trouble else []
    return [
        "",
        f"Format, by {examination.identifier}: {named}",
        f"Embedded metadata, by {examination.reader}:",
        *metadata,
        *trouble,
    ]


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:200] + "…"


def _event(event: custody.CustodyEvent) -> str:
    hands = f" from {event.came_from}" if event.came_from else ""
    hands += f" to {event.went_to}" if event.went_to else ""
    reason = f": {event.reason}" if event.reason else ""
    return f"  {event.number}. {event.at:%Y-%m-%d %H:%M:%S} UTC  {event.act.words}{hands} ({event.role}){reason}"
