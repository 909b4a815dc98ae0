"""Uncertain dates: what a person knows about when, and nothing more (DESIGN 5, rule 4).

`Span` is read from and written as EDTF level 1 (ISO 8601-2:2019, annex A). A span keeps the precision it was given:
"August 2020" never becomes 1 August at midnight. Times are civil times at the place; an instant becomes one by naming
the zone: `Span.at(instant, zone=…)`.
"""

from dokaz.kernel.dates.doubt import Doubt, Holds, Precision
from dokaz.kernel.dates.moments import OPEN, UNKNOWN, Edge, Moment
from dokaz.kernel.dates.spans import Span
from dokaz.kernel.dates.words import in_words

__all__ = ["OPEN", "UNKNOWN", "Doubt", "Edge", "Holds", "Moment", "Precision", "Span", "in_words"]
