"""A name written in other scripts and by other habits."""

from dataclasses import dataclass, field

from dokaz.names import cyrillic, neighbours, orthographies, scripts, splitting
from dokaz.names.parsing import NamePart, NameWord, parsed, words
from dokaz.names.scripts import NameScript
from dokaz.names.tokens import Token, token


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name as one script writes it; `certain` where tables and rules made it and nothing was guessed."""

    script: NameScript
    text: str = field(repr=False)
    certain: bool


Spelled = tuple[tuple[str, ...], bool]  # words in small Cyrillic letters, and whether nothing was guessed


def forms(name: str, script: NameScript | None) -> tuple[NameForm, ...]:
    """Every form, or those in one script: there may be two, from the Belarusian and from the Russian name."""
    found = words(name)
    if not found:
        return ()
    belarusian, russian = _in_cyrillic(name, found)
    made = [
        NameForm(NameScript.BELARUSIAN, _titled(found, belarusian[0]), belarusian[1]),
        NameForm(NameScript.RUSSIAN, _titled(found, russian[0]), russian[1]),
        *_in_latin(found, belarusian, scripts.BELARUSIAN),
        *_in_latin(found, russian, scripts.RUSSIAN),
    ]
    return tuple(dict.fromkeys(form for form in made if script in (None, form.script)))


def _in_latin(
    found: tuple[NameWord, ...], spelled: Spelled, habits: dict[NameScript, scripts.Letters]
) -> list[NameForm]:
    return [
        NameForm(script, _titled(found, tuple(scripts.written(word, letters) for word in spelled[0])), spelled[1])
        for script, letters in habits.items()
    ]


def _in_cyrillic(name: str, found: tuple[NameWord, ...]) -> tuple[Spelled, Spelled]:
    """The words in Belarusian and in Russian."""
    small = tuple(splitting.one_script(word.text.lower().rstrip(".")) for word in found)
    orthography = orthographies.of(splitting.cleaned(name).lower())
    if not orthographies.is_cyrillic(orthography):
        belarusian = cyrillic.looks_belarusian(" ".join(small))
        back = tuple(cyrillic.written_back(word, orthography, belarusian=belarusian) for word in small)
        small, guessed = _known(name, found, back, belarusian=belarusian), True
    else:
        belarusian = orthography in (orthographies.BELARUSIAN, orthographies.CLASSICAL)
        guessed = orthography == orthographies.CYRILLIC
    other = _neighbour(found, small, belarusian=not belarusian)
    own: Spelled = (small, not guessed)
    across: Spelled = (other[0], other[1] and not guessed)
    return (own, across) if belarusian else (across, own)


def _known(name: str, found: tuple[NameWord, ...], back: tuple[str, ...], *, belarusian: bool) -> tuple[str, ...]:
    """Given names and patronymics as their tables have them; the rest as it was written back."""
    taken = {each.word: each for each in parsed(name).words}
    made = []
    for word, text in zip(found, back, strict=True):
        known = _by_table(taken.get(splitting.bare(word.text)), word.part, belarusian=belarusian)
        made.append(known or text)
    return tuple(made)


def _by_table(word: Token | None, part: NamePart, *, belarusian: bool) -> str | None:
    if word and part is NamePart.GIVEN:
        return neighbours.given_in(word, belarusian=belarusian)
    if word and part is NamePart.PATRONYMIC:
        return neighbours.patronymic_in(word, belarusian=belarusian)
    return None


def _neighbour(found: tuple[NameWord, ...], small: tuple[str, ...], *, belarusian: bool) -> Spelled:
    """Words of the one language in the other."""
    made, sure = [], True
    for word, text in zip(found, small, strict=True):
        own = token(splitting.bare(text), orthographies.RUSSIAN if belarusian else orthographies.BELARUSIAN)
        known = _by_table(own, word.part, belarusian=belarusian)
        if known is None:
            known, certain = neighbours.surname_in(text, belarusian=belarusian)
            sure = sure and certain
        made.append(known)
    return tuple(made), sure


def _titled(found: tuple[NameWord, ...], made: tuple[str, ...]) -> str:
    """With capitals, and a full stop behind an initial."""
    return " ".join(
        _capital(text) + ("." if word.part is NamePart.INITIAL else "") for word, text in zip(found, made, strict=True)
    )


def _capital(text: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in text.split("-"))
