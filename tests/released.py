"""Releases as they come into the register, without the making of a package, for tests of what comes after."""

from dokaz.kernel import codes
from dokaz.releases import api as releases


def entered(world, refs, *, compartment=None, **fields) -> releases.Release:
    """These items went to Lithuania in one package, as far as the register says."""
    place = compartment or world.compartment
    numbers = {ref: f"X-{number:04}" for number, ref in enumerate(refs, 1)}
    given = {"recipient": "authority:lt", "purpose": "justice", "form": "named", "language": "en", **fields}
    made = releases.MadePackage(
        package=str(codes.Code.new(codes.Kind.PACKAGE)), tag_manifest="0" * 64,
        parts=(releases.MadePart(place, numbers),), **given,
    )  # fmt: skip
    return releases.open_release(made, compartment=place, by=world.session, now=world.tick())


RECEIPT = {"by_whom": "Аддзел", "on": "2026-03-10", "way": "phone", "fingerprint": "read-aloud"}
USE = {
    "began": "they-ask",
    "whom": "Суд у Вільні",
    "purpose": "Справа 7",
    "asked_on": "2026-03-11",
    "answer_by": "2026-03-20",
}
RECALL = {"cause": "withdrawal", "extent": "all", "what": "Знішчыце ўсё", "whom": "Аддзел"}
SENT = {"sent_on": "2026-03-12", "way": "mail", "answer_by": "2026-03-19"}
NOTICE = {"article": "14", "whom": "усе, хто ў ёй", "on": "2026-03-12", "said": "Што перададзена"}
ORDER = {
    "body": "Суд", "state": "lt", "order": "1-22/2026", "on": "2026-03-02", "demanded": "Усе запісы",
    "answer_by": "2026-03-09",
}  # fmt: skip
