import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.verify import age
from dokaz.verify.age.chunks import SEALED_CHUNK_SIZE

KEY = bytes(range(16))
CHUNK = age.CHUNK_SIZE
BORDERS = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 3 * CHUNK]
near_borders = st.builds(lambda chunks, more: max(0, chunks * CHUNK + more), st.integers(0, 5), st.integers(-3, 3))


class Trickle(io.RawIOBase):
    """A source and sink that takes and gives little at a time, as pipes do."""

    def __init__(self, data=b"", step=1000):
        self.data, self.step, self.taken = data, step, bytearray()

    def readable(self):
        return True

    def readinto(self, buffer):
        part, self.data = self.data[: min(self.step, len(buffer))], self.data[min(self.step, len(buffer)) :]
        buffer[: len(part)] = part
        return len(part)

    def write(self, data):
        self.taken += data[: self.step]
        return min(self.step, len(data))


class Lending(io.BytesIO):
    """A sink that lends room in blocks which no chunk fits exactly."""

    def __init__(self):
        super().__init__()
        self.lender, self._block, self._held = self, bytearray(), 0

    def room(self, size):
        if self._held + size > 3 * CHUNK:
            return None
        self._block = bytearray(size)
        return memoryview(self._block)

    def filled(self, size):
        self._held += size
        super().write(self._block[:size])

    def write(self, data):
        self._held = (self._held + len(data)) % (3 * CHUNK)
        return super().write(data)


def text(size):
    return hashlib.shake_128(b"plaintext").digest(size)


def sealed(plain, **options):
    sink = io.BytesIO()
    assert age.encrypt_payload(io.BytesIO(plain), sink, KEY, **options) == len(plain)
    return sink.getvalue()


def opened(payload, **options):
    sink = io.BytesIO()
    assert age.decrypt_payload(io.BytesIO(payload), sink, KEY, **options) == len(sink.getvalue())
    return sink.getvalue()


@given(size=near_borders, blocks=st.integers(1, 4))
def test_sealing_in_the_memory_of_the_sink_gives_a_payload_that_opens(size, blocks):
    sink = Lending()
    assert age.encrypt_payload(io.BytesIO(text(size)), sink, KEY, block_size=blocks * CHUNK) == size
    assert len(sink.getvalue()) == age.ciphertext_size(size)
    assert opened(sink.getvalue()) == text(size)


@given(size=near_borders, blocks=st.integers(1, 4), reading=st.integers(1, 4))
def test_what_was_encrypted_comes_back_and_has_the_announced_size(size, blocks, reading):
    payload = sealed(text(size), block_size=blocks * CHUNK)
    assert len(payload) == age.ciphertext_size(size)
    assert opened(payload, block_size=reading * CHUNK) == text(size)
    reader = age.PayloadReader(io.BytesIO(payload), KEY)
    assert (reader.size, reader.read()) == (size, text(size))


@given(cuts=st.lists(st.integers(0, 2 * CHUNK), max_size=6))
def test_writing_in_pieces_gives_the_same_as_writing_at_once(cuts):
    sink, plain = io.BytesIO(), text(sum(cuts))
    with age.PayloadWriter(KEY, sink) as writer:
        at = 0
        for cut in cuts:
            assert writer.write(plain[at : at + cut]) == cut
            at += cut
    assert writer.finish() == writer.size == len(plain)
    assert opened(sink.getvalue()) == plain


def test_more_than_one_block_passes_through_the_writer():
    sink, plain = io.BytesIO(), text(33 * CHUNK)
    with age.PayloadWriter(KEY, sink) as writer:
        writer.write(plain)
    assert opened(sink.getvalue()) == plain


def test_a_writer_that_was_interrupted_leaves_no_readable_file():
    sink = io.BytesIO()

    def interrupted():
        with age.PayloadWriter(KEY, sink) as writer:
            writer.write(text(40 * CHUNK))
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        interrupted()
    with pytest.raises(age.TruncatedPayload):
        opened(sink.getvalue())
    with pytest.raises(age.TruncatedPayload):
        age.PayloadReader(io.BytesIO(sink.getvalue()), KEY)


def test_a_finished_writer_takes_no_more():
    writer = age.PayloadWriter(KEY, io.BytesIO())
    writer.finish()
    with pytest.raises(ValueError, match="finished"):
        writer.write(b"more")


@given(size=near_borders, start=st.integers(0, 6 * CHUNK), length=st.integers(0, 3 * CHUNK), offset=st.integers(0, 99))
def test_every_range_equals_the_slice(size, start, length, offset):
    payload = sealed(text(size))
    reader = age.PayloadReader(io.BytesIO(bytes(offset) + payload + b"next"), KEY, offset=offset, length=len(payload))
    buffered = io.BufferedReader(reader)
    buffered.seek(start)
    assert buffered.read(length) == text(size)[start : start + length]
    assert buffered.seek(-min(size, 5), io.SEEK_END) == size - min(size, 5)
    assert buffered.read() == text(size)[size - min(size, 5) :]


@given(moves=st.lists(st.tuples(st.integers(0, 4 * CHUNK), st.integers(1, 2 * CHUNK)), max_size=8))
def test_jumping_about_gives_the_same_bytes_each_time(moves):
    plain = text(3 * CHUNK + 7)
    reader = age.PayloadReader(io.BytesIO(sealed(plain)), KEY)
    for start, length in moves:
        reader.seek(start)
        part = reader.read(length)
        assert part == plain[start : start + len(part)]
        assert bool(part) == (start < len(plain))
        assert reader.tell() == start + len(part)


def test_a_reader_refuses_positions_that_do_not_exist_and_reading_after_closing():
    reader = age.PayloadReader(io.BytesIO(sealed(text(10))), KEY)
    assert reader.seek(-4, io.SEEK_END) == 6
    assert reader.seek(2, io.SEEK_CUR) == 8
    with pytest.raises(ValueError, match="no such position"):
        reader.seek(-1)
    with pytest.raises(ValueError, match="no such position"):
        reader.seek(0, 9)
    reader.close()
    with pytest.raises(ValueError, match="closed"):
        reader.read()


def test_sources_and_sinks_that_take_little_at_a_time_lose_nothing():
    sink, plain = Trickle(), text(3 * CHUNK + 5)
    age.encrypt_payload(Trickle(plain), sink, KEY, block_size=CHUNK)
    out = Trickle(step=777)
    age.decrypt_payload(Trickle(bytes(sink.taken)), out, KEY)
    assert out.taken == plain


def test_a_source_that_does_not_wait_is_an_error_not_an_end():
    class Impatient(io.RawIOBase):
        def readinto(self, _buffer):
            return None

    with pytest.raises(BlockingIOError):
        age.encrypt_payload(Impatient(), io.BytesIO(), KEY)


def test_every_byte_is_shown_to_the_hash_once_even_when_it_hashes_in_another_thread():
    plain, digest, waiting = text(7 * CHUNK + 3), hashlib.sha256(), []

    def watch(view):
        if waiting:
            waiting.pop().result()
        waiting.append(pool.submit(digest.update, view))

    with ThreadPoolExecutor(1) as pool:
        sealed(plain, on_plaintext=watch, block_size=CHUNK)
    assert digest.digest() == hashlib.sha256(plain).digest()


def test_a_block_shown_stays_unchanged_until_the_next_one_was_shown():
    plain, shown, kept = text(7 * CHUNK + 3), [], []

    def watch(view):
        if shown:
            kept.append(bytes(shown[-1]))
        shown.append(view)

    sealed(plain, on_plaintext=watch, block_size=CHUNK)
    assert b"".join(kept) + bytes(shown[-1]) == plain


@pytest.mark.parametrize("act", [sealed, opened])
@pytest.mark.parametrize("size", [0, -CHUNK, CHUNK + 1])
def test_a_block_is_whole_chunks(act, size):
    with pytest.raises(ValueError, match="64 KiB"):
        act(b"", block_size=size)


@given(size=near_borders, data=st.data())
def test_a_flipped_bit_is_found_and_nothing_altered_is_released(size, data):
    payload = bytearray(sealed(text(size)))
    at = data.draw(st.integers(0, len(payload) - 1))
    payload[at] ^= 1 << data.draw(st.integers(0, 7))
    chunk = max(0, at - 16) // SEALED_CHUNK_SIZE
    sink = io.BytesIO()
    with pytest.raises(age.AlteredChunk) as caught:
        age.decrypt_payload(io.BytesIO(bytes(payload)), sink, KEY)
    assert caught.value.index == (chunk if at >= 16 else 0)
    assert sink.getvalue() == text(size)[: caught.value.index * CHUNK]
    with pytest.raises(age.AlteredChunk):
        age.PayloadReader(io.BytesIO(bytes(payload)), KEY).read()


@pytest.mark.parametrize("whole", [True, False])
def test_the_buffer_of_a_reader_holds_nothing_of_an_altered_chunk(whole):
    payload = bytearray(sealed(text(2 * CHUNK)))
    payload[100] ^= 1
    reader = age.PayloadReader(io.BytesIO(bytes(payload)), KEY)
    buffer = bytearray(CHUNK if whole else 50)
    with pytest.raises(age.AlteredChunk):
        reader.readinto(buffer)
    assert not any(buffer)
    reader.seek(CHUNK)
    assert reader.readall() == text(2 * CHUNK)[CHUNK:]


@pytest.mark.parametrize("size", BORDERS)
def test_a_payload_cut_anywhere_near_a_border_is_refused(size):
    payload = sealed(text(size))
    borders = [16 + chunk * SEALED_CHUNK_SIZE for chunk in range(5)]
    cuts = {border + more for border in borders for more in (-17, -16, -1, 0, 1, 15, 16, 17)} | {0, 15}
    for cut in sorted(cut for cut in cuts if 0 <= cut < len(payload)):
        sink = io.BytesIO()
        with pytest.raises((age.PayloadError, age.NonceCutOff)):
            age.decrypt_payload(io.BytesIO(payload[:cut]), sink, KEY)
        assert text(size).startswith(sink.getvalue())
        with pytest.raises((age.PayloadError, age.NonceCutOff)):
            age.PayloadReader(io.BytesIO(payload[:cut]), KEY)


def test_a_cut_at_a_chunk_border_says_which_chunk_is_missing():
    payload = sealed(text(3 * CHUNK))[: 16 + 2 * SEALED_CHUNK_SIZE]
    for read in (opened, lambda payload: age.PayloadReader(io.BytesIO(payload), KEY)):
        with pytest.raises(age.TruncatedPayload) as caught:
            read(payload)
        assert caught.value.index == 2


def test_exchanged_and_repeated_chunks_are_refused():
    payload = sealed(text(3 * CHUNK))
    nonce, chunks = payload[:16], [payload[16 + n * SEALED_CHUNK_SIZE :][:SEALED_CHUNK_SIZE] for n in range(3)]
    for order in ([1, 0, 2], [0, 0, 2], [0, 2], [2]):
        with pytest.raises(age.AlteredChunk):
            opened(nonce + b"".join(chunks[n] for n in order))
    with pytest.raises(age.TrailingData):
        opened(payload + chunks[2])


def test_a_source_that_shrank_after_opening_is_noticed():
    source = io.BytesIO(sealed(text(3 * CHUNK)))
    reader = age.PayloadReader(source, KEY)
    source.truncate(100)
    with pytest.raises(age.TruncatedPayload):
        reader.read()


def test_the_same_plaintext_and_key_never_give_the_same_payload():
    assert sealed(text(10)) != sealed(text(10))


@given(st.lists(st.integers(0, 3), max_size=4), st.sampled_from([0, 1, CHUNK - 1, CHUNK]))
def test_a_payload_that_grew_in_steps_is_a_payload_like_any_other(steps, last):
    size = sum(steps) * CHUNK
    data = (bytes(range(251)) * ((size + last) // 251 + 1))[: size + last]
    if size and not last:
        return
    sink, at = io.BytesIO(), 0
    growing = age.GrowingPayload(KEY, sink)
    for chunks in steps:
        growing.grow(memoryview(data)[at : at + chunks * CHUNK])
        at += chunks * CHUNK
        assert growing.size == at
    growing.finish(memoryview(data)[at:])
    plain = io.BytesIO()
    assert age.decrypt_payload(io.BytesIO(sink.getvalue()), plain, KEY) == len(data)
    assert plain.getvalue() == data
    with pytest.raises(ValueError, match="nothing more"):
        growing.grow(memoryview(bytes(CHUNK)))


def test_a_growing_payload_takes_whole_chunks_and_a_last_one_and_nothing_after_a_fault():
    class Full(io.BytesIO):
        def write(self, _data):
            raise OSError(28, "full")

    growing = age.GrowingPayload(KEY, io.BytesIO())
    with pytest.raises(ValueError, match="whole chunks"):
        growing.grow(memoryview(bytes(CHUNK + 1)))
    with pytest.raises(ValueError, match="last chunk"):
        growing.finish(memoryview(bytes(CHUNK + 1)))
    growing.grow(memoryview(bytes(CHUNK)))
    with pytest.raises(ValueError, match="last chunk"):
        growing.finish(memoryview(b""))
    broken = age.GrowingPayload(KEY, Full())
    with pytest.raises(OSError, match="full"):
        broken.grow(memoryview(bytes(CHUNK)))
    for again in (broken.grow, broken.finish):  # the same chunk is never sealed again
        with pytest.raises(ValueError, match="nothing more"):
            again(memoryview(bytes(CHUNK)))
