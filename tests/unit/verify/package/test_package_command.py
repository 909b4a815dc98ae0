"""`dokaz-verify` and what it says."""

import contextlib
import io
import json
import tarfile
import tempfile

import pytest
from tests import packages
from tests.packages import EXHIBITS, Sender

from dokaz.verify import age, package
from dokaz.verify.command import run
from dokaz.verify.errors import NotAPackage
from dokaz.verify.notes import SignerKey
from dokaz.verify.package import layout

SENDER = Sender()


@pytest.fixture
def whole(tmp_path):
    return SENDER.package(tmp_path / "package")


@pytest.fixture
def trust(tmp_path):
    path = tmp_path / "trust"
    path.write_bytes(SENDER.trust(quorum="w"))
    return path


def packed(folder, path):
    with tarfile.open(path, "w") as tar:
        tar.add(folder, arcname="K-TEST-00001")
    return path


def sealed(path, recipient):
    sink = io.BytesIO()
    age.encrypt(io.BytesIO(path.read_bytes()), sink, [recipient])
    out = path.with_suffix(".tar.age")
    out.write_bytes(sink.getvalue())
    return out


def test_the_first_line_says_whose_keys_were_believed(whole, trust, capsys):
    assert run([str(whole)]) == 0
    assert capsys.readouterr().out.startswith("Checked only against keys that came with this package.\n")
    assert run([str(whole), "--trust", str(trust)]) == 0
    assert capsys.readouterr().out.startswith(f"Checked against the keys in {trust}.\n")


def test_a_day_is_named_only_where_somebody_outside_vouches_for_it(whole, trust, capsys):
    run([str(whole)])
    alone = capsys.readouterr().out
    assert "no outside party vouches for the time" in alone
    assert "2026" not in alone
    run([str(whole), "--trust", str(trust)])
    assert "3 of 3 files unchanged since 4 March 2026, when w countersigned" in capsys.readouterr().out


def test_what_a_proof_does_not_show_is_said_every_time(whole, capsys):
    for spoil in (None, b"x"):
        if spoil:
            (whole / layout.REPORT).write_bytes(spoil)
        run([str(whole)])
        assert "It does not show that a record is true, or that nothing was left out." in capsys.readouterr().out


def test_a_fault_names_the_file_and_the_rule(whole, capsys):
    path = packages.path_of(1, "E-AAAA-00001", "yard.jpg")
    (whole / path).write_bytes(b"another photograph")
    assert run([str(whole)]) == 1
    said = capsys.readouterr().out
    assert "2 of 3 files unchanged" in said
    assert f"FAULT {path}: The file was changed" in said
    assert "[exhibit-altered]" in said


HOSTILE = "log.example/\u202e\x9b1A\x7f"


def test_nothing_in_a_package_can_steer_the_terminal_of_who_checks_it(tmp_path, capsys):
    """A forger who may name the log, the files and the kind of collection still writes no line of the verdict."""
    folder = Sender(log=SignerKey.generate(HOSTILE)).package(tmp_path / "package")
    packages.rewrite_index(folder, lambda index: index.update(home="x\n3 of 3 files unchanged since 4 March 2020."))
    packages.bag_again(folder)
    packages.write(folder / "data/exhibits/x\n3 of 3 files unchanged since 4 March 2020.\x1b[2J", b"")
    run([str(folder)])
    run([str(folder), "--json"])
    said = capsys.readouterr().out
    code, faults, script = packages.by_script(folder)
    assert (code, ("package-malformed", layout.INDEX) in faults) == (1, True)
    for heard in (said, script):
        assert not {each for each in heard if not each.isprintable()} - {"\n"}
        assert not [line for line in heard.splitlines() if line.startswith("3 of 3")]


def test_json_for_programs(whole, capsys):
    assert run([str(whole), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["state"], answer["exit"], answer["trusted"], answer["since"]) == ("whole", 0, False, None)
    assert answer["unchanged"] == sorted(EXHIBITS)
    (whole / "added").write_text("x")
    run([str(whole), "--json"])
    assert [fault["code"] for fault in json.loads(capsys.readouterr().out)["faults"]] == [
        "file-strange",
        "paper-strange",
    ]


def test_a_tar_file_is_checked_as_the_folder_is(whole, tmp_path, capsys):
    assert run([str(packed(whole, tmp_path / "p.tar"))]) == 0
    assert "3 of 3 files unchanged" in capsys.readouterr().out


def test_a_sealed_package_needs_the_key_of_its_recipient(whole, tmp_path, capsys):
    mine, other = age.X25519Identity.generate(), age.X25519Identity.generate()
    file = sealed(packed(whole, tmp_path / "p.tar"), mine.recipient)
    (tmp_path / "mine").write_text(f"# my key\n{mine}\n")
    (tmp_path / "other").write_text(f"{other}\n")
    assert run([str(file)]) == 2
    assert "name the file with your secret key" in capsys.readouterr().err
    assert run([str(file), "--identity", str(tmp_path / "other")]) == 2
    assert run([str(file), "--identity", str(tmp_path / "mine")]) == 0


def test_a_sealed_package_that_was_cut_short_is_not_opened(whole, tmp_path):
    mine = age.X25519Identity.generate()
    file = sealed(packed(whole, tmp_path / "p.tar"), mine.recipient)
    file.write_bytes(file.read_bytes()[:-20])
    (tmp_path / "mine").write_text(f"{mine}\n")
    assert run([str(file), "--identity", str(tmp_path / "mine")]) == 2


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


SEALED_SPOILED = {
    "cut in the header": lambda data: data[:50],
    "cut behind the header": lambda data: data[: data.index(b"\n---") + 60],
    "cut in the last chunk": lambda data: data[:-20],
    "its first letter changed": lambda data: flipped(data, 0),
    "a letter of the recipient's stanza changed": lambda data: flipped(data, data.index(b"X25519 ") + 9),
    "a letter of the header's MAC changed": lambda data: flipped(data, data.index(b"\n---") + 6),
    "the nonce changed": lambda data: flipped(data, data.index(b"\n---") + 50),
    "a byte in the middle changed": lambda data: flipped(data, len(data) // 2),
    "its last byte changed": lambda data: flipped(data, len(data) - 1),
    "a byte behind it": lambda data: data + b"\0",
    "itself behind it": lambda data: data + data,
    "emptied": lambda data: data[:0],
}


@pytest.mark.parametrize("spoil", SEALED_SPOILED.values(), ids=SEALED_SPOILED)
def test_a_sealed_package_that_was_changed_is_not_opened_and_says_why(whole, tmp_path, scratch, capsys, spoil):
    mine = age.X25519Identity.generate()
    file = sealed(packed(whole, tmp_path / "p.tar"), mine.recipient)
    file.write_bytes(spoil(file.read_bytes()))
    (tmp_path / "mine").write_text(f"{mine}\n")
    assert run([str(file), "--identity", str(tmp_path / "mine")]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.endswith(".\n"), "Traceback" in said.err) == ("", True, False)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "K/../../outside"])
def test_a_tar_file_that_leads_out_is_refused(tmp_path, name):
    with tarfile.open(tmp_path / "p.tar", "w") as tar:
        info = tarfile.TarInfo(name)
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(NotAPackage), package.opened(tmp_path / "p.tar"):
        pass
    assert not (tmp_path / "outside").exists()


def test_a_file_with_holes_is_not_unpacked_to_fill_the_disk(tmp_path):
    with tarfile.open(tmp_path / "p.tar", "w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo("K/holes")
        info.size, info.pax_headers = 1, {"GNU.sparse.map": "0,1", "GNU.sparse.size": str(1 << 24)}
        tar.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(NotAPackage), package.opened(tmp_path / "p.tar"):
        pytest.fail("it was unpacked")


def test_a_link_in_a_tar_file_is_refused(tmp_path):
    with tarfile.open(tmp_path / "p.tar", "w") as tar:
        info = tarfile.TarInfo("K/link")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(NotAPackage), package.opened(tmp_path / "p.tar"):
        pass


def test_a_link_to_a_file_of_the_same_archive_a_device_and_a_pipe_are_refused(tmp_path):
    for kind in (tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
        with tarfile.open(tmp_path / "p.tar", "w") as tar:
            tar.addfile(tarfile.TarInfo("K/file"))
            info = tarfile.TarInfo("K/odd")
            info.type, info.linkname = kind, "K/file"
            tar.addfile(info)
        with pytest.raises(NotAPackage, match="neither a plain file nor a folder"), package.opened(tmp_path / "p.tar"):
            pass


@pytest.mark.parametrize("second", ["K/file", "K/file/below", "K"])
def test_a_tar_file_that_names_a_path_twice_is_refused(tmp_path, second):
    with tarfile.open(tmp_path / "p.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("K/file"))
        tar.addfile(tarfile.TarInfo(second))
    with pytest.raises(NotAPackage, match="twice"), package.opened(tmp_path / "p.tar"):
        pass


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """The folder for temporary files that a person chose."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)  # it is read once in a process
    return folder


@pytest.mark.parametrize("ends", [None, NotAPackage, KeyboardInterrupt])
def test_what_is_unpacked_is_closed_to_others_and_removed_however_the_check_ends(whole, tmp_path, scratch, ends):
    file = packed(whole, tmp_path / "p.tar")
    with contextlib.suppress(NotAPackage, KeyboardInterrupt), package.opened(file) as folder:
        (made,) = scratch.iterdir()
        assert folder.is_relative_to(made)
        assert made.stat().st_mode & 0o777 == 0o700
        if ends:
            raise ends
    assert list(scratch.iterdir()) == []


def test_nothing_is_left_of_a_sealed_package_that_turns_out_to_be_cut_short(whole, tmp_path, scratch):
    mine = age.X25519Identity.generate()
    file = sealed(packed(whole, tmp_path / "p.tar"), mine.recipient)
    file.write_bytes(file.read_bytes()[:-20])
    (tmp_path / "mine").write_text(f"{mine}\n")
    assert run([str(file), "--identity", str(tmp_path / "mine")]) == 2
    assert list(scratch.iterdir()) == []


WRONG_USE = {
    "no package": ("nowhere", "--json", "nowhere"),
    "an empty folder": ("empty", "--json", "empty"),
    "a trust file that is not there": ("package", "--trust", "no keys"),
    "a folder as trust file": ("package", "--trust", "empty"),
    "a trust file of other words": ("package", "--trust", "words"),
    "a trust file that is not text": ("package", "--trust", "bytes"),
    "a trust file without a line": ("package", "--trust", "blank"),
    "a secret key that is not there": ("package", "--identity", "no keys"),
    "a secret key of other words": ("package", "--identity", "words"),
}


@pytest.mark.parametrize("wrong", WRONG_USE.values(), ids=WRONG_USE)
def test_wrong_use_is_told_in_a_sentence_that_names_the_file(whole, tmp_path, capsys, wrong):
    (tmp_path / "empty").mkdir()
    (tmp_path / "words").write_text("trust me\n")
    (tmp_path / "bytes").write_bytes(bytes(range(256)))
    (tmp_path / "blank").write_bytes(b"")
    named, option, value = wrong
    arguments = [str(tmp_path / named), option, *([] if option == "--json" else [str(tmp_path / value)])]
    assert run(arguments) == 2
    heard = [capsys.readouterr().err]
    if option != "--identity":
        code, _, script = packages.by_script(*[each for each in arguments if each != "--json"])
        assert code == 2
        heard.append(script)
    for said in heard:
        assert str(tmp_path / value) in said
        assert said.endswith(".\n")
        assert not [odd for odd in ("[Errno", "Traceback", "('") if odd in said]


def test_help_and_the_manual_document_the_exit_codes(capsys, request):
    with pytest.raises(SystemExit):
        run(["--help"])
    said = capsys.readouterr().out
    manual = (request.config.rootpath / "docs" / "verifying.md").read_text()
    for code in "0123":
        assert f"\n  {code}  " in said
        assert f"| {code} |" in manual


def test_every_code_of_a_fault_is_in_the_manual(request):
    from dokaz.verify import errors

    kinds = [errors.PackageFault, errors.BagFault]
    codes = {each.code for kind in kinds for each in kind.__subclasses__()} - {"checkpoint-refused", "bag-unsound"}
    codes |= {"unknown-log-key", "note-unsigned", "note-forged", "note-malformed", "quorum-missing", "policy-malformed"}
    manual = (request.config.rootpath / "docs" / "verifying.md").read_text()
    assert {code for code in codes if f"`{code}`" not in manual} == set()


def test_the_script_is_short_needs_nothing_and_is_python_3_8(tmp_path, whole):
    import ast
    import shutil
    import sys

    for half in (packages.SCRIPT, packages.SCRIPT_LOG):  # each of the two files
        text = half.read_text()
        tree = ast.parse(text, feature_version=(3, 8))
        imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert imported <= sys.stdlib_module_names
        assert len(text.splitlines()) <= 300
        assert max(map(len, text.splitlines())) <= 120
    old = shutil.which("python3.8")
    runs = old and packages.runs(old)
    if not runs:
        pytest.skip("no Python 3.8 runs here; the grammar was checked")
    assert packages.by_script(whole, python=old)[:2] == (0, set())
