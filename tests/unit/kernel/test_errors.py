import pickle

import pytest

from dokaz.kernel import errors, languages
from dokaz.kernel.answers import Answer, Silence


def family(error):
    return [error, *(member for child in error.__subclasses__() for member in family(child))]


HOUSE = [error for error in family(errors.DokazError) if error.__module__ == errors.__name__]


def test_every_error_of_the_kernel_has_a_code_of_its_own_and_a_sentence():
    assert len({error.code for error in HOUSE}) == len(HOUSE)
    assert all(error.says.endswith((".", "2020-08-12.")) for error in HOUSE)


def test_every_error_is_drawn_in_the_tree():
    drawn = errors.__doc__
    assert [error.__name__ for error in HOUSE if error.__name__ not in drawn] == []


def test_an_error_keeps_its_facts_and_survives_a_process_border():
    error = errors.AlreadyThere(path="/vault/blob")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.facts, str(again)) == (errors.AlreadyThere, error.facts, str(error))


def test_a_port_without_adapter_names_the_setting():
    assert "DOKAZ_LOG_WITNESSES" in str(errors.NotWired("DOKAZ_LOG_WITNESSES"))


def test_a_sentence_is_looked_up_in_the_language_spoken_when_it_is_read(tmp_path, monkeypatch):
    folder = tmp_path / "be" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(catalogue({languages._("Not asked"): "Не пыталіся"}))
    monkeypatch.setattr(languages, "catalogues", lambda: [tmp_path])
    languages._catalogue.cache_clear()
    with languages.speaking(languages.Language.BELARUSIAN):
        assert Silence.NOT_ASKED.says == "Не пыталіся"
    assert Silence.NOT_ASKED.says == "Not asked"
    languages._catalogue.cache_clear()


def test_a_fact_is_said_in_the_readers_language_if_it_is_a_sentence_of_ours_and_never_if_it_came_from_outside():
    class Kept(errors.DokazError):
        says = "{name}: {state}"

    kept = pickle.loads(pickle.dumps(errors.NotWired(languages._("Not asked"))))
    with languages.speaking(languages.Language.BELARUSIAN):
        assert "Не пыталіся" in str(kept)
        assert str(Kept(name="Not asked", state=languages._("Not asked"))) == "Not asked: Не пыталіся"


def catalogue(sentences):
    """A GNU .mo file by hand: header, two tables of (length, offset), then the texts."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **sentences}.items())
    texts, tables, offset = b"", [], 28 + 16 * len(pairs)
    for column in (0, 1):
        for pair in pairs:
            text = pair[column].encode()
            tables += [len(text), offset + len(texts)]
            texts += text + b"\0"
    head = [0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0]
    return b"".join(number.to_bytes(4, "little") for number in head + tables) + texts


def test_the_three_languages_name_themselves():
    assert {language.value: language.own_name for language in languages.Language} == {
        "be": "Беларуская",
        "en": "English",
        "ru": "Русский",
    }


@pytest.mark.parametrize("value", [0, "", False, "yes"])
def test_an_empty_value_is_an_answer_and_not_a_silence(value):
    assert Answer(value).given


@pytest.mark.parametrize("both", [{}, {"value": "yes", "silence": Silence.DECLINED}])
def test_an_answer_is_given_or_withheld_never_both_or_neither(both):
    with pytest.raises(errors.AnswerUnclear):
        Answer(**both)


def test_the_three_silences_are_stored_apart():
    assert [silence.value for silence in Silence] == ["does-not-know", "does-not-want-to-say", "not-asked"]
    assert not Answer(silence=Silence.UNKNOWN).given
