from typing import ClassVar

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _


class DemoError(DokazError):
    """Root of what can go wrong while the invented world is made."""


class ToolMissing(DemoError):
    code: ClassVar[str] = "tool-missing"
    says: ClassVar[str] = _("{tool} is not installed, so this file was not made. Install the Debian package {package}.")


class ToolFailed(DemoError):
    code: ClassVar[str] = "tool-failed"
    says: ClassVar[str] = _("{tool} could not make this file: {reason}")


class FontMissing(DemoError):
    code: ClassVar[str] = "font-missing"
    says: ClassVar[str] = _("The font {font} is not installed. Install the Debian package fonts-dejavu-core.")


class NotAPracticeHome(DemoError):
    code: ClassVar[str] = "not-a-practice-home"
    says: ClassVar[str] = _("{home} is not a practice collection: nothing invented is put into it. Name another.")
