"""What disclosure needs from outside: programs that make redacted copies, and look through them."""

from dokaz.disclosure.redacting.marks import RedactionForm, RedactionPlan
from dokaz.disclosure.redacting.redactors import RedactedCopy, Redactor

__all__ = ["RedactedCopy", "RedactionForm", "RedactionPlan", "Redactor"]
