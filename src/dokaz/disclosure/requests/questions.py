"""What is judged about a request: of each item that was found, whether it is relevant to it."""

from dokaz.access.api import Permission
from dokaz.records import api as records

RELEVANT = records.PairQuestion(
    code="relevant",
    module="disclosure",
    sees=Permission.SEE_REQUESTS,
    writes=Permission.WORK_ON_REQUESTS,
    directed=True,
)
