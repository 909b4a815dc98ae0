"""Each contract in pyproject.toml holds now, and each is broken by what it forbids."""

import json
import os
import shutil
import subprocess
import sys
import tomllib

import pytest
from tests.architecture.plants import PLANTS

RECEIVING_MAY = {"postbox", "design", "kernel", "verify", "database"}
DESK_MAY_ABOVE_CUSTODY = {"releases"}


@pytest.fixture(scope="module")
def settings(checkout):
    return tomllib.loads((checkout / "pyproject.toml").read_text())["tool"]


@pytest.fixture(scope="module")
def contracts(settings):
    return {contract["id"]: contract for contract in settings["importlinter"]["contracts"]}


@pytest.fixture(scope="module")
def layers(contracts):
    return [layer.split(" | ") for layer in contracts["layers"]["layers"]]


@pytest.fixture(scope="module")
def answers(checkout, tmp_path_factory):
    """What lint-imports says to each planted violation, in one copy and one process."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(checkout / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(checkout / "tools", copy / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(checkout / "pyproject.toml", copy)
    run = subprocess.run(
        [sys.executable, "-B", checkout / "tests/architecture/plants.py", copy / "src/dokaz"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_the_house_keeps_its_contracts(answers):
    code, said = answers["as it stands"]
    assert code == 0, said


@pytest.mark.parametrize("violation", PLANTS)
def test_a_planted_violation_is_refused(answers, violation):
    culprit = PLANTS[violation][2]
    code, said = answers[violation]
    assert code == 1
    assert culprit in said.replace("\n", " ")


def test_every_contract_has_a_planted_violation_and_says_what_to_do_instead(contracts):
    assert {contract for contract, _, _ in PLANTS.values()} == set(contracts)
    assert [name for name, contract in contracts.items() if not contract.get("broken_contract_guidance")] == []


def test_every_package_has_its_place(layers, packages):
    assert sorted(name for layer in layers for name in layer) == packages


def forbidden(contract):
    return {module.removeprefix("dokaz.") for module in contract["forbidden_modules"]}


def test_a_package_is_closed_to_the_receiving_sites_until_it_is_named(contracts, packages):
    assert forbidden(contracts["receiving_sites"]) == set(packages) - RECEIVING_MAY - {"web"}


def test_the_desk_sees_releases_custody_and_what_lies_below(contracts, packages, layers):
    assert forbidden(contracts["desk"]) == set(packages) - below(layers, "custody") - DESK_MAY_ABOVE_CUSTODY - {"web"}


def test_the_witness_sees_the_journal_and_what_lies_below(contracts, packages, layers):
    assert forbidden(contracts["witness"]) == set(packages) - below(layers, "journal") - {"web"}


def below(layers, name):
    start = next(place for place, layer in enumerate(layers) if name in layer)
    return {package for layer in layers[start:] for package in layer}


def test_everything_but_adapters_and_the_demo_is_cut_off_from_the_network(contracts, packages):
    closed = {module.removeprefix("dokaz.") for module in contracts["network"]["source_modules"]}
    assert closed == set(packages) - {"adapters", "demo"}


def test_ruff_and_import_linter_ban_the_same_ways_out(settings, contracts):
    banned = settings["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    ways_out = {name for name in banned if not name.startswith("datetime")}
    # import-linter sees no further than the top name of what is not ours, and http and urllib have harmless parts.
    only_ruff = {"http.client", "http.server", "urllib.request"}
    assert ways_out - only_ruff == set(contracts["network"]["forbidden_modules"])
    assert only_ruff <= ways_out


def test_ruff_lifts_the_ban_only_where_the_house_says(settings):
    lifted = {
        where for where, rules in settings["ruff"]["lint"]["per-file-ignores"].items() if {"TID251", "ALL"} & set(rules)
    }
    inside = {where for where in lifted if where.startswith(("src", "**"))}
    assert inside == {
        "src/dokaz/adapters/**",
        "src/dokaz/demo/**",
        "src/dokaz/verify/shipped/*.py",
        "**/migrations/**",
    }
