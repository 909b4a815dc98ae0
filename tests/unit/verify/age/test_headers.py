import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.verify import age

KEY = bytes(range(16))
OLGA, IHAR, STRANGER = (age.X25519Identity(bytes([number]) * 32) for number in (1, 2, 3))
QUANTUM = age.HybridIdentity(bytes(32))
visible = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
unknown = st.builds(age.Stanza, st.builds("x{}".format, visible), st.lists(visible).map(tuple), st.binary(max_size=200))


class GreaseRecipient:
    """A recipient type that no reader knows."""

    def wrap(self, _file_key):
        return age.Stanza("x-grease", ("+any", "thing"), b"\x01" * 48)


def test_each_recipient_opens_the_header_and_nobody_else():
    header = age.seal_header(KEY, [OLGA.recipient, IHAR.recipient])
    assert age.open_header(header, [OLGA]) == KEY
    assert age.open_header(header, [STRANGER, IHAR]) == KEY
    for nobody in ([STRANGER], [QUANTUM], [age.ScryptIdentity("words")], []):
        with pytest.raises(age.NoMatch):
            age.open_header(header, nobody)


def test_rewrapping_changes_who_opens_the_same_payload():
    file, plain = io.BytesIO(), b"statement" * 20000
    age.encrypt(io.BytesIO(plain), file, [OLGA.recipient])
    file.seek(0)
    header = age.Header.parse(file).encode()
    payload = file.read()
    moved = age.rewrap(header, [OLGA], [IHAR.recipient])
    out = io.BytesIO()
    age.decrypt(io.BytesIO(moved + payload), out, [IHAR])
    assert out.getvalue() == plain
    with pytest.raises(age.NoMatch):
        age.decrypt(io.BytesIO(moved + payload), out, [OLGA])


def test_a_whole_file_written_with_a_given_key_is_read_by_position():
    file = io.BytesIO()
    assert age.encrypt(io.BytesIO(b"0123456789"), file, [QUANTUM.recipient], file_key=KEY) == 10
    file.seek(0)
    reader = age.open_range(file, [QUANTUM])
    reader.seek(3)
    assert (reader.size, reader.read(4)) == (10, b"3456")


@given(stanzas=st.lists(unknown, min_size=1, max_size=4))
def test_a_header_is_read_as_it_was_written(stanzas):
    header = age.Header.sealed(stanzas, KEY)
    assert age.Header.parse(header.encode()) == header
    source = io.BytesIO(header.encode() + b"payload")
    assert age.Header.parse(source) == header
    assert source.read() == b"payload"


def test_stanzas_of_types_nobody_knows_are_passed_over():
    header = age.seal_header(KEY, [GreaseRecipient(), OLGA.recipient, GreaseRecipient()])
    assert age.open_header(header, [OLGA]) == KEY


@pytest.mark.parametrize("identity", [OLGA, QUANTUM], ids=["x25519", "hybrid"])
@given(data=st.data())
def test_a_header_with_one_altered_bit_never_opens(identity, data):
    header = bytearray(age.seal_header(KEY, [identity.recipient]))
    at = data.draw(st.integers(0, len(header) - 1))
    header[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((age.HeaderError, age.HeaderMacError, age.NoMatch)):
        age.open_header(bytes(header), [identity])


def test_a_stanza_added_or_taken_away_breaks_the_mac():
    both = age.Header.parse(age.seal_header(KEY, [OLGA.recipient, IHAR.recipient]))
    with pytest.raises(age.HeaderMacError):
        age.Header(both.stanzas[:1], both.mac).open([OLGA])


@pytest.mark.parametrize(
    ("written", "line", "says"),
    [
        (b"", 1, "ends inside"),
        (b"age-encryption.org/v2\n", 1, "not v1"),
        (b"PK\x03\x04\n", 1, "not an age file"),
        (b"age-encryption.org/v1\n->\n", 2, "arguments"),
        (b"age-encryption.org/v1\n-> a\n" + b"A" * 65 + b"\n", 3, "64 columns"),
        (b"age-encryption.org/v1\n-> a\n\xff\n", 3, "64 columns"),
        (b"age-encryption.org/v1\n--- " + b"A" * 43 + b"\n", 2, "no recipient"),
        (b"age-encryption.org/v1\n-> a\n\n---\n", 4, "MAC"),
        (b"age-encryption.org/v1\n-> " + b"a" * (1 << 20) + b"\n", 2, "longer than 1 MiB"),
    ],
)
def test_a_malformed_header_is_refused_with_its_line(written, line, says):
    with pytest.raises(age.HeaderError, match=says) as caught:
        age.Header.parse(written)
    assert caught.value.line == line


def test_a_header_kept_apart_has_nothing_after_it():
    with pytest.raises(age.HeaderError, match="bytes follow"):
        age.open_header(age.seal_header(KEY, [OLGA.recipient]) + b"\0", [OLGA])


@pytest.mark.parametrize(
    ("recipients", "says"),
    [
        ([], "at least one"),
        ([OLGA.recipient, QUANTUM.recipient], "Post-quantum"),
        ([age.ScryptRecipient("a", 1), age.ScryptRecipient("b", 1)], "passphrase"),
        ([age.ScryptRecipient("a", 1), OLGA.recipient], "passphrase"),
        ([OLGA.recipient] * 11_000, "more recipients"),
    ],
)
def test_recipients_that_may_not_share_a_file_are_refused_before_anything_is_written(recipients, says):
    sink = io.BytesIO()
    with pytest.raises(age.RecipientsRefused, match=says):
        age.encrypt(io.BytesIO(b"data"), sink, recipients)
    assert sink.getvalue() == b""


def test_a_file_key_is_sixteen_bytes_and_new_each_time():
    assert len(age.new_file_key()) == 16
    assert age.new_file_key() != age.new_file_key()
    with pytest.raises(ValueError, match="16 bytes"):
        age.seal_header(b"short", [OLGA.recipient])


def test_every_error_is_an_age_error_with_its_own_code_and_a_sentence():
    errors = [value for name, value in vars(age).items() if isinstance(value, type) and issubclass(value, Exception)]
    assert all(issubclass(error, age.AgeError) for error in errors)
    assert len({error.code for error in errors}) == len(errors) == 15
