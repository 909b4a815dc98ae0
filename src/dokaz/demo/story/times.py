from datetime import datetime, timedelta, timezone

MINSK = timezone(timedelta(hours=3))


def at(text: str) -> datetime:
    """Read "2020-09-13 18:02" as the clock of Minsk, which has kept UTC+3 since 2011."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=MINSK)
