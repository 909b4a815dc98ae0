"""Which record of ours was written down under which: contacts under their authority, searches under their request."""

from dokaz.disclosure.models import Belonging
from dokaz.records import api as records

_ties = records.Ties(Belonging)

begin_under = _ties.begin_under
under, under_many, ids_under = _ties.under, _ties.under_many, _ties.ids_under
counting, counting_many = _ties.counting, _ties.counting_many
parent_of, parents_of, above = _ties.parent_of, _ties.parents_of, _ties.above
named = records.named
