import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokaz.kernel import sealing
from dokaz.kernel.errors import ContextRepeated, KeyMalformed, SealBroken, SignatureForged
from dokaz.kernel.sealing import BoxPair, Purpose, SignPair

PAIR, OTHER = BoxPair.new(), BoxPair.new()
KEY = bytes(range(32))
texts = st.binary(max_size=300)


def every_altered_byte(sealed):
    for place in range(len(sealed)):
        yield sealed[:place] + bytes([sealed[place] ^ 0x01]) + sealed[place + 1 :]


def every_prefix(sealed):
    return (sealed[:size] for size in range(len(sealed)))


@given(texts, texts)
def test_what_is_sealed_to_a_key_opens_with_it(plaintext, aad):
    assert sealing.open_with(PAIR.secret, sealing.seal_to(PAIR.public, plaintext, aad=aad), aad=aad) == plaintext


@given(texts, texts)
def test_what_is_sealed_in_a_field_opens_in_that_field(plaintext, aad):
    assert sealing.open_field(KEY, sealing.seal_field(KEY, plaintext, aad=aad), aad=aad) == plaintext


@given(st.lists(texts, unique=True, max_size=8))
def test_a_batch_wraps_each_key_under_its_own_context(contexts):
    batch = sealing.SealedBatch(PAIR.public)
    keys = {context: bytes([number]) * 32 for number, context in enumerate(contexts)}
    wraps = {context: batch.wrap(key, context=context) for context, key in keys.items()}
    opener = sealing.SealOpener(PAIR.secret)
    assert {context: opener.unwrap(wrap, context=context) for context, wrap in wraps.items()} == keys


def test_every_altered_or_missing_byte_is_refused():
    batch = sealing.SealedBatch(PAIR.public)
    openers = [
        (sealing.seal_to(PAIR.public, b"name", aad=b"a"), lambda s: sealing.open_with(PAIR.secret, s, aad=b"a")),
        (batch.wrap(KEY, context=b"a"), lambda s: sealing.SealOpener(PAIR.secret).unwrap(s, context=b"a")),
        (sealing.seal_field(KEY, b"name", aad=b"a"), lambda s: sealing.open_field(KEY, s, aad=b"a")),
    ]
    for sealed, opened in openers:
        for broken in (*every_altered_byte(sealed), *every_prefix(sealed), sealed + b"\0"):
            with pytest.raises(SealBroken):
                opened(broken)


def test_the_ignored_top_bit_of_an_x25519_key_cannot_be_altered_either():
    sealed = bytearray(sealing.seal_to(PAIR.public, b"name", aad=b""))
    sealed[32] ^= 0x80  # RFC 7748 5: masked by the exchange, so only the salt notices
    with pytest.raises(SealBroken):
        sealing.open_with(PAIR.secret, bytes(sealed), aad=b"")


def test_another_key_or_another_place_does_not_open():
    sealed = sealing.seal_to(PAIR.public, b"name", aad=b"person 1")
    wrapped = sealing.SealedBatch(PAIR.public).wrap(KEY, context=b"person 1")
    with pytest.raises(SealBroken):
        sealing.open_with(OTHER.secret, sealed, aad=b"person 1")
    with pytest.raises(SealBroken):
        sealing.open_with(PAIR.secret, sealed, aad=b"person 2")
    with pytest.raises(SealBroken):
        sealing.SealOpener(PAIR.secret).unwrap(wrapped, context=b"person 2")
    with pytest.raises(SealBroken):
        sealing.open_field(bytes(32), sealing.seal_field(KEY, b"name", aad=b""), aad=b"")


def test_one_form_of_seal_does_not_pass_for_another():
    sealed = sealing.seal_to(PAIR.public, KEY, aad=b"a")
    with pytest.raises(SealBroken):
        sealing.SealOpener(PAIR.secret).unwrap(b"\x02" + sealed[1:], context=b"a")


def test_one_opener_opens_what_many_batches_wrapped_and_refuses_what_was_altered_in_between():
    opener = sealing.SealOpener(PAIR.secret)
    batches = [sealing.SealedBatch(PAIR.public) for _ in range(70)]
    for turn in range(2):
        for number, batch in enumerate(batches):
            key, context = bytes([number]) * 32, f"{turn} {number}".encode()
            wrapped = batch.wrap(key, context=context)
            assert opener.unwrap(wrapped, context=context) == key
            with pytest.raises(SealBroken):
                opener.unwrap(wrapped, context=b"another")
            with pytest.raises(SealBroken):
                opener.unwrap(wrapped[:1] + bytes(32) + wrapped[33:], context=context)  # no honest key


def test_a_context_is_used_once_in_a_batch():
    batch = sealing.SealedBatch(PAIR.public)
    batch.wrap(KEY, context=b"item 1")
    with pytest.raises(ContextRepeated):
        batch.wrap(KEY, context=b"item 1")


@settings(max_examples=30)
@given(st.integers(0, 5_000_000))
def test_a_size_class_has_room_for_its_texts_and_little_more(size):
    room = sealing.size_class(size)
    assert size < room
    assert room <= max(64, 2 * size)


def test_a_sealed_field_tells_only_its_size_class():
    sizes = {len(sealing.seal_field(KEY, b"\x80" * size, aad=b"")) for size in range(64)}
    assert len(sizes) == 1
    assert len(sealing.seal_field(KEY, bytes(64), aad=b"")) - sizes.pop() == 64


def test_the_same_field_sealed_twice_looks_different():
    assert sealing.seal_field(KEY, b"name", aad=b"") != sealing.seal_field(KEY, b"name", aad=b"")


def test_derivation_is_hkdf_under_the_label():
    # Counted by hand from RFC 5869 with HMAC of the standard library.
    import hashlib
    import hmac

    extracted = hmac.digest(b"salt", KEY, hashlib.sha256)
    expanded = hmac.digest(extracted, b"dokaz/v1/session\x00info\x01", hashlib.sha256)
    assert sealing.derive(KEY, Purpose.SESSION, salt=b"salt", info=b"info") == expanded


def test_no_two_purposes_share_a_key():
    assert len({sealing.derive(KEY, purpose) for purpose in Purpose}) == len(Purpose)
    assert all(purpose.value.startswith("dokaz/v1/") for purpose in Purpose)


def test_key_pairs_follow_their_specifications():
    # RFC 7748 6.1 (Alice) and RFC 8032 7.1 (test 1)
    box = BoxPair.from_secret(bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))
    assert box.public.hex() == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
    sign = SignPair.from_secret(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert sign.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


@given(texts, st.data())
def test_a_signature_holds_for_its_message_and_key_only(message, data):
    pair = SignPair.new()
    signature = pair.sign(message)
    sealing.verify_signature(pair.public, signature, message)
    place = data.draw(st.integers(0, 63))
    broken = signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1 :]
    for wrong in [(pair.public, broken, message), (pair.public, signature, message + b".")]:
        with pytest.raises(SignatureForged):
            sealing.verify_signature(*wrong)


def test_a_secret_is_not_shown_by_repr():
    assert repr(PAIR.secret) not in repr(PAIR)
    signing = SignPair.new()
    assert repr(signing.secret) not in repr(signing)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_size_is_refused(key):
    for use in (
        lambda: BoxPair.from_secret(key),
        lambda: SignPair.from_secret(key),
        lambda: sealing.seal_to(key, b"", aad=b""),
        lambda: sealing.SealedBatch(key),
        lambda: sealing.seal_field(key, b"", aad=b""),
        lambda: sealing.verify_signature(key, bytes(64), b""),
    ):
        with pytest.raises(KeyMalformed):
            use()


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31)])
def test_a_public_key_of_low_order_is_refused(point):
    with pytest.raises(KeyMalformed):
        sealing.seal_to(point, b"", aad=b"")
    with pytest.raises(SealBroken):
        sealing.open_with(PAIR.secret, b"\x01" + point + bytes(20), aad=b"")
