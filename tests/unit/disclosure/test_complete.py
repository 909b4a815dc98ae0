"""A package with everything in it: what people read, what programs of others read, and nobody's name."""

import csv
import io
import json
import re
import socket
import subprocess
import zlib
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from tests import packages, permitting
from tests.permitting import TO_A_PARTNER

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.formats import Item, Step, Told, case, loadfiles, otplink, premis
from dokaz.kernel.languages import Language
from dokaz.verify import age, package
from dokaz.verify.package import Index, layout

DOCUMENTER = "Palina Vymyslenaja"
HIDDEN = (DOCUMENTER, "Паліна Вымысленая", "a flat at 7 Invented Lane", "because her sister asked")
SERIES = "the matter of the frozen lake"
PREMIS = "{http://www.loc.gov/premis/v3}"


def shut_in(place=DOCUMENTER, holder="Паліна Вымысленая"):
    said = ("be", "zh-Hant", DOCUMENTER, "Anna")  # two of these are no language
    return custody.Description(title=place, description=holder, place=HIDDEN[2], holders=(holder,), languages=said)


@pytest.fixture
def rich(world):
    """A statement, its translation, a photograph with a name like a formula, and a coat that changed hands."""
    by, now = world.session, world.tick
    kept = {"path": f"{DOCUMENTER}/a.txt", "source": DOCUMENTER, "description": shut_in()}
    statement = custody.receive(io.BytesIO("Сведчанне".encode()), name="Сведчанне.txt", by=by, now=now(), **kept).ref
    told = custody.derive(
        io.BytesIO(b"A statement"), parent=statement, making=custody.Making.TEXT, name="statement.txt",
        tool="person", tool_version="1", parameters={"by": DOCUMENTER}, by=by, now=now(),
    ).ref  # fmt: skip
    photo = custody.receive(io.BytesIO(b"\xff\xd8\xff\xe0" + bytes(90)), name="=þ®,photo.jpg", by=by, now=now()).ref
    coat = custody.record_object(shut_in(), name="A coat", by=by, now=now()).ref
    custody.move_object(
        coat,
        circumstances=custody.Circumstances(
            went_to=HIDDEN[1], reason=HIDDEN[3], witness=DOCUMENTER, place=HIDDEN[2], authority=DOCUMENTER
        ),
        by=by,
        now=now(),
    )
    return permitting.of(world, [statement, told, photo, coat])


def cover_of(refs, language="en"):
    heads = {"en": ("Title", "To", "Matter"), "be": ("Загаловак", "Каму", "Справа")}[language]
    text = "\n".join(
        f"{head}: {value}" for head, value in zip(heads, ("Three nights", "The court", "U 1/26"), strict=True)
    )
    return disclosure.read_cover(
        f"{text}\n\nThe protocol [{refs[0]}, p. 2] says\nso [sic].\n\nThe coat [{refs[3].lower()}] was seen <b>twice</b>.\n"
    )


def everything_in(folder):
    """Each file as it lies there, and what is inside of those that hold more: streams and metadata of PDF, its text."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
            if path.suffix == ".pdf":
                yield from ((path.name, each) for each in inside_pdf(path))


def inside_pdf(path):
    with pikepdf.open(path) as pdf:
        yield str(pdf.docinfo).encode()
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    yield thing.read_bytes()
                except (pikepdf.PdfError, zlib.error):
                    yield thing.read_raw_bytes()
            else:
                yield str(thing).encode()
    said = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, timeout=60)
    yield re.sub(rb"\s+", b" ", said.stdout)


def spelled(text):
    """As the bytes of a file may hold it."""
    yield from (text.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
    yield json.dumps(text)[1:-1].encode()


def holding(found, texts):
    forms = [form for text in texts for form in spelled(text)]
    return {name for name, data in found if any(form in data for form in forms)}


@pytest.mark.both
def test_a_package_says_who_documented_it_in_no_byte_of_any_file(world, rich, tmp_path, program):
    program("pdftotext")
    identity = age.X25519Identity.generate()
    made = permitting.packaged_in(
        world, rich, to=tmp_path / "out", recipient=str(identity.recipient), series=SERIES,
        language=Language.BELARUSIAN, cover=cover_of(rich, "be"),
    )  # fmt: skip
    with package.opened(made.path, identities=[identity]) as folder:
        verdict = package.check(folder)
        found = list(everything_in(folder))
        sealed = io.BytesIO()
        with made.path.open("rb") as file:
            age.decrypt(file, sealed, [identity])
        ran = subprocess.run(
            ["python3", str(folder / layout.SCRIPT)], capture_output=True, text=True, check=False, timeout=60
        )
    found.append(("the tar", sealed.getvalue()))
    assert (verdict.state, verdict.index.language) == ("whole", "be")
    secret = [*HIDDEN, str(world.home), SERIES, *([host] if len(host := socket.gethostname()) > 5 else [])]
    assert holding(found, secret) == set()
    # the search itself finds what is there: in a page, in the text of a PDF, in XML and in JSON
    read = holding(found, ["Сведчанне.txt"])
    assert {"custody.html", "custody.pdf", "cover-note.pdf", "premis.xml", "case.jsonld", "load.dat"} <= read
    assert 'lang="be"' in dict(found)["cover-note.html"].decode()
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Нічога не парушана" in ran.stdout
    assert not re.search("[A-Za-z]{4,}", ran.stdout.replace("dokaz", "").partition("\n")[0])


def test_what_people_read_is_in_it_with_the_numbers_of_the_exhibits(world, rich, tmp_path):
    made = permitting.packaged_in(world, rich, to=tmp_path / "p", cover=cover_of(rich))
    index = Index.parse((made.path / layout.INDEX).read_bytes())
    assert [row.number for row in index.rows] == ["X-0001", "X-0002", "X-0003", "X-0004"]
    page = (made.path / layout.NOTE).read_text()
    assert "<script" not in page
    assert "so [sic]." in page
    assert "twice&lt;/b&gt;" in page
    assert re.search(rf'<li id="note-1">Exhibit X-0001 \({rich[0]}\), p. 2: <a href="../../data/exhibits/X-0001_', page)
    assert re.search(rf'<li id="note-2">Exhibit X-0004 \({rich[3]}\): physical object', page)
    for link in re.findall(r'href="([^"#]+)"', page):
        assert (made.path / layout.NOTE).parent.joinpath(link).is_file()
    with pikepdf.open(made.path / layout.NOTE_PDF) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "2"
    rows = list(csv.reader(io.StringIO((made.path / layout.LIST_CSV).read_bytes().decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Exhibit", *[row.number for row in index.rows]]
    assert rows[3][3] == "'=þ®,photo.jpg"
    assert (rows[2][8], rows[4][2]) == ("X-0001", "physical object, in the report only")
    assert "X-0004" in (made.path / layout.LIST).read_text()
    assert packages.by_script(made.path)[:2] == (0, set())


def parsed_dat(data):
    """A reader of Concordance files that knows nothing of how ours are written."""
    assert data.startswith(b"\xef\xbb\xbf")
    head, *lines = data.decode("utf-8-sig").split("\r\n")[:-1]
    rows = [[field[1:-1].replace("þþ", "þ") for field in line.split("\x14")] for line in (head, *lines)]
    assert all(field[0] == field[-1] == "þ" for line in (head, *lines) for field in line.split("\x14"))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_programs_of_others_find_each_file_its_hash_and_its_chain(world, rich, tmp_path):
    made = permitting.packaged_in(world, rich, to=tmp_path / "p").path
    index = Index.parse((made / layout.INDEX).read_bytes())
    chains = {ref: custody.history(ref, by=world.session, now=world.tick()) for ref in rich}
    rows = parsed_dat((made / layout.LOAD_DAT).read_bytes())
    for row, exhibit in zip(rows, index.exhibits, strict=True):
        assert (row["BEGDOC"], row["REFERENCE"], row["SHA256"]) == (exhibit.number, exhibit.ref, exhibit.sha256)
        assert (made / row["NATIVEPATH"].replace("\\", "/")).stat().st_size == int(row["FILESIZE"]) == exhibit.size
        assert (row["FILENAME"], row["CUSTODIAN"]) == (exhibit.name, world.session.actor.organisation)
    assert rows[0]["TEXTPATH"] == rows[1]["NATIVEPATH"]
    assert (rows[1]["PARENTDOC"], rows[2]["PAGECOUNT"], rows[0]["AUTHOR"]) == ("X-0001", "1", "")
    assert (rows[0]["LANGUAGE"], rows[1]["LANGUAGE"]) == ("be;zh-Hant", "")
    images = (made / layout.LOAD_OPT).read_bytes().decode("utf-8-sig").splitlines()
    assert [line.split(",") for line in images] == [["X-0003", index.ref, rows[2]["NATIVEPATH"], "Y", "", "", "1"]]
    nodes = json.loads((made / layout.CASE).read_bytes())["@graph"]
    assert len({node["@id"] for node in nodes}) == len(nodes)
    acts = [node for node in nodes if node["@type"].endswith("InvestigativeAction")]
    record = ET.parse(made / layout.PREMIS).getroot()
    events = record.findall(f"{PREMIS}event")
    told = [(each.findtext(f"{PREMIS}eventType"), each.findtext(f"{PREMIS}eventDateTime")) for each in events]
    # the packaging itself opened the exhibits and gives them out after these were written
    before = [[event for event in chains[ref] if event.at <= made_at(index)] for ref in rich]
    assert (
        len(acts) == len(events) == len([event for chain in before for event in chain if event.reason[:7] != "package"])
    )
    assert told[0][0] == "ingestion"
    digests = [each.text for each in record.iter(f"{PREMIS}messageDigest")]
    assert digests == [exhibit.sha256 for exhibit in index.exhibits]
    assert {each.text for each in record.iter(f"{PREMIS}objectIdentifierValue")} >= {*rich, "X-0004"}


def test_the_pages_of_a_pdf_are_told_as_it_says_them_where_it_was_read(world, program, tmp_path):
    for name in ("exiftool", "bwrap"):
        program(name)
    by, made = world.session, io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page()
        pdf.docinfo["/Author"] = DOCUMENTER
        pdf.save(made)
    refs = [
        custody.receive(io.BytesIO(data), name="protocol.pdf", by=by, now=world.tick()).ref
        for data in (made.getvalue(), made.getvalue() + b"\n")
    ]
    custody.examine(refs[0], by=by, now=world.tick())
    permitting.of(world, refs)
    sent = permitting.packaged_in(world, refs, to=tmp_path / "p").path
    rows = parsed_dat((sent / layout.LOAD_DAT).read_bytes())
    assert [row["PAGECOUNT"] for row in rows] == ["3", ""]
    assert DOCUMENTER.encode() not in b"".join(path.read_bytes() for path in sent.glob("formats/*"))


def made_at(index):
    return datetime.fromisoformat(index.made)


AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
STRANGE = 'a "b" <c> & \u202e þ ® \x00 \ufffe =1+1\n'


def one(**changes):
    from dokaz.verify.showing import shown

    fields = {
        "number": "X-0001", "ref": "E-1", "path": f"{layout.EXHIBITS}X-0001_E-1_a", "name": shown(STRANGE), "size": 3,
        "sha256": "00" * 32, "mime": "text/plain", "puid": "", "format_name": "", "received": AT, "source": "",
        "parent": "", "making": "", "organisation": "o", "steps": (Step(1, "ingestion", AT, "custodian", "t <1>", "ok & well"),),
    }  # fmt: skip
    return Item(**fields | changes)


def test_a_strange_name_breaks_no_format():
    told = Told("K-1", "log.example/x", AT, (one(),))
    graph = json.loads(b"".join(case.graph(told)))["@graph"]
    facet = next(node for node in graph if node["@type"] == "uco-observable:File")["uco-core:hasFacet"][0]
    assert facet["uco-observable:fileName"] == one().name
    assert ET.fromstring(b"".join(premis.record(told))).findtext(f".//{PREMIS}originalName") == one().name
    assert parsed_dat(b"".join(loadfiles.dat(told)))[0]["FILENAME"] == one().name
    assert list(csv.reader(io.StringIO(b"".join(otplink.table(told)).decode("utf-8-sig"))))[1][3] == one().name


def test_of_a_picture_that_may_hold_several_pages_none_are_counted():
    files = (one(mime="image/tiff"), one(number="X-0002", ref="E-2", mime="image/jpeg"))
    told = Told("K-1", "log.example/x", AT, files)
    assert [row["PAGECOUNT"] for row in parsed_dat(b"".join(loadfiles.dat(told)))] == ["", "1"]
    lines = b"".join(loadfiles.opt(told)).decode("utf-8-sig").splitlines()
    assert [line.rsplit(",", 1)[1] for line in lines] == ["", "1"]


def test_the_words_beside_the_load_files_tell_of_every_field():
    words = loadfiles.readme(Told("K-1", "log.example/x", AT, (one(),))).decode()
    told = set(re.findall(r"^([A-Z0-9, ]+?)(?: {2,}|:| are| is)", words, re.MULTILINE))
    assert set(loadfiles.FIELDS) - {"FILESIZE", "SHA256"} <= {name for line in told for name in line.split(", ")}


def test_what_a_machine_did_by_itself_is_said_of_no_person():
    steps = (Step(1, "ingestion", AT, "custodian", "", ""), Step(2, "migration", AT, "machine", "t 1", ""))
    record = ET.fromstring(b"".join(premis.record(Told("K-1", "log.example/x", AT, (one(steps=steps),)))))
    agents = {
        agent.findtext(f"{PREMIS}agentName"): agent.findtext(f"{PREMIS}agentType")
        for agent in record.iter(f"{PREMIS}agent")
    }
    assert agents == {"custodian": "person", "machine": "software", "t 1": "software"}


def test_ten_thousand_exhibits_are_told_a_piece_at_a_time():
    items = tuple(one(number=f"X-{n:04d}", ref=f"E-{n}", path=f"{layout.EXHIBITS}{n}") for n in range(1, 10_001))
    told = Told("K-1", "log.example/x", AT, items)
    for written in (case.graph, premis.record, loadfiles.dat, loadfiles.opt, otplink.table):
        assert max(map(len, written(told))) < 1 << 18


class TestNumbers:
    """An exhibit keeps the number it was given once, whatever else leaves before it or beside it."""

    def numbers(self, made):
        return {row.ref: row.number for row in Index.parse((made.path / layout.INDEX).read_bytes()).rows}

    @pytest.mark.both
    def test_a_second_package_of_a_series_keeps_them_and_goes_on(self, refs, pack, tmp_path):
        first = self.numbers(pack(refs[1:3], to=tmp_path / "a", series=" Q-7 "))
        again = self.numbers(pack([refs[3], refs[2], refs[0], refs[1]], to=tmp_path / "b", series="Q-7"))
        other = self.numbers(pack([refs[2]], to=tmp_path / "c", series="Q-8"))
        assert first == {refs[1]: "X-0001", refs[2]: "X-0002"}
        assert again == first | {refs[3]: "X-0003", refs[0]: "X-0004"}
        assert other == {refs[2]: "X-0001"}

    def test_packages_for_one_reader_are_a_series_and_one_for_nobody_stands_alone(self, refs, pack, tmp_path):
        reader = age.X25519Identity.generate()
        told = []
        for place, names in (("a", refs[:2]), ("b", [refs[2], refs[1]])):
            made = pack(names, to=tmp_path / place, recipient=str(reader.recipient))
            with package.opened(made.path, identities=[reader]) as folder:
                told.append([row.number for row in Index.parse((folder / layout.INDEX).read_bytes()).rows])
        assert told == [["X-0001", "X-0002"], ["X-0003", "X-0002"]]
        assert self.numbers(pack([refs[2]], to=tmp_path / "c")) == {refs[2]: "X-0001"}

    def test_a_making_that_fails_uses_no_number_twice(self, refs, pack, monkeypatch):
        from dokaz.disclosure.leaving import PlainFolder

        with monkeypatch.context() as broken:
            broken.setattr(PlainFolder, "settle", lambda _self: (_ for _ in ()).throw(OSError(5, "Input/output error")))
            with pytest.raises(OSError, match="Input/output"):
                pack(refs[:1], series="s")
        assert self.numbers(pack([refs[1], refs[0]], series="s")) == {refs[1]: "X-0002", refs[0]: "X-0001"}

    def test_the_rows_name_neither_item_nor_series_and_a_changed_one_is_not_believed(self, world, refs, pack, tmp_path):
        from django.db import IntegrityError, transaction
        from tests.attackers import as_attacker

        from dokaz.disclosure.models import ExhibitNumber
        from dokaz.journal import api as journal

        pack(refs[:2], to=tmp_path / "a", series="Q-7")
        rows = list(ExhibitNumber.objects.order_by("number"))
        assert not [row for row in rows if refs[0] in str(vars(row)) or "Q-7" in str(vars(row))]
        with pytest.raises(IntegrityError), transaction.atomic():
            ExhibitNumber(
                id=refs_id(), series=rows[0].series, item="0" * 64, number=1, at=world.now, by=rows[0].by
            ).save()
        assert journal.verify_records().found == ()
        with as_attacker() as sql:
            sql("UPDATE disclosure_exhibitnumber SET number = 9 WHERE number = 1")
        with pytest.raises(journal.RecordUnvouched):
            pack(refs[:2], to=tmp_path / "b", series="Q-7")

    def test_a_name_of_a_series_that_is_a_story(self, refs, pack):
        with pytest.raises(disclosure.SeriesTooLong):
            pack(refs, series="q" * 201)


def refs_id():
    from uuid import uuid4

    return uuid4()


class TestCovers:
    """A cover note is read strictly, and leads to nothing that is not there."""

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            ("", disclosure.CoverUnclear),
            ("Title: a", disclosure.CoverUnclear),
            ("To: a\n\nwords", disclosure.CoverUnclear),
            ("Dear colleagues\n\nwords", disclosure.CoverUnclear),
            ("Title: a\n\nwords [E-7K3F-9QXM5]", disclosure.CoverMarkUnclear),
            ("Title: a\n\nwords [x-12a]", disclosure.CoverMarkUnclear),
            ("Title: a\n\nwords [X-0003, page four]", disclosure.CoverMarkUnclear),
            ("Title: a\n\n" + "w" * 200_000, disclosure.CoverUnclear),
        ],
    )
    def test_what_does_not_read_as_one(self, text, error):
        with pytest.raises(error):
            disclosure.read_cover(text)

    def test_what_could_turn_a_line_round_is_shown_as_what_it_is(self):
        note = disclosure.read_cover("\ufeffЗаголовок: a\u202eb\r\n\r\none\r\n \r\ntwo [х-7 с. 3 - 4]")
        assert (note.title, note.paragraphs) == ("a\\u202eb", ("one", "two [х-7 с. 3 - 4]"))
        assert [(mark.number, mark.pages) for mark in note.marks] == [(7, "3–4")]

    @pytest.mark.parametrize("name", ["E-HV5S-626P9", "e-hv5s-626p9", "E-HV5S-626P9, p. 4", "E-HV5S-626P9 pp 4-5"])
    def test_a_reference_that_ends_as_a_page_does_is_one(self, name):
        (mark,) = disclosure.read_cover(f"Title: a\n\nwords [{name}]").marks
        assert (mark.ref, mark.pages) == ("E-HV5S-626P9", {"4": "4", "5": "4–5", "9": ""}[name[-1]])

    def test_a_footnote_to_what_is_not_in_it_keeps_the_package_from_being_made(self, refs, pack, tmp_path):
        note = disclosure.read_cover(f"Title: a\n\nSee [{refs[2]}] and [X-0001].")
        with pytest.raises(disclosure.CoverElsewhere, match="X-0001"):  # which has nobody yet
            pack(refs, cover=note, series="s")
        pack([refs[2]], to=tmp_path / "first", series="s")
        with pytest.raises(disclosure.CoverElsewhere, match=refs[2]):
            pack(refs[:2], cover=note, series="s")
        made = pack(refs, to=tmp_path / "second", cover=note, series="s")
        assert (made.path / layout.NOTE).read_text().count(f"Exhibit X-0001 ({refs[2]})") == 2

    def test_the_second_person_reads_every_word_and_approves_exactly_that(self, world, refs, few, tmp_path):
        note = disclosure.read_cover(f"Title: a\nMatter: m\n\nSee [{refs[0]}].")
        asked = disclosure.propose_package(
            refs,
            going=TO_A_PARTNER,
            cover=note,
            series="Q-1",
            language=Language.RUSSIAN,
            by=world.session,
            now=world.tick(),
        )
        sha256 = asked.proposed.sha256
        read = disclosure.proposed_package(sha256, by=few, now=world.tick())
        assert read == asked.proposed
        assert read.terms == disclosure.PackageTerms(TO_A_PARTNER, None, "Q-1", Language.RUSSIAN, note)
        access.approve(asked.approval, by=few, now=world.tick())
        world.tick(6 * 3600)
        made = disclosure.package(read, to=tmp_path / "p", by=world.session, now=world.tick())
        assert 'lang="ru"' in (made.path / layout.NOTE).read_text()
        with pytest.raises(disclosure.CoverElsewhere):
            disclosure.propose_package(refs[1:], going=TO_A_PARTNER, cover=note, by=world.session, now=world.tick())


def test_a_cover_note_opens_with_all_parts_of_a_proposal_only():
    from dokaz.disclosure import proposing

    beside = {"cover": {"title": "Т" * 40}, "language": "be"}
    for count in (1, 2, 5):
        shares = proposing._shares(beside, count)
        assert proposing._beside(shares) == beside
        assert count == 1 or proposing._beside(shares[1:]) == {}
        assert count == 1 or not [share for share in shares if b"cover" in share]


def test_no_sentence_of_the_shipped_program_is_without_words_for_its_translators():
    """Whatever it can say is a form of the list, or made of such forms."""
    import ast

    from dokaz.disclosure.report.spoken import SENTENCES

    known = [re.sub(r"\\\{\d\\\}", "(.+)", re.escape(each)) for each in SENTENCES]
    said = set()
    for script in (packages.SCRIPT, packages.SCRIPT_LOG):
        tree = ast.parse(script.read_text())
        comments = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in set(ast.walk(tree)) - comments:
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch("[A-Z%].* .*\\.", node.value)
            ):
                said.add(re.sub("%[sdr]", "x", node.value))
    # whose parts have forms of their own
    tools = {"x of x files unchangedx since x.", "x: x Name the unpacked package, and after --trust a file of keys.", "This is no SHA-256: 64 hex digits.",
             "This is no package: a folder that holds bagit.txt and package.json.",
             "verify_log.py is not beside verify.py. It is the half that checks the log: take both from one place."}  # fmt: skip
    assert {each for each in said - tools if not any(re.fullmatch(form, each) for form in known)} == set()
    assert len(said) > 40


def test_the_manual_says_the_same_commands_in_every_language():
    from dokaz.disclosure.report.pages import TEMPLATES

    def commands(path):
        return re.findall(r"(?ms)^```.*?^```|^    \S.*?$|\{%.*?%\}", path.read_text())

    english, *others = sorted(TEMPLATES.glob("VERIFY*.md"), key=lambda path: len(path.name))
    assert {path.name for path in others} == {"VERIFY.be.md", "VERIFY.ru.md"}
    assert [path.name for path in others if commands(path) != commands(english)] == []
