"""docs/commands.md says what the programs take: a page that is wrong is worse than none."""

import argparse
import re

import pytest

from dokaz.cli import main
from dokaz.config import environment
from dokaz.custody import api as custody
from dokaz.custody.errors import Refused
from dokaz.verify import command as verifier

EVERYWHERE = {"--help", "--home", "--json", "--passphrase-file", "--as-machine", "--code"}


@pytest.fixture(scope="module")
def page(checkout):
    return (checkout / "docs" / "commands.md").read_text()


@pytest.fixture(scope="module")
def parts(page):
    """Each second-level part by its heading."""
    found = re.split(r"^## (.*)$", page, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def first_cells(text):
    """What stands in code in the first column of every table."""
    return set(re.findall(r"^\| `([^` ]+)[^`]*` \|", text, re.MULTILINE))


def below(parser):
    """The sub-parsers of a parser, by name."""
    return {
        name: sub
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, sub in action.choices.items()
    }


def options(parser):
    """Long options of a parser and of all below it."""
    own = {text for action in parser._actions for text in action.option_strings if text.startswith("--")}
    return own.union(*(options(sub) for sub in below(parser).values()))


def told_options(text):
    return {name for name in first_cells(text) if name.startswith("--")}


def test_every_variable_stands_on_the_page_and_no_other(parts):
    assert first_cells(parts["Variables"]) == {variable.name for variable in environment.ALL}


@pytest.fixture(scope="module")
def told(parts):
    """The part of each command, by its name."""
    return {name: text for heading, text in parts.items() for name in re.findall(r"`dokaz ([a-z-]+)", heading)}


def test_every_command_has_its_part(told, house):
    files = (house / "cli" / "commands").glob("*.py")
    assert set(told) == {file.stem.replace("_", "-") for file in files} - {"--init--"}


def test_every_part_has_the_options_of_its_command(told):
    program = below(main.parser())
    assert {name: told_options(told[name]) for name in program} == {
        name: options(parser) - EVERYWHERE for name, parser in program.items()
    }


def test_the_verifier_has_its_part_with_its_options(parts):
    assert told_options(parts["`dokaz-verify PACKAGE`"]) == options(verifier._parser()) - {"--help"}


def test_every_outcome_and_refusal_of_receiving_is_told(parts):
    told = parts["`dokaz receive PATH…`"]
    outcomes = {str(outcome) for outcome in custody.Outcome} | {"refused"}
    refusals = {error.code for error in Refused.__subclasses__()}
    assert {name for name in first_cells(told) if not name.startswith("--")} == outcomes
    assert set(re.findall(r"`([a-z-]+)`", told.partition("Codes of refusals:")[2].partition("\n\n")[0])) == refusals
