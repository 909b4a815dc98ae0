"""Which word of a name is the surname, the given name, the patronymic: every likely way, the likeliest first."""

from dataclasses import replace

from dokaz.names.patronymics import mistyped
from dokaz.names.tokens import Token

Roles = tuple[Token | None, Token | None, tuple[Token, ...]]  # given name, patronymic, surname
_WAYS = 3  # no name is tried in more
_WORDS = 12  # more are no name: they are kept together and not taken apart


def ways(words: list[Token], *, comma: bool) -> list[Roles]:
    count = len(words)
    if count == 3:
        return _of_three(*words, comma=comma)
    if count == 2:
        return _of_two(*words, comma=comma)
    return [_of_one(words[0]) if words else (None, None, ())] if count < 2 else _of_many(words, comma=comma)


def _of_one(word: Token) -> Roles:
    return (word, None, ()) if word.given.plain and not word.attested else (None, None, (word,))


def _of_two(one: Token, two: Token, *, comma: bool) -> list[Roles]:
    if one.likely > two.likely and not (comma and two.likely):
        straight: Roles = (one, None, (two,))  # Иван Петрович: perhaps no surname at all
        return [straight, (one, two, ())] if two.of_known_father else [straight]
    if two.likely > one.likely or comma:
        return [(two, None, (one,))]
    return [(one, None, (two,)), (two, None, (one,))]


def _of_three(one: Token, two: Token, three: Token, *, comma: bool) -> list[Roles]:
    if not one.patronymic and not comma:
        if three.patronymic and two.likely and not two.patronymic:
            return [(two, three, (one,))]
        if two.patronymic and one.likely and not three.patronymic:
            return [(one, two, (three,))]
    return _of_many([one, two, three], comma=comma)


def _of_many(words: list[Token], *, comma: bool) -> list[Roles]:
    if len(words) > _WORDS:
        return [(None, None, tuple(words))]
    choices = sorted(_choices(words, comma=comma), key=lambda choice: -choice[0])
    if not choices:
        return [_with_mistyped(words) or _without_patronymic(words, comma=comma)]
    best = choices[0][0]
    return [roles for fits, roles in choices if fits >= best - 1][:_WAYS]


def _choices(words: list[Token], *, comma: bool) -> list[tuple[int, Roles]]:
    """Every word that may be a patronymic, with the given name that goes with it, and how well they go together."""
    found: list[tuple[int, Roles]] = []
    for place, word in enumerate(words):
        if word.patronymic and not (comma and place == 0):
            given = _given_beside(words, place)
            if given is not None:
                family = tuple(each for at, each in enumerate(words) if at not in (place, given))
                found.append((_fits(words, given, place), (words[given], word, family)))
    return found


def _fits(words: list[Token], given: int, place: int) -> int:
    """A patronymic stands behind the given name, and both at an end of the whole."""
    at_an_end = given == 0 or place == len(words) - 1
    return 4 * (given == place - 1) + 2 * words[place].of_known_father + 2 * words[given].likely + at_an_end


def _given_beside(words: list[Token], place: int) -> int | None:
    """The given name before a patronymic; else the likeliest elsewhere."""
    if place and words[place - 1].likely:
        return place - 1
    best = max((at for at in range(len(words)) if at != place), key=lambda at: words[at].likely)
    if words[best].likely:
        return best
    return place - 1 if place else None


def _with_mistyped(words: list[Token]) -> Roles | None:
    """The word behind a given name that is nearly a patronymic."""
    for place, word in enumerate(words[1:], 1):
        if words[place - 1].likely and not word.attested and (father := mistyped(word.sounds)):
            family = tuple(each for at, each in enumerate(words) if at not in (place, place - 1))
            return words[place - 1], replace(word, patronymic=father), family
    return None


def _without_patronymic(words: list[Token], *, comma: bool) -> Roles:
    best = max(range(len(words)), key=lambda at: (words[at].likely, comma and at > 0, -at))
    if not words[best].likely:
        return None, None, tuple(words)
    return words[best], None, tuple(each for at, each in enumerate(words) if at != best)
