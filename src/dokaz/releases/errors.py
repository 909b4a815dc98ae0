"""What can be wrong with what is written about a release.

ReleaseError
└── CopyWentOut     the chain of an item says that a copy left the house, so the release stays in the register
"""

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _
from dokaz.records import api as records


class ReleaseError(DokazError):
    code = "release"
    says = _("This cannot be done with the release.")


class CopyWentOut(ReleaseError, records.StateError):
    code = "copy-went-out"
    says = _(
        "Nothing shows that no copy left the house in this package, so it stays in the register. Where they gave it "
        "back or destroyed it, say that it has ended; where it must come back, write a recall."
    )
