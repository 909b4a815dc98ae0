"""A house that keeps identities: two halves with members of two organisations, contacts, and a key of names."""

import base64
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import connection

from dokaz.access import api as access
from dokaz.demo import agreeing, listing
from dokaz.demo import api as demo
from dokaz.demo import persons as written
from dokaz.names import api as names
from dokaz.people import api as people


@dataclass
class Kept:
    """`by` holds the first half, contacts and the key of names; `second`, of another organisation, the second half."""

    world: object
    second: access.Session
    first_half: UUID
    second_half: UUID
    contacts: UUID

    @property
    def by(self) -> access.Session:
        return self.world.session

    def person(self, pseudonym: str = "Верас", **more: object) -> people.Person:
        asked = {"compartment": self.world.compartment, "pseudonym": pseudonym, "by": self.by, "now": self.world.tick()}
        return people.begin(**{**asked, **more})

    def named(self, *texts: str, **more: object) -> people.Person:
        details = people.IdentityDetails(names=tuple(people.NameForm(name) for name in texts))
        return self.person(identity=details, **more)


def keep(world: object) -> Kept:
    """Make a real world keep identities."""
    second, by = world.second_person(), world.session
    one, contacts = (
        access.add_compartment(name=name, protected=True, by=by, now=world.tick()).id
        for name in ("identities 1", "contacts")
    )
    other = access.add_compartment(name="identities 2", protected=True, by=second, now=world.tick()).id
    access.pair_halves(first=one, second=other, by=by, now=world.tick())
    people.keep(first=one, second=other, contacts=contacts, by=by, now=world.tick())
    access.begin_names(world.compartment, by=by, now=world.tick())
    return Kept(world, second, one, other, contacts)


def needles(texts, *, words, compartment, by):
    """What no database may hold of these names, words and the key of names: in each form in which bytes come to rest."""
    marked = [mark.key for text in texts for way in names.marks(text) for mark in way.marks if len(mark.key) > 4]
    said = [*texts, *(part for text in texts for part in text.split()), *words, *marked]
    told = [form for word in said for form in (word.encode(), word.encode("utf-16-le"), word.lower().encode())]
    every = dict.fromkeys([*told, access.name_key(compartment, by=by)])
    return [form for each in every for form in (each, each.hex().encode(), base64.b64encode(each).rstrip(b"="))]


def decrypted(folder):
    """The bytes of the open embedded database as if nothing in it were encrypted page by page."""
    plain = folder / "plain.db"
    with connection.cursor() as cursor:
        cursor.execute("ATTACH DATABASE %s AS plain KEY ''", [str(plain)])
        cursor.execute("SELECT sqlcipher_export('plain')")
        cursor.fetchall()
        cursor.execute("DETACH DATABASE plain")
    found = plain.read_bytes()
    assert found.startswith(b"SQLite format 3")
    return found


def of_the_demo_world(*, compartment, by):
    """The `needles` of everybody in the demo world: names, births, papers, contacts, and what happened around them."""
    cast = demo.invented_world(1).persons
    rows = [row for row in listing.ROWS if row[1] in _FITTING]
    names_ = [
        written.MAN,
        written.IN_HIS_PASSPORT,
        *(name for each in cast for name in (each.belarusian, each.russian)),
    ]
    names_ += [name for row in rows for name in row[2].split("; ") if name]
    contact = [value for value in asdict(written.REACHED).values() if value]
    births = [written.BORN, *(row[3] for row in rows if len(row[3]) == len(written.BORN))]
    words = [written.PASSPORT, written.HAPPENED, agreeing.IN_THEIR_OWN_WORDS, *births, *contact]
    words += [part for row in rows if row[4] for part in row[4].split("; ")]
    return needles(names_, words=words, compartment=compartment, by=by)


_FITTING = frozenset(row[1] for row in listing.ROWS) - {"somebody's neighbour"}
