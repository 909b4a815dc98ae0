"""What keeps somebody from being told what went, beside what keeps anybody from turning to them; and a package here.

RequestError … WitnessError: PersonMissing, PersonInDanger, ContactNotAgreed (requests.errors)
└── TellingMissing   what they were told, when and how is not written down
DisclosureError
└── PackageStays     it was made, and may not go any more
"""

from dokaz.disclosure.errors import DisclosureError
from dokaz.disclosure.requests.errors import WitnessError
from dokaz.kernel.languages import _


class TellingMissing(WitnessError):
    code = "telling-missing"
    says = _("Write down by which way and when they were told, and what they were told in which words.")


class PackageStays(DisclosureError):
    code = "package-stays"
    says = _(
        "{package} was made, and may not go any more: since then somebody in it took back their consent or is in "
        "danger, or you do not see all of it. Look at its release, and write down there whether they already have it."
    )
