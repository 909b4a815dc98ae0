"""The program that `pronom` runs in the sandbox; it is never imported by ours, and knows nothing of ours.

It reads the signatures once, then answers frames (see `answering`). Each question is looked at by a fork of its own, so
that no file can change, or see, what is said of another, and the limits on time and memory begin anew with each.

    question   size of the file (8 bytes, big-endian) · its bytes, or its first and last MiB
    answer     JSON: [puid, name], or null where no signature matches
"""

import gc
import json
import lzma
import os
import re
import struct
import sys
import zipfile
import zlib
from types import ModuleType
from typing import Any

SIGNATURES = ("formats-v109.xml", "format_extensions.xml")
_SAMPLE = 128 * 1024  # what opf-fido itself looks at, from either end
_ZIP = "x-fmt/263"
_CONTENT_TYPES = "[Content_Types].xml"
_MOST_DECLARED = 1024 * 1024
_OFFICE = (
    (b"wordprocessingml.document.main", "fmt/412", "Microsoft Word for Windows 2007 onwards"),
    (b"spreadsheetml.sheet.main", "fmt/214", "Microsoft Excel for Windows 2007 onwards"),
    (b"presentationml.presentation.main", "fmt/215", "Microsoft PowerPoint for Windows 2007 onwards"),
)
_NO_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(KeyError, OSError, NotImplementedError, RuntimeError, EOFError, ValueError),
)


def serve(questions: int, answers: int) -> None:
    fido = _fido()
    _say(answers, b"")
    while question := _heard(questions):
        _say(answers, _apart(fido, question, (questions, answers)))


def _fido() -> Any:
    # fido imports the fetcher of newer signatures, and that a client for the network: here there is neither
    sys.modules["requests"] = ModuleType("requests")
    from fido.fido import Fido  # noqa: PLC0415 - after the line above

    fido = Fido(quiet=True, nocontainer=True, format_files=list(SIGNATURES))
    _compile(fido)
    return fido


def _compile(fido: Any) -> None:
    """Into the cache of `re`, which fido relies on, so that no fork has to: it would take most of a second."""
    patterns = [fido.get_regex(p) for f in fido.formats for s in fido.get_signatures(f) for p in fido.get_patterns(s)]
    re._MAXCACHE = max(re._MAXCACHE, 2 * len(patterns))  # type: ignore[attr-defined]  # noqa: SLF001 - as fido does
    for pattern in patterns:
        re.compile(pattern)
    gc.freeze()  # what forks share stays shared


def _apart(fido: Any, question: bytes, kept: tuple[int, int]) -> bytes:
    """The answer of a fork; empty when it ended without one."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            for descriptor in (*kept, heard):
                os.close(descriptor)
            os.write(told, json.dumps(_identified(fido, question)).encode())
        finally:
            os._exit(0)
    os.close(told)
    with os.fdopen(heard, "rb") as answer:
        said = answer.read(16 * 1024)
    os.waitpid(child, 0)
    return said


def _identified(fido: Any, question: bytes) -> tuple[str, str] | None:
    size, evidence = int.from_bytes(question[:8], "big"), question[8:]
    matches = fido.match_formats(evidence[:_SAMPLE], evidence[-_SAMPLE:]) if evidence else ()
    if not matches:
        return None
    described, _signature = matches[0]
    puid, name = described.findtext("puid"), " ".join(filter(None, map(described.findtext, ("name", "version"))))
    return _office(size, evidence) or (puid, name) if puid == _ZIP else (puid, name)


def _office(size: int, evidence: bytes) -> tuple[str, str] | None:
    """What the archive declares itself to be: signatures of containers need it unpacked."""
    with os.fdopen(os.memfd_create("evidence"), "w+b") as whole:
        half = len(evidence) if len(evidence) == size else len(evidence) // 2
        whole.truncate(size)  # a large file's two ends stand in their places, with a hole between them
        whole.write(evidence[:half])
        whole.seek(size - (len(evidence) - half))
        whole.write(evidence[half:])
        try:
            with zipfile.ZipFile(whole) as archive, archive.open(_CONTENT_TYPES) as declared:
                said = declared.read(_MOST_DECLARED)
        except _NO_ARCHIVE:
            return None  # not such an archive: the plain identification stands
    return next(((puid, words) for mark, puid, words in _OFFICE if mark in said), None)


def _heard(questions: int) -> bytes:
    return _read(questions, int.from_bytes(_read(questions, 4), "big"))


def _read(questions: int, wanted: int) -> bytes:
    parts = []
    while wanted and (part := os.read(questions, wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def _say(answers: int, answer: bytes) -> None:
    os.write(answers, len(answer).to_bytes(4, "big") + answer)


if __name__ == "__main__":
    serve(0, 1)
