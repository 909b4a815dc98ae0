"""The holders of the shares come to the screen on which the pass-phrase was proposed."""

import pytest

from dokaz.cli import questions, shares
from dokaz.cli.voice import Voice

OWN = "a long sentence nobody else would think of"


@pytest.mark.parametrize("answers", [[OWN, OWN], ["weak", OWN, "another", OWN, OWN], []])
def test_the_screen_is_cleared_however_the_question_ends(monkeypatch, capsys, answers):
    typed = iter(answers)

    def secret(_question):
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None  # Ctrl-D

    monkeypatch.setattr(questions, "secret", secret)
    if answers:
        assert shares.agree_passphrase(Voice(as_json=False)) == OWN
    else:
        with pytest.raises(EOFError):
            shares.agree_passphrase(Voice(as_json=False))
    heard = capsys.readouterr()
    assert heard.err.endswith(shares.WIPE)
    assert "\x1b" not in heard.out
