"""The `dokaz` command in a process that notes every key it makes or derives: collecting.py NOTES words…

Heard are the makers of keys: random bytes in the sizes of keys, file keys, new key pairs, and every derivation.
"""

import os
import random
import sys
from contextlib import suppress
from pathlib import Path

from dokaz import config

KEY = 32


class Notes:
    def __init__(self, path):
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def take(self, maker, secret):
        for start in range(0, len(secret), KEY):  # salts are drawn many at once
            os.write(self._file, f"{maker} {bytes(secret[start : start + KEY]).hex()}\n".encode())
        return secret

    def random(self, real):
        return lambda size: self.take("random", real(size)) if size and size % KEY == 0 else real(size)

    def result(self, real):
        return lambda *args, **named: self.take(real.__name__, real(*args, **named))

    def deriving(self, real):
        """A class whose `derive` is heard."""
        notes = self

        class Heard:
            def __init__(self, *args, **named):
                self._real = real(*args, **named)

            def derive(self, secret):
                return notes.take(real.__name__, self._real.derive(secret))

        return Heard

    def generating(self, real):
        notes = self

        class Heard:
            from_private_bytes = real.from_private_bytes

            @staticmethod
            def generate():
                made = real.generate()
                notes.take(real.__name__, made.private_bytes_raw())
                return made

        return Heard


def listen(notes):
    """Put an ear on each maker, wherever a module of ours holds it by name."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    from dokaz.cli import commands  # noqa: F401 - with these every module is loaded
    from dokaz.verify.age.files import new_file_key

    ears = {
        HKDF: notes.deriving(HKDF),
        Argon2id: notes.deriving(Argon2id),
        X25519PrivateKey: notes.generating(X25519PrivateKey),
        Ed25519PrivateKey: notes.generating(Ed25519PrivateKey),
        new_file_key: notes.result(new_file_key),
    }
    os.urandom, random._urandom = notes.random(os.urandom), notes.random(random._urandom)
    for module in [each for name, each in sys.modules.items() if name.startswith("dokaz")]:
        for name, held in list(vars(module).items()):
            with suppress(TypeError):  # what cannot be a key of a dict is no maker
                if held in ears:
                    setattr(module, name, ears[held])


if __name__ == "__main__":
    config.set_up()
    listen(Notes(Path(sys.argv[1])))
    from dokaz.cli import main

    sys.exit(main.run(sys.argv[2:]))
