"""The office with a clock that goes on by two hours each time it is read: `python -m benchmarks.hurried HOME PORT`.

So whoever tries names in vain has waited long enough before each next try, by the same code as everywhere: the
slowing down is at work, and nothing of it is switched off. For signing in only; no session would last.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks import house, visitors
from dokaz.access import api as access
from dokaz.cli import serve
from dokaz.config import homes, office
from dokaz.database import api as database
from dokaz.kernel import clock
from dokaz.web.office.site import Office

STEP = timedelta(hours=2)  # the longest wait is one


@contextmanager
def site(home: Path) -> Iterator[visitors.Site]:
    command = lambda port: [sys.executable, "-m", "benchmarks.hurried", str(home), str(port)]  # noqa: E731
    with visitors.serving(command, path="/health") as served:
        yield served


def main(home: str, port: str) -> None:
    machine = homes.serve(Path(home), passphrase=house.PASSPHRASE, now=clock.now())
    with clock.showing(clock.Clock(clock.now(), STEP)):
        made = office.application(Office(Path(home), machine, access.collection(), f"http://localhost:{port}"))
        database.let_go()
        serve.start(made, bind=f"127.0.0.1:{port}")


if __name__ == "__main__":
    main(*sys.argv[1:])
