"""The whole text of a file, letter by letter as `words` counts them, for whoever marks it."""

from dokaz.adapters.parsers import texts

from .. import plain
from ..answers import TOO_MUCH, Failed, Said, answer, evidence

_LONGEST = 16 * 1024 * 1024


def main() -> Said:
    with evidence() as stream:
        text, encoding = texts.decoded(stream.read())
    if len(text) > _LONGEST:
        raise Failed(TOO_MUCH)
    return {"encoding": plain.named(encoding)}, text.encode("utf-8", "replace")


if __name__ == "__main__":
    answer(main)
