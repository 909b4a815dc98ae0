"""What every api.py keeps to, so that a call site reads as a sentence."""

import importlib
import inspect
import re

import pytest


@pytest.fixture(scope="module")
def doors(models, house):
    """Every api of the house; models first, because an api may load them."""
    return [importlib.import_module(f"dokaz.{path.parent.name}.api") for path in sorted(house.glob("*/api.py"))]


@pytest.fixture(scope="module")
def verbs(doors):
    return [
        (f"{door.__name__}.{name}", getattr(door, name))
        for door in doors
        for name in door.__all__
        if inspect.isfunction(getattr(door, name))
    ]


@pytest.fixture(scope="module")
def nouns(doors):
    """Public classes that are not errors: the words a reader of the api has to know."""
    return sorted(
        {
            name
            for door in doors
            for name in door.__all__
            if inspect.isclass(thing := getattr(door, name)) and not issubclass(thing, BaseException)
        }
    )


def test_every_door_says_what_it_exports(doors):
    assert [door.__name__ for door in doors if not getattr(door, "__all__", None)] == []


def is_positional(parameter):
    return parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)


READ_AS_A_SENTENCE = {
    "dokaz.access.api.require",  # access.require(by, Permission.RECEIVE_EVIDENCE), as STYLE writes it
    "dokaz.records.api.differences",  # records.differences(before, after)
    "dokaz.records.api.judge",  # records.judge(PERSON, one, other, judgement=…)
    "dokaz.names.api.compare",  # names.compare(one, other): neither is before the other
}


def test_after_the_first_argument_everything_is_named(verbs):
    loose = [
        name
        for name, verb in verbs
        if name not in READ_AS_A_SENTENCE
        and any(is_positional(parameter) for parameter in list(inspect.signature(verb).parameters.values())[1:])
    ]
    assert loose == []


def is_typed(verb):
    signature = inspect.signature(verb)
    annotations = [signature.return_annotation, *(parameter.annotation for parameter in signature.parameters.values())]
    return inspect.Signature.empty not in annotations


def test_every_verb_is_typed(verbs):
    assert [name for name, verb in verbs if not is_typed(verb)] == []


def test_every_verb_says_what_a_caller_may_rely_on(verbs):
    assert [name for name, verb in verbs if not inspect.getdoc(verb)] == []


def as_words(noun):
    """`TreeHead` as "tree head"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", noun).lower()


def rows(checkout):
    lines = (checkout / "docs" / "words.md").read_text().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]


def test_every_noun_of_a_door_has_its_word_in_three_languages(checkout, nouns):
    known = {row[0].strip("`") for row in rows(checkout)}
    assert [noun for noun in nouns if as_words(noun) not in known] == []


def test_every_word_is_given_once_and_in_full(checkout):
    table = rows(checkout)
    codes = [row[0] for row in table]
    assert sorted(codes) == sorted(set(codes))
    assert [row[0] for row in table if len(row) != 5 or not all(row)] == []
