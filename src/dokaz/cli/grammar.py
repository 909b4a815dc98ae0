"""The types that commands add their grammar with."""

import argparse
from typing import TypeAlias

Shared: TypeAlias = argparse.ArgumentParser
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse names it so
