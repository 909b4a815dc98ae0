"""What says which record was written down under which keeps its spelling, wherever its model comes from."""

from uuid import UUID

from dokaz.database import api as database
from dokaz.disclosure.models import Belonging

SPELT = "c2899f37bce40e27b3c47e6c4e9f3cd94b0fc799d01168c260124a2d18cc6760"  # by the version that had it for itself


def test_the_rows_of_disclosure_are_spelt_as_they_always_were():
    row, parent, record, place = (UUID(int=number) for number in range(1, 5))
    made = Belonging(id=row, parent=parent, record=record, kind="search", compartment_id=place, generation=1)
    assert database.digest(made) == database.RecordDigest("disclosure.belonging", str(row), SPELT)
