"""A package of ours in the hands of stock tools: bagit, sha256sum, openssl, age, tar, and a shell."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import bagit
import pikepdf
import pytest
from tests import permitting
from tests.authorities import Authority, answering, certified, served

from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.verify import package, stamps
from dokaz.verify.package import layout


@pytest.fixture
def refs(world):
    files = {"Сведчанне.txt": "Прывітанне".encode(), "photo.jpg": b"\xff\xd8\xff" * 50_000}
    received = [
        custody.receive(io.BytesIO(data), name=name, by=world.session, now=world.tick()).ref
        for name, data in files.items()
    ]
    return permitting.of(world, received)


@pytest.fixture
def made(world, refs, tmp_path):
    return permitting.packaged_in(world, refs, to=tmp_path / "package").path


def shell(commands, folder):
    return subprocess.run(
        ["sh", "-e", "-c", commands], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def commands_of(manual):
    return re.findall(r"```sh\n(.*?)```", manual, re.DOTALL)


def test_the_library_of_congress_finds_a_valid_bag(made):
    bag = bagit.Bag(str(made))
    assert bag.validate()
    assert bag.version_info == (1, 0)


def test_sha256sum_checks_every_file(made, program):
    sha256sum = program("sha256sum")
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        assert shell(f"{sha256sum} --check --strict {name}", made).returncode == 0
    (made / layout.REPORT).write_text("changed")
    assert shell(f"{sha256sum} --check --quiet manifest-sha256.txt", made).returncode == 1


def test_every_command_of_the_manual_works_as_it_says(made, program):
    for name in ("sha256sum", "openssl", "python3"):
        program(name)
    commands = commands_of((made / layout.MANUAL).read_text())
    ran = [shell(command, made) for command in commands]
    assert len(ran) == 5
    assert [(each.returncode, each.stderr) for each in ran] == [(0, "")] * len(ran)
    assert "Signature Verified Successfully" in ran[1].stdout
    assert "the hash is in the event" in ran[2].stdout
    assert "only against keys that came with this package" in ran[4].stdout


@pytest.fixture
def stamped(world, refs, tmp_path, program):
    """A package whose head an authority stamped, with a certificate between its root and its signer."""
    program("openssl")
    authority = Authority(tmp_path / "authority", name="Alpha Trust")
    between = certified("Between", by=authority.root, authority=True)
    authority.signer = certified("Alpha Trust", by=between)
    authority.also = (between.certificate,)
    by, now = world.session, world.tick()
    with served(answering(authority.reply)) as url:
        journal.admit_authority("alpha", url=url, roots=stamps.pem(authority.roots), by=by.actor, now=now)
        made = permitting.packaged_in(world, refs, to=tmp_path / "stamped").path
    return made, stamps.fingerprint(authority.root.certificate)


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_commands_of_the_manual_check_a_stamp_and_show_the_root_to_compare(stamped):
    made, root = stamped
    commands = commands_of((made / layout.MANUAL).read_text())
    ran = [shell(command, made) for command in commands]
    assert len(ran) == 6
    assert [(each.returncode, each.stderr) for each in ran] == [(0, "")] * len(ran)
    said = ran[4].stdout
    assert "Verification: OK" in said
    assert "Time stamp: " in said
    assert "CN = Alpha Trust root" in said
    assert root in said.replace(":", "").lower()


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_commands_of_the_manual_find_a_stamp_over_another_head(stamped):
    made, _ = stamped
    checkpoint = made / layout.CHECKPOINT
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n", b"x\n", 1))
    said = shell(commands_of((made / layout.MANUAL).read_text())[4], made)
    assert "Verification: OK" not in said.stdout
    assert said.returncode != 0


def test_the_commands_of_the_manual_find_a_forged_head_of_the_log(made, program):
    program("openssl")
    checkpoint = made / layout.CHECKPOINT
    lines = checkpoint.read_text().split("\n")
    lines[1] = str(int(lines[1]) + 1)
    checkpoint.write_text("\n".join(lines))
    assert shell(commands_of((made / layout.MANUAL).read_text())[1], made).returncode != 0


def test_age_and_tar_open_a_sealed_package(world, refs, program, tmp_path):
    age, keygen, tar = program("age"), program("age-keygen"), program("tar")
    key = tmp_path / "key.txt"
    subprocess.run([keygen, "-o", str(key)], check=True, capture_output=True)
    recipient = re.search("age1[a-z0-9]+", key.read_text())[0]
    made = permitting.packaged_in(world, refs, to=tmp_path / "out", recipient=recipient)
    ran = shell(f"{age} -d -i {key} {made.path} | {tar} x", tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert package.check(tmp_path / made.ref).state == "whole"


@pytest.fixture
def many_sided(world, refs, tmp_path):
    """A package with every kind of item: files, something made of one, and an object that changed hands."""
    by, now = world.session, world.tick
    custody.examine(refs[1], by=by, now=now())
    made = custody.derive(
        io.BytesIO(b"Hello"), parent=refs[0], making=custody.Making.TRANSLATION, name="a.txt", tool="person",
        tool_version="1", parameters={}, by=by, now=now(),
    )  # fmt: skip
    coat = custody.record_object(custody.Description(title="A coat"), name="Coat <1> & 2", by=by, now=now()).ref
    custody.move_object(coat, circumstances=custody.Circumstances(went_to="a desk"), by=by, now=now())
    custody.check(refs=[refs[0]], by=by, now=now())
    everything = [*refs, *permitting.of(world, [made.ref, coat])]
    permitting.packaged_in(world, everything, to=tmp_path / "earlier")
    return permitting.packaged_in(world, everything, to=tmp_path / "many").path


WITHOUT_A_NETWORK = """
import socket, sys
def refused(*_): raise OSError("no network here")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused
from case_utils.case_validate import main
main()
"""


def case_validated(graph):
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WITHOUT_A_NETWORK, str(graph)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "Conforms: " in ran.stdout, ran.stderr
    return ran.returncode, "" if "Conforms: True" in ran.stdout else ran.stdout


V3 = "{http://www.loc.gov/premis/v3}"
# what PREMIS 3.0's data dictionary asks of each unit, in the order of its schema: * any number, ? at most one
UNITS = {
    "premis": "object+ event* agent*",
    "object": "objectIdentifier+ objectCharacteristics? originalName? storage? relationship* linkingEventIdentifier*",
    "objectCharacteristics": "compositionLevel? fixity* size? format+",
    "fixity": "messageDigestAlgorithm messageDigest",
    "format": "formatDesignation formatRegistry?",
    "formatDesignation": "formatName formatVersion?",
    "formatRegistry": "formatRegistryName formatRegistryKey",
    "storage": "contentLocation",
    "contentLocation": "contentLocationType contentLocationValue",
    "relationship": "relationshipType relationshipSubType relatedObjectIdentifier+",
    "event": "eventIdentifier eventType eventDateTime eventOutcomeInformation? linkingAgentIdentifier* linkingObjectIdentifier*",
    "eventOutcomeInformation": "eventOutcome",
    "agent": "agentIdentifier+ agentName? agentType? agentNote*",
    "linkingAgentIdentifier": "linkingAgentIdentifierType linkingAgentIdentifierValue linkingAgentRole",
    **{f"{of}Identifier": f"{of}IdentifierType {of}IdentifierValue"
       for of in ("object", "event", "agent", "linkingObject", "linkingEvent", "relatedObject")},
}  # fmt: skip


def test_readers_of_others_accept_the_graph_and_the_record_of_every_kind_of_item(many_sided, program):
    """case_validate with the ontology it brings along, warnings counted, and without a network; xmllint.

    The schema of PREMIS itself is not shipped with these tests, and no registry has it: its units and their order are
    spelt out above, and the next test holds the record against the schema of whoever has it.
    """
    assert case_validated(many_sided / layout.CASE) == (0, "")
    path = many_sided / layout.PREMIS
    ran = shell(f"{program('xmllint')} --nonet --noout {path}", many_sided)
    assert (ran.returncode, ran.stderr) == (0, "")
    root = ET.parse(path).getroot()
    assert (root.tag, root.get("version")) == (f"{V3}premis", "3.0")
    for unit in root.iter():
        name = unit.tag.removeprefix(V3)
        inner = "".join(f"{each.tag.removeprefix(V3)} " for each in unit)
        wanted = re.sub(r"(\w+)([+*?]?)(?: |$)", r"(?:\1 )\2", UNITS.get(name, ""))
        assert re.fullmatch(wanted, inner), (name, inner)
        assert len(unit) or (unit.text or "").strip(), name
    events = {each.text for each in root.iterfind(f"{V3}event/{V3}eventIdentifier/{V3}eventIdentifierValue")}
    linked = {each.text for each in root.iter(f"{V3}linkingEventIdentifierValue")}
    agents = {each.text for each in root.iter(f"{V3}agentIdentifierValue")}
    assert (linked, {each.text for each in root.iter(f"{V3}linkingAgentIdentifierValue")}) == (events, agents)
    types = {each.text for each in root.iter(f"{V3}eventType")}
    assert {"ingestion", "derivation", "accession", "transfer", "fixity check", "dissemination"} <= types
    assert types <= {act.premis for act in custody.Act}


def test_the_record_is_valid_against_the_schema_of_premis(many_sided, program):
    schema = os.environ.get("PREMIS_SCHEMA")
    if not schema:
        pytest.skip("PREMIS_SCHEMA names no copy of https://www.loc.gov/standards/premis/v3/premis.xsd")
    record, asked = (
        many_sided / layout.PREMIS,
        f"{program('xmllint')} --nonet --noout --schema {Path(schema).resolve()}",
    )
    ran = shell(f"{asked} {record}", many_sided)
    assert (ran.returncode, ran.stderr) == (0, f"{record} validates\n")
    record.write_text(record.read_text().replace("<compositionLevel>0<", "<compositionLevel>none<", 1))
    assert shell(f"{asked} {record}", many_sided).returncode != 0


@pytest.mark.soak
def test_the_public_validator_of_case_refuses_a_spoilt_graph(made):
    graph = made / layout.CASE
    graph.write_text(graph.read_text().replace('"@type":"xsd:hexBinary"', '"@type":"xsd:date"', 1))
    assert case_validated(graph)[0] == 1


def test_the_report_is_a_tagged_archivable_pdf_with_its_fonts(made):
    with pikepdf.open(made / layout.REPORT_PDF) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "U")
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root


def test_the_report_can_be_read_in_its_own_script(made, program):
    text = subprocess.run(
        [program("pdftotext"), str(made / layout.REPORT_PDF), "-"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert "Сведчанне.txt" in text
