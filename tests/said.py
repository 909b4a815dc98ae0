"""What a command answered: its exit code, and what stood on each of its two outputs."""

import json
from dataclasses import dataclass


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def outcomes(self):
        """What became of each file, by its name."""
        return {(line["path"] or line["says"]).rsplit("/", 1)[-1]: line for line in self.lines}
