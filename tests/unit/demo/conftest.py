from dataclasses import dataclass
from pathlib import Path

import pytest

from dokaz.demo.records import Made, World
from dokaz.demo.world import make_files, world


@dataclass(frozen=True)
class Written:
    world: World
    folder: Path
    made: list[Made]

    def paths(self, ending: str) -> list[Path]:
        found = [made.path for made in self.made if made.path and made.path.name.lower().endswith(ending)]
        assert found, f"the world holds no {ending}"
        return found


@pytest.fixture(scope="session")
def written(tmp_path_factory) -> Written:
    """The world of seed 1, written once; tests only read it."""
    folder = tmp_path_factory.mktemp("demo")
    return Written(world(1), folder, make_files(world(1), folder))
