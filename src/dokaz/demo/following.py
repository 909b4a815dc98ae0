"""What became of the package that left the invented world: a receipt, and a question nobody has answered yet.

And an order of a court, which was refused.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from dokaz.access import api as access
from dokaz.disclosure import api as disclosure
from dokaz.records import api as records
from dokaz.releases import api as releases

Now = Callable[[], datetime]
DAYS_TO_ANSWER, DAYS_TO_KEEP = 14, 3 * 365
SAID = "Said in a call to their registry (invented)."
REFUSED = "All of it: nobody who is in it agreed to it (invented)."
AGREED = "They give it back or destroy it when the investigation ends, and ask before they pass it on (invented)."


def follow(package: disclosure.Package, *, by: access.Session, now: Now) -> releases.Release:
    """Write down what was agreed, that they have it, that they want to pass it on; and what a court wanted besides."""
    (release,) = releases.of_packages([package.ref], by=by, now=now())
    agreed = {"until": _day(now, DAYS_TO_KEEP), "agreed": AGREED, "transfer": "49-1-e"}
    held = releases.write_anew(
        release.held, fields=agreed, seen=release.held.number, reason=SAID, by=by, now=now()
    )  # fmt: skip
    receipt = {
        "by_whom": "Registry (invented)", "on": _day(now), "way": "phone", "fingerprint": "read-aloud", "note": SAID,
    }  # fmt: skip
    releases.write_under(release, kind=releases.RECEIPT, fields=receipt, by=by, now=now())
    records.move(release.id, move="confirm", seen=held.number, comment=SAID, by=by, now=now())
    question = {
        "began": "they-ask", "whom": "A prosecutor of another State (invented)",
        "purpose": "A case about the same square (invented)", "asked_on": _day(now),
        "answer_by": _day(now, DAYS_TO_ANSWER),
    }  # fmt: skip
    releases.write_under(release, kind=releases.USE, fields=question, by=by, now=now())
    _refuse_order(release.held.compartment, by, now)
    return releases.release(release.id, by=by, now=now())


def _refuse_order(compartment: UUID, by: access.Session, now: Now) -> None:
    order = {
        "body": "Regional court (invented)", "state": "lt", "order": "2-INV/2026 (invented)", "on": _day(now),
        "demanded": "Everything that was filmed on the square (invented)", "answer_by": _day(now, DAYS_TO_ANSWER),
        "counsel": "Counsel of the house (invented)", "counsel_on": _day(now),
        "advice": "The order names no statute under which it could be enforced (invented).", "refused": REFUSED,
        "told": "Those of the house who went through these files (invented)", "told_on": _day(now),
    }  # fmt: skip
    releases.record_compelled(fields=order, compartment=compartment, by=by, now=now())


def _day(now: Now, days: int = 0) -> str:
    return (now() + timedelta(days=days)).date().isoformat()
