"""What keeps somebody from being told what went: beside what keeps anybody from turning to them.

RequestError … WitnessError: PersonMissing, PersonInDanger, ContactNotAgreed (requests.errors)
└── TellingMissing   what they were told, when and how is not written down
"""

from dokaz.disclosure.requests.errors import WitnessError
from dokaz.kernel.languages import _


class TellingMissing(WitnessError):
    code = "telling-missing"
    says = _("Write down by which way and when they were told, and what they were told in which words.")
