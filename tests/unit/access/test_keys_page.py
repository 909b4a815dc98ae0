"""docs/keys.md names every kind of key the code makes (SECURITY 1.1)."""

import re
from pathlib import Path

import pytest

import dokaz
from dokaz.access import models, slots
from dokaz.access.models import GenerationPurpose, StatementKind
from dokaz.kernel.sealing import Purpose

SOURCE = Path(dokaz.__file__).parent
PAGE = SOURCE.parent.parent / "docs/keys.md"
MAKES_A_KEY = re.compile(
    r"BoxPair\.new|SignPair\.new|new_file_key\(|X25519Identity\.generate|HybridIdentity\.generate|token_bytes\("
    r"|urandom\((KEY_SIZE|PEPPER_SIZE)\)|derive\(\w+, Purpose\."
)
PRIMITIVES = ("verify/", "kernel/")  # they define the makers; whoever calls them is named


def test_every_label_of_a_derivation_is_on_the_page():
    assert [purpose.value for purpose in Purpose if f"`{purpose.value}`" not in PAGE.read_text()] == []


@pytest.mark.parametrize("kinds", [StatementKind, GenerationPurpose])
def test_every_kind_of_signed_or_wrapped_key_is_on_the_page(kinds):
    assert [kind.value for kind in kinds if f"`{kind.value}`" not in PAGE.read_text()] == []


def test_every_file_that_makes_a_key_is_on_the_page():
    table = "".join(line for line in PAGE.read_text().splitlines() if line.startswith("|"))
    makers = {
        path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if MAKES_A_KEY.search(path.read_text())
    }
    makers = {name for name in makers if not name.startswith(PRIMITIVES)}
    assert "access/ceremonies.py" in makers
    assert {name for name in makers if f"`{name}`" not in table} == set()


def test_every_key_file_of_a_home_is_on_the_page():
    names = [
        slots.HOME_FILE,
        slots.PEPPER_FILE,
        slots.DATABASE_KEY_FILE,
        slots.PEPPER_ESCROW_FILE,
        slots.LOG_ESCROW_FILE,
    ]
    assert [name for name in names if f"`{name}`" not in PAGE.read_text()] == []


def test_no_label_is_used_for_two_keys():
    uses = [
        use
        for path in (SOURCE / "access").glob("*.py")
        for use in re.findall(r"derive\(\w+, (Purpose\.\w+)", path.read_text())
    ]
    assert sorted(uses) == sorted(set(uses))


def test_every_row_says_the_whole_life_of_a_key():
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| **")]
    assert len(rows) >= 20
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 8, row
        assert all(cells), row


def test_no_secret_column_is_called_open():
    """A column of ciphertext is `sealed`; what is left in clear and binary is public or opens nothing."""
    clear = {
        f"{model.__name__}.{name}"
        for model in (models.AccountKeys, models.Wrap, models.LogKey, models.Grant, models.RecoveryShare)
        for name in getattr(model.Sensitivity, "open", set())
        if name in {"sealed", "record_key", "holder", "name"}
    }
    assert clear == set()
