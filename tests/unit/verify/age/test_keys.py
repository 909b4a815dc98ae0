import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.verify import age
from dokaz.verify.age import bech32

KEY = bytes(range(16))


def test_the_keys_of_the_specification_belong_together():
    # C2SP age, "The X25519 recipient type"
    identity = age.X25519Identity.parse("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX")
    assert identity.secret == b"\x42" * 32
    assert str(identity.recipient) == "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"


def test_the_hybrid_keys_of_the_specification_belong_together():
    # C2SP age, "The MLKEM768-X25519 hybrid post-quantum recipient type"; its recipient of 1959 letters as a digest
    identity = age.HybridIdentity.parse("AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR")
    written = str(identity.recipient)
    assert written.startswith("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg8")
    assert (
        hashlib.sha256(written.encode()).hexdigest()
        == "a091dd7e0ee9d62b75173dcc98441a0424baa941e66a8776e570a4ae60ff61ea"
    )


@pytest.mark.parametrize("kind", [age.X25519Identity, age.HybridIdentity])
@given(secret=st.binary(min_size=32, max_size=32))
def test_a_key_is_read_as_it_was_written(kind, secret):
    identity = kind(secret)
    assert kind.parse(str(identity)).secret == secret
    assert type(age.parse_identity(str(identity))) is kind
    assert age.parse_recipient(str(identity.recipient)) == identity.recipient


@pytest.mark.parametrize("kind", [age.X25519Identity, age.HybridIdentity])
def test_new_identities_differ_and_do_not_show_their_secret(kind):
    one, other = kind.generate(), kind.generate()
    assert one.secret != other.secret
    assert str(one) not in repr(one)
    assert one.secret.hex() not in repr(one)


def test_a_passphrase_is_not_shown():
    assert "secret words" not in repr(age.ScryptRecipient("secret words")) + repr(age.ScryptIdentity("secret words"))


@given(prefix=st.text("abcdefghij-1", min_size=1), data=st.binary(max_size=80))
def test_bech32_gives_back_what_it_was_given(prefix, data):
    assert bech32.decode(bech32.encode(prefix, data)) == (prefix, data)


@given(data=st.data())
def test_a_mistyped_letter_in_a_key_is_noticed(data):
    text = str(age.X25519Identity(b"\x07" * 32).recipient)
    at = data.draw(st.integers(4, len(text) - 1))
    letter = data.draw(st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7lbio1").filter(lambda new: new != text[at]))
    with pytest.raises(age.KeyMalformed):
        age.parse_recipient(text[:at] + letter + text[at + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        "1qqqqqq",
        "age1é",
        "кey1qqqqqq",
        str(age.X25519Identity(bytes(32))),
        str(age.X25519Identity(bytes(32)).recipient).upper(),
        str(age.X25519Identity(bytes(32)).recipient).capitalize(),
        bech32.encode("age", bytes(31)),
        bech32.encode("age1pq", bytes(32)),
        bech32.encode("age1pq", bytes(1216)).upper(),
        bech32.encode("ssh", bytes(32)),
    ],
)
def test_what_is_not_a_recipient_is_refused(text):
    with pytest.raises(age.KeyMalformed):
        age.parse_recipient(text)


@pytest.mark.parametrize(
    "text",
    [
        str(age.X25519Identity(bytes(32)).recipient),
        str(age.X25519Identity(bytes(32))).lower(),
        bech32.encode("age-secret-key-", bytes(33)).upper(),
        bech32.encode("age-secret-key-pq-", bytes(31)).upper(),
        bech32.encode("age-secret-key-pq-", bytes(32)),
    ],
)
def test_what_is_not_an_identity_is_refused(text):
    with pytest.raises(age.KeyMalformed):
        age.parse_identity(text)


def test_a_hybrid_identity_in_small_letters_is_refused():
    with pytest.raises(age.KeyMalformed, match="post-quantum"):
        age.HybridIdentity.parse(str(age.HybridIdentity(bytes(32))).lower())


def test_a_recipient_that_cannot_keep_a_secret_is_refused_at_writing():
    with pytest.raises(age.KeyMalformed, match="low order"):
        age.X25519Recipient(bytes(32)).wrap(KEY)
    with pytest.raises(age.KeyMalformed, match="usable"):
        age.HybridRecipient(b"\xff" * 1216).wrap(KEY)


def test_a_passphrase_opens_what_it_closed():
    header = age.seal_header(KEY, [age.ScryptRecipient("шесть слов", 4)])
    assert age.open_header(header, [age.ScryptIdentity("шесть слов")]) == KEY
    with pytest.raises(age.NoMatch):
        age.open_header(header, [age.ScryptIdentity("другие слова")])


def test_more_work_than_the_reader_allows_is_refused_before_it_is_done():
    header = age.seal_header(KEY, [age.ScryptRecipient("words", 5)])
    with pytest.raises(age.WorkFactorTooHigh):
        age.open_header(header, [age.ScryptIdentity("words", max_work_factor=4)])


@pytest.mark.parametrize(("passphrase", "work"), [("", 4), ("words", 0), ("words", 21)])
def test_a_passphrase_that_protects_nothing_or_cannot_be_opened_is_refused(passphrase, work):
    with pytest.raises(age.KeyMalformed):
        age.ScryptRecipient(passphrase, work)


def test_no_two_wrappings_are_alike():
    for recipient in (age.X25519Identity(KEY * 2).recipient, age.HybridIdentity(KEY * 2).recipient):
        assert recipient.wrap(KEY) != recipient.wrap(KEY)


@pytest.mark.parametrize("values", [[1, 31], [0, 0, 0]], ids=["padding_not_zero", "seven_bits_of_padding"])
def test_bech32_with_stray_bits_at_its_end_is_refused(values):
    # BIP 173: padding is at most four bits, all zero
    check = bech32._polymod(bech32._expanded("age") + values + [0] * 6) ^ 1
    whole = values + [check >> 5 * (5 - place) & 31 for place in range(6)]
    with pytest.raises(age.KeyMalformed, match="bits"):
        bech32.decode("age1" + "".join(bech32._ALPHABET[value] for value in whole))


@pytest.mark.parametrize("kind", [age.X25519Recipient, age.HybridRecipient, age.X25519Identity, age.HybridIdentity])
def test_a_key_of_another_length_is_refused(kind):
    with pytest.raises(age.KeyMalformed, match="bytes"):
        kind(bytes(33))


def test_a_passphrase_beside_another_stanza_is_refused_by_the_identity_too():
    stanzas = [age.ScryptRecipient("words", 4).wrap(KEY), age.X25519Identity(KEY * 2).recipient.wrap(KEY)]
    with pytest.raises(age.StanzaMalformed, match="alone"):
        age.ScryptIdentity("words").unwrap(stanzas)
