"""Background work: asked for, leased and ended, each in a transaction of its own, beside as many plain writes."""

from django.db import connection, transaction

from benchmarks import house, served
from benchmarks.measuring import Figures, Found, Line, Place, timed
from dokaz.jobs import api as jobs
from dokaz.kernel import clock

ROUNDS = 3
HANDLER = "benchmark:item:look"
_TABLE = "CREATE TABLE plain_job (id integer PRIMARY KEY, state varchar(20) NOT NULL, told varchar(100) NOT NULL)"


def setup(place: Place) -> Figures:
    house.make(place.home)
    return {}


def ours(place: Place) -> Figures:
    with house.copied(place.home, place.output):
        return _queue(place)


def served_queue(place: Place) -> Figures:
    with served.home(place), house.opened(place.output / "home"):
        return _queue(place)


def plain(place: Place) -> Figures:
    """What a queue cannot do without on this database: a row, and two changes of it, each durable."""
    amount = place.of(2_000)
    figures: Figures = {"amount": float(amount)}
    with house.copied(place.home, place.output), connection.cursor() as cursor:
        cursor.execute(_TABLE)
        with timed(figures, "put"):
            for number in range(amount):
                cursor.execute("INSERT INTO plain_job VALUES (%s, 'waiting', 'E-7K3F-9QXMT')", [number])
        with timed(figures, "run"):
            for number in range(amount):
                for state in ("running", "done"):
                    cursor.execute("UPDATE plain_job SET state = %s WHERE id = %s", [state, number])
    return figures


RIVALS = {"postgres": served_queue, "plain": plain}


def _queue(place: Place) -> Figures:
    amount = place.of(2_000)
    figures: Figures = {"amount": float(amount)}
    with timed(figures, "put"):
        for number in range(amount):
            with transaction.atomic():
                jobs.enqueue(HANDLER, arguments={"ref": "E-7K3F-9QXMT"}, key=f"look:{number}", now=clock.now())
    with timed(figures, "run"):
        while (lease := _claimed()) is not None:
            with jobs.finishing(lease, now=clock.now()):
                pass
    assert jobs.counts()[jobs.JobState.DONE] == amount
    return figures


def _claimed() -> jobs.Lease | None:
    return jobs.claim(owner="first", handlers=(HANDLER,), queues=("default",), now=clock.now())


def lines(found: Found) -> list[Line]:
    mine, server, bare = ({name: _rate(found[step], name) for name in ("put", "run")} for step in ("ours", *RIVALS))
    words = {"put": ("ask for a job", "an insert"), "run": ("lease a job and end it", "two updates")}
    made = [
        Line(
            f"{work}, embedded database",
            f"{mine[name]:,.0f} jobs/s",
            f"{bare_work} by hand: {bare[name]:,.0f} jobs/s",
            f"{mine[name] / bare[name]:.2f}",
        )
        for name, (work, bare_work) in words.items()
    ]
    made += [Line(f"{work}, on PostgreSQL", f"{server[name]:,.0f} jobs/s") for name, (work, _) in words.items()]
    return made


def _rate(figures: Figures, name: str) -> float:
    return figures["amount"] / figures[name]
