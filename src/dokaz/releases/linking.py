"""What was written down under which release."""

from dokaz.records import api as records
from dokaz.releases.models import Belonging

ties = records.Ties(Belonging)
