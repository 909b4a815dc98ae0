"""What a part of a name may be known by where one sound of it was written wrong, by who asks or who recorded it.

Nothing of this is kept beside a recorded name. Whoever asks works it out, so that what is kept tells no more than which
parts are equal, and names that were recorded before are found as well.
"""

import re
from collections.abc import Iterator

from dokaz.names import folding, given_names, patronymics, tokens
from dokaz.names.given_names import FATHERS, FOLDED, GIVEN, SOUNDS, Ids
from dokaz.names.marking import LEAST, Mark, MarkKind, canonical

_SHORTEST, _MOST = 4, 24  # sounds: of a shorter surname, each slip is another one; of a longer part, there are too many
_SOUNDS = "aiuybvhdZsklmnprtfSC"
_CONSONANTS = "bvhdsklmnprtf"
_UNSETTLED = re.compile(r"(.)\1|a[aiu]|i[au]|ui|[dt]s|af$")
_ENDINGS = ("", "a", "i", "u", "ay")
_FATHERS_ENDINGS = ("aviC", "avna")


def slips(mark: Mark) -> frozenset[Mark]:
    """The marks of the same part where one sound was missing, added, replaced, or exchanged with its neighbour.

    A family name, a given name or a patronymic has them, unless it is very long, and a surname unless it is very short;
    of a name that is known, none is of another known name.
    """
    if mark.kind not in _OF or len(mark.key) > _MOST:
        return frozenset()
    return frozenset(_OF[mark.kind](mark.key)) - {mark}


def wrong(sounds: str, among: str = _SOUNDS) -> frozenset[str]:
    """Every text of sounds that is one slip away from this one, as folding would leave it."""
    found = {folding.settled(each) if _UNSETTLED.search(each) else each for each in _wrong(sounds, among)}
    return frozenset(found) - {sounds, ""}


def _wrong(sounds: str, among: str) -> Iterator[str]:
    for at in range(len(sounds) + 1):
        before, here, after = sounds[:at], sounds[at : at + 1], sounds[at + 1 :]
        yield before + after
        yield before + after[:1] + here + after[1:]
        for other in among:
            yield before + other + after
            yield before + other + here + after


def _of_family(stem: str) -> Iterator[Mark]:
    """Not where the consonants stay as they are: by these it is found already."""
    skeleton, known = folding.skeleton(stem), tokens.is_attested(stem)
    for each in wrong(stem) if len(stem) >= _SHORTEST else ():
        if (len(skeleton) >= LEAST and folding.skeleton(each) == skeleton) or (known and tokens.is_attested(each)):
            continue
        yield Mark(MarkKind.FAMILY, each)


def _of_given(key: str) -> Iterator[Mark]:
    if key not in _NUMBERS:
        yield from _of_unknown_given(key)
        return
    for sounds in {sounds for number in _NUMBERS[key] for sounds in SOUNDS[number]}:
        skeleton = folding.skeleton(sounds)
        if len(skeleton) > LEAST:
            yield from (Mark(MarkKind.GIVEN_NEAR, each) for each in (skeleton, *wrong(skeleton, _CONSONANTS)))
        else:
            yield from (Mark(MarkKind.GIVEN, folding.stem(each)) for each in wrong(sounds) if each not in FOLDED)


def _of_unknown_given(stem: str) -> Iterator[Mark]:
    """A name that no table knows may be a known one mistyped, or be mistyped where it was recorded."""
    near = wrong(stem)
    yield from (Mark(MarkKind.GIVEN, each) for each in near)
    known = {number for each in (stem, *near) for ending in _ENDINGS for number in FOLDED.get(each + ending, ())}
    skeleton = folding.skeleton(stem)
    for each in (skeleton, *wrong(skeleton, _CONSONANTS)) if len(skeleton) > LEAST else ():
        known |= _SKELETONS.get(each, given_names.NONE)
    yield from (Mark(MarkKind.GIVEN, canonical(number)) for number in known)


def _of_father(key: str) -> Iterator[Mark]:
    if key in FATHERS:  # it is known by its given name as well
        return
    if key in _NUMBERS:
        bases = {sounds.rstrip(given_names.VOWELS) for number in _NUMBERS[key] for sounds in SOUNDS[number]}
        found = {each for base in bases for each in wrong(base)} - FATHERS.keys()
        found |= {base + ending for base in bases for ending in _ENDINGS_WRONG}
        yield from (Mark(MarkKind.FATHER, each) for each in found)
        return
    for each in wrong(key):
        yield Mark(MarkKind.FATHER, each)
        whole = patronymics.patronymic((each,))
        fathers = FATHERS.get(each, given_names.NONE) | (whole.fathers if whole else given_names.NONE)
        yield from (Mark(MarkKind.FATHER, canonical(number)) for number in fathers)


def _numbers() -> dict[str, Ids]:
    found: dict[str, set[int]] = {}
    for number in range(len(GIVEN)):
        found.setdefault(canonical(number), set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def _skeletons() -> dict[str, Ids]:
    found: dict[str, set[int]] = {}
    for number, forms in enumerate(SOUNDS):
        for sounds in forms:
            found.setdefault(folding.skeleton(sounds), set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items() if len(key) > LEAST}


_NUMBERS, _SKELETONS = _numbers(), _skeletons()
_ENDINGS_WRONG = frozenset(each for ending in _FATHERS_ENDINGS for each in wrong(ending))
_OF = {MarkKind.FAMILY: _of_family, MarkKind.GIVEN: _of_given, MarkKind.FATHER: _of_father}
