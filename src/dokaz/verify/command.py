"""`dokaz-verify PACKAGE`: the offline check of a package, for whoever receives it."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from dokaz.verify import age, package
from dokaz.verify.errors import NotAPackage, VerifyError
from dokaz.verify.package.opening import identities_of
from dokaz.verify.package.telling import NOT_CLAIMED, OWN_KEYS
from dokaz.verify.package.verdicts import USAGE, Verdict
from dokaz.verify.policies import Policy
from dokaz.verify.showing import shown

__all__ = ["run"]

EXIT_CODES = """exit codes:
  0  everything was checked and is whole
  1  at least one fault; each names the file and the rule
  2  wrong use, or what was named is no package
  3  nothing failed, but something could not be checked

A sealed package (.tar.age) is unpacked into a temporary folder, which is removed when the check ends."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Check a package, print what was found, and give the exit code."""
    named = _parser().parse_args(arguments)
    try:
        trust = Policy.parse(named.trust.read_bytes()) if named.trust else None
        identities = identities_of(named.identity) if named.identity else ()
        with package.opened(named.package, identities=identities) as folder:
            verdict = package.check(folder, trust=trust)
    except (NotAPackage, age.AgeError, VerifyError, OSError) as fault:
        print(shown(str(fault)), file=sys.stderr)
        return USAGE
    answer = _as_json(verdict) if named.json else package.told(verdict, trust=str(named.trust) if named.trust else None)
    # a name in the package may hold what this terminal cannot show
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(answer.encode(encoding, "backslashreplace").decode(encoding))
    return verdict.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dokaz-verify",
        description="Check a package of exhibits without a network and without whoever made it.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("package", type=Path, metavar="PACKAGE", help="the folder, or the .tar or .tar.age file")
    parser.add_argument(
        "--trust", type=Path, metavar="FILE", help="keys of logs and witnesses learnt another way (C2SP tlog-policy)"
    )
    parser.add_argument("--identity", type=Path, metavar="FILE", help="age secret key that opens a sealed package")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")
    return parser


def _as_json(verdict: Verdict) -> str:
    head = verdict.checkpoint
    answer = {
        "state": verdict.state,
        "exit": verdict.exit_code,
        "trusted": verdict.trusted,
        "note": None if verdict.trusted else OWN_KEYS,
        "home": verdict.index.home if verdict.index else None,
        "exhibits": len(verdict.index.exhibits) if verdict.index else 0,
        "unchanged": sorted(verdict.unchanged),
        "objects": sorted(verdict.recorded),
        "since": verdict.since,
        "log": None if head is None else {"origin": head.origin, "size": head.size, "root": head.root.hex()},
        "witnesses": [{"name": name, "time": time} for name, time in verdict.vouched],
        "faults": [asdict(fault) for fault in verdict.faults],
        "unchecked": list(verdict.unchecked),
        "claims": NOT_CLAIMED,
    }
    return json.dumps(answer, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(run())
