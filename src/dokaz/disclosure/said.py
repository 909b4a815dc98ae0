"""What a record of ours says in a field: a reason why there is no answer is no answer."""

from dokaz.kernel.given import Fields, first_day, is_said, last_day, lines, text

__all__ = ["Fields", "first_day", "is_said", "last_day", "lines", "text"]
