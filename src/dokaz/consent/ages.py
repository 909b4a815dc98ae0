"""When somebody comes of age."""

from datetime import date

_OF_AGE = 18  # Convention on the Rights of the Child, Article 1


def of_age(born: date) -> date:
    """The day on which somebody born on this day comes of age."""
    try:
        return born.replace(year=born.year + _OF_AGE)
    except ValueError:  # born on 29 February: of age on 1 March of a year without one
        return date(born.year + _OF_AGE, 3, 1)
