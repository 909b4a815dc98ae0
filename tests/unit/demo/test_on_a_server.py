"""The demo world in a database on a server, as its back-up program writes it down."""

from datetime import timedelta

import pytest
from django.db import connection
from tests import light
from tests.conftest import BEGAN
from tests.persons import of_the_demo_world

from dokaz.access import api as access
from dokaz.demo import api as demo
from dokaz.people import api as people


class Clock:
    """A second later each time it is read."""

    now = BEGAN

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_a_dump_of_the_whole_demo_world_tells_no_name_no_contact_and_no_key(
    engine, based, cluster, monkeypatch, tmp_path
):
    for verb in light.verbs():
        monkeypatch.setitem(verb.__kwdefaults__, "cost", light.cost())
    based("prepared")
    home, now = tmp_path / "practice", Clock()
    founder = demo.practise(home, now=now)
    demo.inhabit(home, by=founder, now=now)
    refs = demo.enter_persons(home, world=demo.invented_world(1), by=founder, now=now)
    demo.enter_consents(home, refs=refs, by=founder, now=now)
    demo.bring_list(by=founder, now=now)
    (found,) = people.look_up(
        demo.SPELLINGS[0], by=founder, now=now()
    )  # neither this nor the next leaves a name behind
    people.ask_unmask(found.person.id, reason="to warn him", by=founder, now=now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (base,) = cursor.fetchone()
    stored = cluster.dump(base)
    everybody = people.persons(by=founder, now=now())
    assert len(everybody) == len(refs) + 5
    assert all(each.ref.encode() in stored for each in everybody)  # the search finds what is there
    sought = of_the_demo_world(compartment=access.compartment("archive", by=founder).id, by=founder)
    assert [needle for needle in sought if needle in stored] == []
