"""What `make setup` installs is named, locked and explained."""

import re

import pytest


@pytest.fixture(params=["core", "demo", "dev"])
def locked(request, checkout):
    return (checkout / "requirements" / f"{request.param}.txt").read_text()


@pytest.fixture(scope="module")
def makefile(checkout):
    return (checkout / "Makefile").read_text()


def pins(text):
    """Each pinned name with the lines that follow it, up to the next."""
    return re.findall(r"^([a-z0-9-]+)==\S+ \\\n((?:    .*\n)+)", text, re.MULTILINE)


def test_every_library_is_pinned_with_a_hash(locked):
    names = [name for name, _ in pins(locked)]
    assert names == re.findall(r"^([A-Za-z0-9][^=\s]*)==", locked, re.MULTILINE)
    assert [name for name, lines in pins(locked) if "--hash=sha256:" not in lines] == []


def test_no_address_is_written_into_the_lock(locked):
    assert re.findall(r"^.*(?:https?:|file:/|--index|--extra|--find|--trusted).*$", locked, re.MULTILINE) == []


@pytest.mark.parametrize("part", ["core", "demo", "dev"])
def test_every_named_library_is_locked_and_explained(checkout, part):
    named = [line for line in (checkout / f"requirements/{part}.in").read_text().splitlines() if line[:1].isalnum()]
    lock = {name for name, _ in pins((checkout / f"requirements/{part}.txt").read_text())}
    assert [line for line in named if "#" not in line] == []
    assert {re.split(r"[\s<>=#\[]", line)[0].lower().replace("_", "-") for line in named} <= lock


@pytest.mark.parametrize("name", ["debian.txt", "debian-soak.txt"])
def test_every_debian_package_says_what_is_off_without_it(checkout, name):
    lines = [line for line in (checkout / name).read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9.+-]+ +# .+ without .+", line)] == []


def test_every_target_has_a_line_of_help(makefile):
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()
    assert {"demo", "test", "setup", "check", "soak", "bench", "serve", "clean", "lock"} <= set(targets)
    assert [target for target in targets if not re.search(rf"^{target}:.* ## .", makefile, re.MULTILINE)] == []
