"""Embedded metadata by ExifTool in the sandbox: kept as what that program said, with its version."""

import json
from typing import Any, BinaryIO

from dokaz.adapters import sandbox
from dokaz.custody.ports import Reading

_ARGUMENTS = ("-json", "-G1", "-a", "-s", "-struct", "-api", "LargeFileSupport=1", "-")
_VERSION = "ExifTool:ExifToolVersion"
_OF_THE_PIPE = ("SourceFile", "System:")  # said of the memory file it was given, not of the evidence


class ExifTool:
    """A `MetadataReader`."""

    def read(self, stream: BinaryIO, *, mime: str) -> Reading:  # noqa: ARG002 - the program looks for itself
        size = stream.seek(0, 2)
        stream.seek(0)
        ran = sandbox.run("exiftool", _ARGUMENTS, stdin=stream, size=size)
        said, trouble = _parsed(ran)
        version = str(said.pop(_VERSION, ""))
        fields = {name: value for name, value in said.items() if not name.startswith(_OF_THE_PIPE)}
        if fields and sandbox.is_partial(size):
            fields["Dokaz:Read"] = "first and last 32 MiB"
        return Reading("exiftool", version, fields, trouble)


def _parsed(ran: sandbox.Ran) -> tuple[dict[str, Any], str]:
    if ran.trouble:
        return {}, ran.trouble
    try:
        (said,) = json.loads(ran.output)
    except ValueError:
        return {}, "Not read: the program's answer was not in its own format."
    return dict(said), ""
