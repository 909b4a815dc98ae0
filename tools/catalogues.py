"""Collects the sentences of each package into its gettext catalogues, and compiles them; no Debian gettext is needed.

    .venv/bin/python tools/catalogues.py collect    new sentences into every .po; unsaid ones out of it
    .venv/bin/python tools/catalogues.py compile    the .mo beside each .po (`make setup` does this)

A package has catalogues where it has a folder `locale`; its sentences are those of its code and templates, down to
the next package that has catalogues of its own. A new folder `locale/be/LC_MESSAGES` is all it takes to begin.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src"
MARKS = {
    "django.utils.translation": {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy"},
    "dokaz.kernel.languages": {"_", "counted"},
}
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"\b(?:gettext|_)\(\s*({STRING})\s*\)|\bngettext\(\s*({STRING})\s*,\s*({STRING})", re.DOTALL)
PLURALS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"


@dataclass(frozen=True, order=True)
class Sentence:
    """A sentence as it stands in the code; `many` where it counts something."""

    one: str
    many: str = ""


def packages() -> list[Path]:
    """Every package that has catalogues."""
    return sorted(folder.parent for folder in SOURCE.rglob("locale") if folder.is_dir())


def catalogues(package: Path) -> list[Path]:
    return [folder / "django.po" for folder in sorted(package.glob("locale/*/LC_MESSAGES"))]


def said(package: Path) -> dict[Sentence, set[str]]:
    """The sentences of a package, each with the files that say it."""
    others = [other for other in packages() if other != package and other.is_relative_to(package)]
    found: dict[Sentence, set[str]] = {}
    for file in sorted([*package.rglob("*.py"), *package.rglob("*.html")]):
        if not any(file.is_relative_to(other) for other in others):
            for sentence in _said_in(file):
                found.setdefault(sentence, set()).add(file.relative_to(SOURCE).as_posix())
    return found


def _said_in(file: Path) -> Iterator[Sentence]:
    text = file.read_text()
    return _in_code(ast.parse(text)) if file.suffix == ".py" else _in_template(text)


def _in_code(tree: ast.Module) -> Iterator[Sentence]:
    marks = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in MARKS.get(node.module or "", ())
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks:
            yield Sentence(*(part.value for part in node.args[:2] if isinstance(part, ast.Constant)))


def _in_template(text: str) -> Iterator[Sentence]:
    for call in IN_TEMPLATE.finditer(templatize(text)):
        yield Sentence(*(ast.literal_eval(part) for part in call.groups() if part))


def collect() -> None:
    for package in packages():
        sentences = said(package)
        for path in catalogues(package):
            _merge(path, sentences)


def _merge(path: Path, sentences: dict[Sentence, set[str]]) -> None:
    """Keep what is translated and still said; add what is new, empty."""
    known = {Sentence(entry.msgid, entry.msgid_plural): entry for entry in _read(path)}
    merged = polib.POFile(wrapwidth=110)
    merged.metadata = {
        "Language": path.parents[1].name,
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
    }
    for sentence in sorted(sentences):
        entry = known.get(sentence) or _untranslated(sentence)
        entry.occurrences = [(file, "") for file in sorted(sentences[sentence])]
        merged.append(entry)
    merged.save(str(path))


def _read(path: Path) -> polib.POFile:
    return polib.pofile(str(path)) if path.is_file() else polib.POFile()


def _untranslated(sentence: Sentence) -> polib.POEntry:
    if not sentence.many:
        return polib.POEntry(msgid=sentence.one)
    return polib.POEntry(msgid=sentence.one, msgid_plural=sentence.many, msgstr_plural={0: "", 1: "", 2: ""})


def compile_all() -> None:
    for package in packages():
        for path in catalogues(package):
            path.with_suffix(".mo").write_bytes(compiled(path))


def compiled(path: Path) -> bytes:
    """The .mo of a .po, without what is fuzzy."""
    return polib.pofile(str(path)).to_binary()


if __name__ == "__main__":
    {"collect": collect, "compile": compile_all}[sys.argv[1]]()
