"""The types that commands add their grammar with, and the parser that says it in the language spoken."""

import argparse
from typing import Any, TypeAlias

from dokaz.kernel.languages import said

Shared: TypeAlias = argparse.ArgumentParser
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse names it so


class Help(argparse.HelpFormatter):
    """Says every marked sentence when the help is shown. Names of commands and options stay as they are typed."""

    def add_text(self, text: str | None) -> None:
        super().add_text(said(text) if text else text)

    def start_section(self, heading: str | None) -> None:
        super().start_section(said(heading) if heading else heading)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return said(action.help) if action.help else action.help


class Parser(argparse.ArgumentParser):
    """The parser of the command and, as argparse makes them of the same class, of all its acts."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=Help, **settings)
