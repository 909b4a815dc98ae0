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
from dokaz.kernel.languages import _, said
from dokaz.verify.showing import shown

FIELDS = {
    "title": _("Title"),
    "description": _("Description"),
    "place": _("Place"),
    "holders": _("Holders"),
    "obtained": _("Obtained"),
    "languages": _("Languages"),
    "consent": _("Consent"),
    "sensitivity": _("Sensitivity"),
    "restrictions": _("Restrictions"),
    "condition": _("Condition"),
    "alterations": _("Alterations"),
    "exhibit": _("Exhibit"),
    "found": _("Found"),
    "packaging": _("Packaging"),
    "storage": _("Storage"),
    "related": _("Related"),
    "graphic": _("Graphic content"),
    "warning": _("Warning before looking"),
}


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("show", parents=[shared], help=_("everything held about one item"))
    command.add_argument("ref", metavar="REF", help=_("reference of an item (E-…)"))
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
    lines += ["", said(_("Chain of custody:"))]
    return lines + [_event(event) for event in record.events]


def _labelled(pairs: list[tuple[str, object]]) -> list[str]:
    return [f"  {label + ':':<22} {value}" for label, value in pairs if value not in (None, "", ())]


def _particulars(record: custody.Record) -> list[tuple[str, object]]:
    return [
        (said(_("Kind")), said(record.kind.words)),
        (said(_("Original path")), record.path),
        (said(_("Source")), record.source),
        (said(_("Came by")), said(record.channel.words)),
        (said(_("Type")), record.mime),
        (said(_("Size")), in_units(record.size) if record.size is not None else None),
        ("SHA-256", record.sha256),
        (said(_("Received")), f"{record.received_at:%Y-%m-%d %H:%M:%S} UTC"),
        (said(_("Made from")), record.parent),
        (
            said(_("Made with")),
            f"{said(record.making.words)}, {record.tool} {record.tool_version}" if record.making else None,
        ),
    ]


def _description(record: custody.Record) -> list[tuple[str, object]]:
    return [
        (said(FIELDS[field]), said(custody.Graphic(value).words) if field == "graphic" and value else _joined(value))
        for field, value in asdict(record.description).items()
    ]


def _joined(value: object) -> object:
    return ", ".join(value) if isinstance(value, tuple) else value


def _made(record: custody.Record) -> list[str]:
    """What was made of it and how, and what programs could not make."""
    made = [
        f"  {each.ref}  {said(each.making.words)}, {each.tool} {each.tool_version}".rstrip() for each in record.made
    ]
    failed = [f"  {said(each.making.words)}: {each.words}" for each in record.attempts if each.failed]
    return ["", said(_("Derivatives:")), *made, *failed] if made or failed else []


def _examined(examination: custody.Examination) -> list[str]:
    named = (
        f"{examination.format_name or said(_('not recognised'))} ({examination.puid})"
        if examination.puid
        else said(_("not recognised"))
    )
    metadata = [f"    {field}: {_short(value)}" for field, value in examination.metadata.items()]
    trouble = [f"    {examination.trouble}"] if examination.trouble else []
    return [
        "",
        said(_("Format, by {identifier}: {named}")).format(identifier=examination.identifier, named=named),
        said(_("Embedded metadata, by {reader}:")).format(reader=examination.reader),
        *metadata,
        *trouble,
    ]


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:200] + "…"


def _event(event: custody.CustodyEvent) -> str:
    hands = said(_(" from {came_from}")).format(came_from=event.came_from) if event.came_from else ""
    hands += said(_(" to {went_to}")).format(went_to=event.went_to) if event.went_to else ""
    reason = f": {event.why}" if event.why else ""
    return f"  {event.number}. {event.at:%Y-%m-%d %H:%M:%S} UTC  {said(event.act.words)}{hands} ({event.role}){reason}"
