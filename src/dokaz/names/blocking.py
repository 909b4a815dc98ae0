"""Keys by which a name is found again in any spelling, before it is compared."""

from dokaz.names import folding, given_names
from dokaz.names.parsing import Name, parsed
from dokaz.names.tokens import Token

LEAST = 3


def keys(name: str) -> frozenset[str]:
    taken = parsed(name)
    found = frozenset(key for word in taken.words for key in _of(word))
    long = frozenset(key for key in found if len(key) >= LEAST)
    return long or found or _of_initials(taken)


def _of(word: Token) -> frozenset[str]:
    """Skeletons of every reading; where they are short, the sounds themselves; and the names a given name may stand for."""
    if word.parts:
        return frozenset().union(*(_of(part) for part in word.parts))
    return frozenset(_key(stem) for stem in word.stems) | _of_given(word)


def _key(stem: str) -> str:
    skeleton = folding.skeleton(stem)
    return skeleton if len(skeleton) >= LEAST else stem


def _of_given(word: Token) -> frozenset[str]:
    return frozenset(_CANONICAL[number] for number in word.given.all)


def _of_initials(name: Name) -> frozenset[str]:
    letters = "".join(sorted("".join(sorted(letter.sounds))[:1] for letter in name.initials))
    return frozenset({letters}) if letters else frozenset()


_CANONICAL = tuple("given." + given_names.sounds_of(given.russian[0])[0] for given in given_names.GIVEN)
