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
