"""The papers of a larger package are printed beside its exhibits, and are there whoever prints them."""

import io
import re
from contextlib import contextmanager

import pikepdf
import pytest
from tests import permitting

from dokaz.adapters import api as adapters
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.kernel.languages import Language
from dokaz.verify import package
from dokaz.verify.package import layout

MANY = 17


class Printers:
    """Those of this machine, and what they were asked; told to fail, they give nothing."""

    def __init__(self):
        self.asked, self.fail = [], False

    @contextmanager
    def beside(self, page):
        self.asked.append(page)
        with adapters.PaperPrinter().beside(page) as printed:
            yield (lambda: None) if self.fail else printed


@pytest.fixture
def printers():
    made = Printers()
    disclosure.wire_printer(made)
    yield made
    disclosure.wire_printer(adapters.PaperPrinter())


@pytest.fixture
def many(world):
    refs = [
        custody.receive(io.BytesIO(str(number).encode()), name=f"{number}.txt", by=world.session, now=world.tick()).ref
        for number in range(MANY)
    ]
    return permitting.of(world, refs)


def pages(path):
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def test_a_long_report_is_printed_beside_in_its_language_and_here_where_that_fails(many, pack, printers, tmp_path):
    made = pack(many, language=Language.BELARUSIAN)
    (page,) = printers.asked
    assert "Справаздача" in page
    assert all(ref in page for ref in many)
    assert package.check(made.path).state == "whole"
    printers.fail = True
    again = pack(many, language=Language.BELARUSIAN, to=tmp_path / "again")
    # the chains of the second say that the first was made
    assert pages(again.path / layout.REPORT_PDF) >= pages(made.path / layout.REPORT_PDF) > MANY // 2


def test_a_short_one_starts_no_process(refs, pack, printers):
    pack(refs)
    assert printers.asked == []


def test_who_acted_and_what_came_of_it_are_read_in_the_language_of_the_report(world, refs, pack):
    custody.check(refs=refs[:1], by=world.session, now=world.tick())
    made = pack(refs[:1], language=Language.BELARUSIAN)
    page = (made.path / layout.REPORT).read_text()
    assert "<td>Захавальнік" in page
    assert ": не зменена (fixity check)" in page
    assert not re.search("custodian|unchanged|: received", page)
