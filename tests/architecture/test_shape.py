"""The shape of the source: budgets, names, READMEs, settings, and no socket in a test."""

import ast
import re
import socket

import pytest
from pytest_socket import SocketBlockedError

SHRUGS = {"utils", "util", "helpers", "helper", "common", "managers", "signals", "misc"}


@pytest.fixture(scope="module")
def sources(house):
    return [path for path in house.rglob("*.py") if "migrations" not in path.parts]


def test_no_file_is_over_500_lines(house):
    assert {
        path.name: lines for path in house.rglob("*.py") if (lines := len(path.read_text().splitlines())) > 500
    } == {}


def long_functions(path, limit):
    functions = (
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [f"{path.name}:{node.name}" for node in functions if node.end_lineno - node.lineno + 1 > limit]


def test_no_function_is_over_60_lines(sources):
    assert [name for path in sources for name in long_functions(path, 60)] == []


def test_nothing_is_named_after_being_leftover(house):
    names = {path for path in house.rglob("*") if path.stem in SHRUGS and (path.is_dir() or path.suffix == ".py")}
    assert names == set()


def test_every_package_says_on_one_page_what_it_is(house, packages):
    sites = [f"web/{site.parent.name}" for site in house.glob("web/*/__init__.py")]
    assert [name for name in [*packages, *sites] if not (house / name / "README.md").is_file()] == []


def test_a_package_that_is_not_built_exports_nothing(house, packages):
    unbuilt = [name for name in packages if "Not built yet" in _text(house / name / "README.md")]
    exporting = [name for name in unbuilt for path in (house / name).rglob("*.py") if path.read_text().strip()]
    assert exporting == []


def _text(path):
    return path.read_text() if path.is_file() else ""


def test_every_variable_of_the_environment_is_listed(checkout):
    from dokaz.config import environment

    listed = {variable.name for variable in environment.ALL}
    folders = ("src", "tools", "benchmarks", ".ci")
    files = [path for folder in folders for path in (checkout / folder).rglob("*") if path.suffix in {".py", ".sh", ""}]
    texts = [path.read_text() for path in [*files, checkout / "Makefile"] if path.is_file()]
    assert {name for text in texts for name in re.findall(r"\bDOKAZ_[A-Z][A-Z_]*[A-Z]\b", text)} <= listed


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_no_test_can_open_a_socket():
    with pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
