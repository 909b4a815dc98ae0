"""Names of exhibits: ASCII, short, unique by their reference, and honest about what they hide."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.disclosure import naming
from dokaz.verify.bags import paths


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Сведчанне Ўладзіміра.pdf", "E-1_svedchanne-uladzimira.pdf"),
        ("IMG_0001.JPG", "E-1_img-0001.jpg"),
        ("no extension", "E-1_no-extension"),
        (".hidden", "E-1_hidden"),
        ("拘留.png", "E-1_file.png"),
        ("../../etc/passwd", "E-1_file.etc-passwd"),
        ("con.txt", "E-1_con.txt"),
        ("a" * 10_000 + ".txt", f"E-1_{'a' * 60}.txt"),
        ("archive.tar.gz", "E-1_archive-tar.gz"),
        ("", "E-1_file"),
    ],
)
def test_a_name_becomes_one_a_docket_takes(name, expected):
    assert naming.file_name("E-1", name) == expected


@given(st.text())
def test_every_name_can_be_stored_on_every_system(name):
    made = naming.file_name("E-7K3F-9QXM4", name)
    paths.refuse_unportable(f"data/exhibits/{made}")
    assert re.fullmatch("E-7K3F-9QXM4_[A-Za-z0-9._-]+", made)
    assert len(made) < 100
