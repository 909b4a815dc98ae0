import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.verify import age

BEGIN, END = b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"-----END AGE ENCRYPTED FILE-----\n"


def armored(*parts):
    sink = io.BytesIO()
    with age.ArmorWriter(sink) as writer:
        for part in parts:
            assert writer.write(part) == len(part)
    return sink.getvalue()


@given(parts=st.lists(st.binary(max_size=200), max_size=5))
def test_armor_gives_back_what_it_was_given_however_it_was_written(parts):
    text = armored(*parts)
    assert text == armored(b"".join(parts))
    assert age.dearmored(io.BytesIO(text)).read() == b"".join(parts)
    assert max(map(len, text.splitlines())) <= 64


def test_a_whole_file_passes_through_armor():
    identity, sink, out = age.X25519Identity.generate(), io.BytesIO(), io.BytesIO()
    with age.ArmorWriter(sink) as armor:
        age.encrypt(io.BytesIO(b"x" * 200_000), armor, [identity.recipient])
    age.decrypt(age.dearmored(io.BytesIO(sink.getvalue())), out, [identity])
    assert out.getvalue() == b"x" * 200_000


def test_finishing_twice_writes_one_end():
    sink = io.BytesIO()
    writer = age.ArmorWriter(sink)
    writer.finish()
    writer.finish()
    assert sink.getvalue() == BEGIN + END


def test_an_interrupted_writer_leaves_armor_without_an_end():
    sink = io.BytesIO()
    with pytest.raises(OSError, match="disk full"), age.ArmorWriter(sink):
        raise OSError("disk full")
    with pytest.raises(age.ArmorError):
        age.dearmored(io.BytesIO(sink.getvalue())).read()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (b"", 1, "no armor"),
        (b" \n" * 600, 513, "no armor"),
        (b"-----BEGIN MESSAGE-----\n", 1, "begins with"),
        (BEGIN + b"YQ\n" + END, 2, "not base64"),
        (BEGIN + b"YR==\n" + END, 2, "not canonical"),
        (BEGIN + b"YQ==\nYQ==\n" + END, 3, "last line"),
        (BEGIN + b"A" * 68 + b"\n" + END, 2, "64 columns"),
        (BEGIN + b"YQ==\n", 3, "last line"),
        (BEGIN + END + b"\n" * 1100, 1027, "follows"),
        (BEGIN + END + b"\nmore", 4, "follows"),
    ],
)
def test_armor_that_is_not_strict_is_refused_with_its_line(text, line, says):
    with pytest.raises(age.ArmorError, match=says) as caught:
        age.dearmored(io.BytesIO(text)).read()
    assert caught.value.line == line
