"""The way to every page about the house itself: its keys, proofs, machines and rules, each with a sentence."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as later

from dokaz.access import api as access


@dataclass(frozen=True, slots=True)
class Room:
    """A page by the name of its address; without `permission` it is for everybody who is signed in."""

    name: str
    title: Promise
    sentence: Promise
    permission: access.Permission | None = None

    @property
    def href(self) -> str:
        return reverse(self.name)


ROOMS = (
    Room(
        "approvals",
        later("Approvals"),
        later("What waits for a second person, what you asked for, and what was approved or refused."),
    ),
    Room(
        "compartments",
        later("Compartments"),
        later("Who may know what: members, machines and keys of each compartment you may see."),
    ),
    Room(
        "keeping", later("Where identities are kept"),
        later("The two halves of identities, and the compartment of contacts."), access.Permission.MANAGE_COMPARTMENTS,
    ),
    Room("roles", later("Roles"), later("What each role lets a person do.")),
    Room(
        "objects", later("Physical objects"), later("Where each is, who has it, and every change of hands."),
        access.Permission.SEE_ITEMS,
    ),
    Room(
        "authorities", later("Authorities"),
        later("Who may ask us or be offered something, how they are reached, and what they call for."),
        access.Permission.SEE_REQUESTS,
    ),
    Room(
        "consent-texts", later("Texts of consent"), later("What people are told before they are asked for consent."),
        access.Permission.SEE_CONSENT,
    ),
    Room(
        "reviews", later("Records that wait"),
        later("What is your turn, what waits for a review, and all records of each kind."),
    ),
    Room(
        "word-lists", later("Lists of words and labels"),
        later("Words to choose from in three languages, and labels with their written method."),
    ),
    Room(
        "record-fields", later("Fields of records"), later("What each kind of record holds, and adding to it."),
        access.Permission.MANAGE_WORDS,
    ),
    Room(
        "imports", later("Imports"), later("Bring in a table of records after a dry run, or take it back."),
        access.Permission.IMPORT_RECORDS,
    ),
    Room(
        "fixity", later("Unchanged files"), later("Whether every file is as it was received, and checking it again."),
        access.Permission.CHECK_FIXITY,
    ),
    Room(
        "log", later("The log and its witnesses"),
        later("Checkpoints of the journal, and who outside keeps them."), access.Permission.VERIFY_JOURNAL,
    ),
    Room(
        "work", later("Background work"), later("What waits, what is under way, and what stopped and why."),
        access.Permission.RUN_JOBS,
    ),
    Room(
        "backups", later("Back-ups"), later("How old the newest is, to whom it is sealed, and whether one was tried."),
        access.Permission.BACK_UP,
    ),
    Room(
        "recovery", later("Recovery"), later("The recovery shares, and the drill that shows whether they open."),
        access.Permission.RENEW_RECOVERY,
    ),
    Room("alarms", later("Alarms"), later("What the house noticed about others."), access.Permission.GUARD),
    Room("delays", later("Bulk acts that wait"), later("See and stop them."), access.Permission.GUARD),
    Room("compromises", later("Compromise"), later("Mark what may be in other hands."), access.Permission.GUARD),
    Room("leavings", later("Who leaves"), later("What ends when somebody leaves."), access.Permission.MANAGE_ACCOUNTS),
    Room(
        "canaries", later("Canary records"), later("Items and persons that alarm when opened."), access.Permission.GUARD
    ),
)  # fmt: skip


def open_to(allowed: Collection[access.Permission]) -> list[Room]:
    """The rooms for whoever has these permissions."""
    return [room for room in ROOMS if room.permission is None or room.permission in allowed]
