"""`dokaz-verify PACKAGE`: the offline check of a package, for whoever receives it."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from dokaz.verify import age, package
from dokaz.verify.errors import Unusable, VerifyError
from dokaz.verify.package.opening import identities_of
from dokaz.verify.package.telling import NOT_CLAIMED, OWN_KEYS
from dokaz.verify.package.verdicts import UNCHECKED, USAGE, Verdict, Word
from dokaz.verify.policies import Policy
from dokaz.verify.showing import shown

__all__ = ["run"]

Read = TypeVar("Read")
_DIGEST = re.compile("[0-9a-f]{64}")

STOPPED = "Stopped before everything was checked. What was unpacked has been removed."
EXIT_CODES = """exit codes:
  0  everything was checked and is whole
  1  at least one fault; each names the file and the rule
  2  wrong use: a file that cannot be read, or what was named is no package
  3  nothing failed, but something could not be checked

A .tar or .tar.age file is unpacked into a new folder that only you can open, and
that is removed when the check ends. It lies in the folder for temporary files;
TMPDIR=FOLDER chooses another."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Check a package, print what was found, and give the exit code."""
    named = _parser().parse_args(arguments)
    try:
        trust = _named(named.trust, lambda file: Policy.parse(file.read_bytes()))
        identities = _named(named.identity, identities_of) or ()
        roots = frozenset(map(_fingerprint, named.tsa_root))
        with package.opened(named.package, identities=identities) as folder:
            verdict = package.check(folder, trust=trust, roots=roots)
    except (age.AgeError, VerifyError) as fault:
        print(shown(str(fault)), file=sys.stderr)
        return USAGE
    except OSError as fault:
        print(shown(f"{fault.filename or named.package}: {fault.strerror}."), file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        return UNCHECKED
    answer = _as_json(verdict) if named.json else package.told(verdict, trust=str(named.trust) if named.trust else None)
    _say(answer)
    return verdict.exit_code


def _say(answer: str) -> None:
    # a name in the package may hold what this terminal cannot show
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(answer.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads, as head(1) does, has read enough; the exit code tells all the same
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _named(file: Path | None, read: Callable[[Path], Read]) -> Read | None:
    """What a file named on the command line holds. Raises Unusable, which names the file."""
    try:
        return None if file is None else read(file)
    except OSError as fault:
        raise Unusable(f"{file} cannot be read: {fault.strerror}. Check the name, and that you may read it.") from None
    except (age.AgeError, VerifyError) as fault:
        raise Unusable(f"{file} cannot be used: {fault}") from None


def _fingerprint(text: str) -> str:
    """SHA-256 of a certificate, with colons as `openssl x509 -fingerprint` writes it or without. Raises Unusable."""
    plain = text.replace(":", "").lower()
    if not _DIGEST.fullmatch(plain):
        raise Unusable("After --tsa-root stands the SHA-256 fingerprint of a root certificate: 64 hex digits.")
    return plain


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dokaz-verify",
        description="Check a package of exhibits without a network and without whoever made it.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("package", type=Path, metavar="PACKAGE", help="the folder, or the .tar or .tar.age file")
    parser.add_argument(
        "--trust",
        type=Path,
        metavar="FILE",
        help="believe the keys in FILE, which you got another way than the package",
    )
    parser.add_argument(
        "--tsa-root",
        action="append",
        default=[],
        metavar="SHA256",
        help="believe time stamps under the root certificate with this fingerprint, which you got another way",
    )
    parser.add_argument("--identity", type=Path, metavar="FILE", help="your age secret key, for a sealed package")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object, for a program")
    return parser


def _as_json(verdict: Verdict) -> str:
    head = verdict.checkpoint
    answer = {
        "state": verdict.state,
        "exit": verdict.exit_code,
        "trusted": verdict.trusted,
        "note": None if verdict.trusted or verdict.roots else OWN_KEYS,
        "home": verdict.index.home if verdict.index else None,
        "exhibits": len(verdict.index.exhibits) if verdict.index else 0,
        "unchanged": sorted(verdict.unchanged),
        "objects": sorted(verdict.recorded),
        "since": verdict.since,
        "since_each": {ref: word.time if word else None for ref, word in _words(verdict)},
        "log": None if head is None else {"origin": head.origin, "size": head.size, "root": head.root.hex()},
        "witnesses": [{"name": name, "time": time} for name, time in verdict.vouched],
        "words": [asdict(word) for word in verdict.words],
        "faults": [asdict(fault) for fault in verdict.faults],
        "unchecked": list(verdict.unchecked),
        "claims": NOT_CLAIMED,
    }
    return json.dumps(answer, indent=1) + "\n"


def _words(verdict: Verdict) -> list[tuple[str, Word | None]]:
    rows = verdict.index.exhibits if verdict.index else ()
    return [(each.ref, verdict.since_of(each.entry)) for each in rows if each.ref in verdict.unchanged]


if __name__ == "__main__":
    sys.exit(run())
