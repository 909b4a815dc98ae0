"""Keys by which a name is found again in any spelling, before it is compared."""

from dokaz.names import folding, given_names
from dokaz.names.parsing import Name, parsed
from dokaz.names.tokens import Token

_LEAST = 3  # letters of a skeleton that tells names apart
_CERTAIN = 3  # `Token.likely` of a given name that is no surname


def keys(name: str) -> frozenset[str]:
    taken = parsed(name)
    return frozenset(key for word in taken.words for key in _of(word)) or _of_initials(taken)


def _of(word: Token) -> frozenset[str]:
    if word.parts:
        return frozenset().union(*(_of(part) for part in word.parts))
    if word.likely == _CERTAIN:
        return _of_given(word)
    return frozenset(map(_of_sounds, word.stems)) | _of_given(word)


def _of_sounds(stem: str) -> str:
    """The skeleton; where it is short, the sounds themselves."""
    skeleton = folding.skeleton(stem)
    return skeleton if len(skeleton) >= _LEAST else stem


def _of_given(word: Token) -> frozenset[str]:
    """The given names a word may stand for, each under one key in every form."""
    return frozenset(_CANONICAL[number] for number in word.given.all)


def _of_initials(name: Name) -> frozenset[str]:
    """Nothing but initials: the letters themselves, which find the same letters only."""
    letters = "".join(sorted("".join(sorted(letter.sounds))[:1] for letter in name.initials))
    return frozenset({letters}) if letters else frozenset()


_CANONICAL = tuple("given." + given_names.sounds_of(given.russian[0])[0] for given in given_names.GIVEN)
