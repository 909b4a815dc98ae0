"""A page is printed in a process of its own, which is told the page and nothing else."""

import contextlib
import io
import sys
import threading
from pathlib import Path

import pikepdf
import pytest

from dokaz.adapters import api as adapters

PAGE = '<!doctype html><html lang="be"><title>Справаздача</title><p>Сведчанне</p></html>'


def children():
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


@pytest.fixture
def instead(tmp_path, monkeypatch):
    """Another program stands where our interpreter is."""

    def put(*commands):
        script = tmp_path / "python"
        script.write_text("\n".join(["#!/bin/sh", *commands]))
        script.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(script))

    return put


def test_what_is_printed_is_an_archivable_pdf():
    with adapters.PaperPrinter().beside(PAGE) as printed:
        data = printed()
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "U")
        assert metadata["dc:title"] == "Справаздача"


def test_a_page_that_would_load_something_is_not_printed():
    with adapters.PaperPrinter().beside(PAGE.replace("<p>", '<img src="file:///etc/hostname"><p>')) as printed:
        assert printed() is None


def test_the_process_knows_the_page_and_no_secret_of_ours(instead, monkeypatch):
    monkeypatch.setenv("DOKAZ_PASSPHRASE_FILE", "/run/secret")
    instead("cat", "env", "ls /proc/self/fd | tr '\\n' ' '")
    with open("/etc/hostname", "rb") as held, adapters.PaperPrinter().beside(PAGE) as printed:  # noqa: PTH123
        page, _, told = printed().decode().rpartition("</html>")
        assert held.fileno() > 2
    assert page + "</html>" == PAGE
    assert "DOKAZ" not in told
    assert told.endswith("0 1 2 3 ")  # and what ls itself reads


def test_of_a_program_that_fails_nothing_is_believed(instead):
    instead("printf %%PDF-1.7", "exit 1")
    with adapters.PaperPrinter().beside(PAGE) as printed:
        assert printed() is None


def test_nobody_prints_any_more_when_the_package_was_given_up(instead):
    instead("exec sleep 60")
    before = children()
    with contextlib.suppress(KeyError), adapters.PaperPrinter().beside(PAGE):
        assert len(children()) == len(before) + 1
        raise KeyError
    assert children() == before
