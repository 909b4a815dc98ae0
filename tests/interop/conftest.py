"""Foreign programs that check our formats."""

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def program():
    """Give the path of an installed program; without it skip with a reason, or fail where CI=true."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("CI") == "true":
            pytest.fail(f"the program {name} must be installed for the checks")
        if path is None:
            pytest.skip(f"the program {name} is not installed")
        return path

    return find
