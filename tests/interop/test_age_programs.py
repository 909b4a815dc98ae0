"""The stock `age` program and the Rust implementation read what we write, and we read what they write."""

import io
import subprocess

import pyrage
import pytest

from dokaz.verify import age

SIZES = [0, 1, 65535, 65536, 65537, 131072, 1_000_003]


def plaintext(size):
    return (b"We were taken to the yard at night. " * (size // 36 + 1))[:size]


def written(plain, *recipients, armor=False):
    sink = io.BytesIO()
    if not armor:
        age.encrypt(io.BytesIO(plain), sink, recipients)
        return sink.getvalue()
    with age.ArmorWriter(sink) as outer:
        age.encrypt(io.BytesIO(plain), outer, recipients)
    return sink.getvalue()


def read(file, *identities):
    source, out = io.BytesIO(file), io.BytesIO()
    age.decrypt(age.dearmored(source) if file.startswith(b"-----BEGIN") else source, out, identities)
    return out.getvalue()


def run(*command, data=b""):
    return subprocess.run(command, input=data, capture_output=True, check=True, timeout=60).stdout


@pytest.fixture
def key_file(program, tmp_path):
    path = tmp_path / "key.txt"
    run(program("age-keygen"), "-o", str(path))
    return path


@pytest.fixture
def identity(key_file):
    return age.X25519Identity.parse(key_file.read_text().splitlines()[-1])


def test_we_derive_the_recipient_that_age_keygen_derives(program, key_file, identity):
    assert run(program("age-keygen"), "-y", str(key_file)).decode().strip() == str(identity.recipient)


@pytest.mark.parametrize("armor", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_the_age_program_opens_our_files(program, key_file, identity, size, armor):
    file = written(plaintext(size), identity.recipient, armor=armor)
    assert run(program("age"), "-d", "-i", str(key_file), data=file) == plaintext(size)


@pytest.mark.parametrize("armor", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_we_open_the_files_of_the_age_program(program, identity, size, armor):
    options = ["-a"] if armor else []
    file = run(program("age"), *options, "-r", str(identity.recipient), data=plaintext(size))
    assert read(file, identity) == plaintext(size)


def test_the_age_program_opens_a_payload_under_a_new_header_and_not_under_the_old_key(program, key_file, identity):
    first = age.X25519Identity.generate()
    file = written(plaintext(70_000), first.recipient)
    source = io.BytesIO(file)
    header = age.Header.parse(source).encode()
    moved = age.rewrap(header, [first], [identity.recipient]) + source.read()
    assert run(program("age"), "-d", "-i", str(key_file), data=moved) == plaintext(70_000)
    with pytest.raises(subprocess.CalledProcessError) as refused:
        run(program("age"), "-d", "-i", str(key_file), data=file)
    assert b"no identity matched" in refused.value.stderr


def test_our_armor_is_written_as_the_age_program_writes_it(program, identity):
    file = run(program("age"), "-a", "-r", str(identity.recipient), data=plaintext(1000))
    binary = age.dearmored(io.BytesIO(file)).read()
    again = io.BytesIO()
    with age.ArmorWriter(again) as armor:
        armor.write(binary)
    assert again.getvalue() == file


@pytest.mark.parametrize("size", SIZES)
def test_pyrage_and_we_open_each_other(size):
    theirs = pyrage.x25519.Identity.generate()
    ours = age.X25519Identity.parse(str(theirs))
    assert str(ours.recipient) == str(theirs.to_public())
    assert pyrage.decrypt(written(plaintext(size), ours.recipient), [theirs]) == plaintext(size)
    assert read(pyrage.encrypt(plaintext(size), [theirs.to_public()]), ours) == plaintext(size)


@pytest.mark.soak
def test_pyrage_and_we_open_each_others_passphrases():
    file = written(b"words", age.ScryptRecipient("six plain words", 12))
    assert pyrage.passphrase.decrypt(file, "six plain words") == b"words"
    theirs = pyrage.passphrase.encrypt(b"words", "six plain words")
    # pyrage asks for as much work as the machine does in a second, which may pass our limit on a fast one.
    assert read(theirs, age.ScryptIdentity("six plain words", max_work_factor=22)) == b"words"


def test_pyrage_passes_over_a_hybrid_file_without_harm():
    # pyrage 1.4 knows no mlkem768x25519; the vectors of the specification are the check of that type.
    file = written(b"words", age.HybridIdentity.generate().recipient)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(file, [pyrage.x25519.Identity.generate()])
