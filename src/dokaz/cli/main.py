"""The `dokaz` command: reads the arguments, opens the home, calls one verb, and says what happened.

Exit codes: 0 done; 1 something was refused or failed, each named on standard error; 2 the command was not understood.
"""

import argparse
import gc
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dokaz import config
from dokaz.config import machine
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said
from dokaz.verify.errors import VerifyError
from dokaz.verify.showing import shown

from .grammar import Parser
from .voice import REFUSED, Voice, reason

DAMAGED = _("Something that is stored is not as it was written: {why} Run `dokaz verify --all`.")
INTERRUPTED = _("Stopped. Everything that was acknowledged is safe; run the same command again to go on.")


def run(argv: Sequence[str] | None = None) -> int:
    """This will run one command and return its exit code."""
    machine.harden()
    with _loading():
        config.set_up()
        from . import language  # noqa: PLC0415  # as in `parser`: settings name places, and their modules import models

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without our letters is no reason to fail
    with language.heard(language.of_the_terminal()):
        try:
            chosen = language.chosen()
        except DokazError as error:
            Voice(as_json=False).refuse(error)
            return REFUSED
    with language.heard(chosen):
        return _run(argv)


@contextmanager
def _loading() -> Iterator[None]:
    """Modules are loaded without looking for garbage among them: it was an eighth of the start of every command."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _run(argv: Sequence[str] | None) -> int:
    with _loading():
        grammar = parser()
    arguments = grammar.parse_args(argv)
    voice = Voice(as_json=getattr(arguments, "json", False))
    try:
        return int(arguments.command(arguments, voice))
    except DokazError as error:
        voice.refuse(error)
    except VerifyError as error:  # stored bytes that are not of the form we wrote them in
        voice.refuse_sentence(said(DAMAGED).format(why=error))
    except (KeyboardInterrupt, EOFError):  # Ctrl-C, or Ctrl-D at a question
        voice.note(said(INTERRUPTED))
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # the reader left; closing quietly is the convention
    except OSError as why:
        voice.refuse_sentence(shown(f"{why.filename}: {reason(why)}" if why.filename else str(why)))
    return REFUSED


def parser() -> argparse.ArgumentParser:
    """The whole grammar. `--home` and `--json` may stand before or after the subcommand."""
    from . import commands  # noqa: PLC0415  # the commands import models, which need config.set_up() first

    shared = _shared_options()
    whole = Parser(
        prog="dokaz",
        description=_("Receives, seals, logs and packages evidence so that a court can check it without us."),
        epilog=_("Exit codes: 0 done; 1 refused or failed (named on standard error); 2 not understood."),
        parents=[shared],
    )
    verbs = whole.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    for command in commands.ALL:
        command.add(verbs, shared)
    return whole


def _shared_options() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument(
        "--home", type=Path, metavar="FOLDER", help=_("the home of the collection (default: DOKAZ_HOME)")
    )
    shared.add_argument("--json", action="store_true", help=_("answer in JSON, one object a line (docs/commands.md)"))
    shared.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help=_("read the pass-phrase from FILE (default: DOKAZ_PASSPHRASE_FILE, else a prompt)"),
    )
    shared.add_argument(
        "--code", metavar="CODE", help=_("the code of your second factor, which stands once (default: a prompt)")
    )
    shared.add_argument(
        "--as-machine",
        action="store_true",
        help=_("start with a pass-phrase, let the account go, and do what the machine may do alone"),
    )
    return shared
