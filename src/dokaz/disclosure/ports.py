"""What disclosure needs from outside: programs that make redacted copies, look through them, and print papers."""

from dokaz.disclosure.pressing import PROGRAM as PRINTING
from dokaz.disclosure.redacting.marks import RedactionForm, RedactionPlan
from dokaz.disclosure.redacting.redactors import RedactedCopy, Redactor
from dokaz.disclosure.report.printers import Printed, Printer

__all__ = ["PRINTING", "Printed", "Printer", "RedactedCopy", "RedactionForm", "RedactionPlan", "Redactor"]
