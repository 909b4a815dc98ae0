"""One machine's disk with everything that a run of the command may write to, and a search of it for words and keys."""

import base64
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests import permitting
from tests.conftest import PASSPHRASE

HERE = Path(__file__).parent
LATIN, CYRILLIC = "CanaryKestrelOfHrodna", "КанарэйкаЗГародні"
WORDS = (LATIN, CYRILLIC, f"{LATIN} Archive", f"{LATIN}-in-a-name", f"{CYRILLIC}-у-назве", f"{LATIN}InATitle")


@dataclass
class Run:
    """One machine: everything a run may write to lies in `disk`, and beside it what a person brought."""

    folder: Path
    refs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        for place in ("user", "tmp", "cache", "config", "data", "state", "run", "named"):
            (self.disk / place).mkdir(parents=True)
        (self.folder / "passphrase").write_text(PASSPHRASE)
        self.second.write_text(permitting.SECOND)

    @property
    def disk(self):
        return self.folder / "disk"

    @property
    def second(self):
        """From which the second custodian types, once `let_go` let them in."""
        return self.folder / "second"

    @property
    def notes(self):
        return self.folder / "notes"

    def started(self, *words, program=(HERE / "collecting.py",)):
        own = {
            "HOME": "user", "TMPDIR": "tmp", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config",
            "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run", "DOKAZ_HOME": "home",
        }  # fmt: skip
        environment = {name: str(self.disk / place) for name, place in own.items()}
        environment |= {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "DOKAZ_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.folder / "credentials"),
        }
        return subprocess.Popen(
            [sys.executable, "-B", *program, self.notes, *map(str, words)],
            env=environment, cwd=self.disk / "user", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, *words):
        running = self.started(*words)
        out, said = running.communicate(timeout=300)
        assert running.returncode == 0, said
        return out

    def let_go(self, *refs):
        """These items may leave (`tests.permitting`)."""
        program = permitting.PROGRAM.replace("argv[1:]", "argv[2:]")
        running = self.started(*refs, program=("-c", program))
        _out, said = running.communicate(timeout=300)
        assert running.returncode == 0, said

    def noted(self):
        """(maker, key) of each key that was made or derived."""
        lines = [line.split() for line in self.notes.read_text().splitlines()]
        return {(maker, bytes.fromhex(key)) for maker, key in lines}

    def keys(self):
        return {key for _, key in self.noted()}

    def files(self):
        return {str(path.relative_to(self.disk)): path.read_bytes() for path in self.disk.rglob("*") if path.is_file()}


def in_base64(data, encode=base64.b64encode):
    """As it would stand inside a longer text, at each of the three places a byte can have."""
    for before in range(3):
        text = encode(b"\x00" * before + data)
        yield text[4 if before else 0 : len(text) // 4 * 4 - 4]


def spellings(word):
    utf8 = word.encode()
    yield from (utf8, word.encode("utf-16-le"), word.encode("utf-16-be"), quote(word).encode(), utf8.hex().encode())
    yield from (utf8.hex().upper().encode(), json.dumps(word)[1:-1].encode(), word.encode("cp1251"))
    yield from in_base64(utf8)


def found_words(run):
    files = run.files()
    for word in WORDS:
        for spelt in set(spellings(word)):
            yield from ((name, word) for name, data in files.items() if spelt in data or spelt in os.fsencode(name))


def found_keys(run):
    # hexadecimal and base64 are looked for where they can be: 16 bytes in the middle of others are 20 characters of it
    keys, runs = run.keys(), re.compile(rb"[0-9A-Za-z+/_=-]{20,}")
    for name, data in run.files().items():
        texts = b" ".join(runs.findall(data))
        for key in keys:
            spelt = (
                key.hex().encode(),
                key.hex().upper().encode(),
                *in_base64(key),
                *in_base64(key, base64.urlsafe_b64encode),
            )
            if key in data or any(text in texts for text in spelt):
                yield name
