"""What can be wrong with an age file, its keys or its armor.

AgeError
├── KeyMalformed            a recipient or identity is not written as age writes it
├── RecipientsRefused       these recipients may not stand in one header
├── HeaderError             the header is not an age v1 header; `line` says where
│   ├── StanzaMalformed     a stanza of a type we know breaks the rules of that type
│   ├── WorkFactorTooHigh   a passphrase stanza asks for more work than allowed
│   └── NonceCutOff         the file ends between header and payload
├── HeaderMacError          the header was altered after it was written
├── NoMatch                 none of the given identities opens the file
├── PayloadError            the payload is not what was written
│   ├── AlteredChunk        a chunk fails its authentication; `index` says which
│   ├── TruncatedPayload    the payload ends without its final chunk
│   ├── EmptyLastChunk      a final chunk that holds nothing follows other chunks
│   └── TrailingData        bytes follow the final chunk
└── ArmorError              the ASCII armor is not strict; `line` says where
"""

__all__ = [
    "AgeError",
    "AlteredChunk",
    "ArmorError",
    "EmptyLastChunk",
    "HeaderError",
    "HeaderMacError",
    "KeyMalformed",
    "NoMatch",
    "NonceCutOff",
    "PayloadError",
    "RecipientsRefused",
    "StanzaMalformed",
    "TrailingData",
    "TruncatedPayload",
    "WorkFactorTooHigh",
]


class AgeError(Exception):
    """The root: everything this package raises about what it was given to read or write."""

    code = "age"


class KeyMalformed(AgeError):
    """Raised when the text or bytes of a recipient, identity or passphrase cannot be used."""

    code = "age-key-malformed"


class RecipientsRefused(AgeError):
    """Raised at writing when the recipients are missing, too many, or may not share a header."""

    code = "age-recipients-refused"


class HeaderError(AgeError):
    """Raised when the header breaks the grammar of age v1. `line` counts from 1; 0 means the header as a whole."""

    code = "age-header-malformed"

    def __init__(self, defect: str, *, line: int = 0) -> None:
        where = f"Line {line} of the age header" if line else "The age header"
        super().__init__(f"{where} cannot be read: {defect}.")
        self.line = line


class StanzaMalformed(HeaderError):
    """Raised when a stanza of a known type has the wrong arguments, share or length."""

    code = "age-stanza-malformed"


class WorkFactorTooHigh(HeaderError):
    """Raised before any work is done on a passphrase stanza that asks for too much."""

    code = "age-work-factor-too-high"


class NonceCutOff(HeaderError):
    """Raised when fewer than 16 bytes follow the header."""

    code = "age-nonce-cut-off"


class HeaderMacError(AgeError):
    """Raised when the file key opens but the header is not the one written with it."""

    code = "age-header-altered"

    def __init__(self) -> None:
        super().__init__("The age header was altered after it was written: its MAC does not fit the file key.")


class NoMatch(AgeError):
    """Raised when no given identity opens the header. The file may be whole: another key may open it."""

    code = "age-no-match"

    def __init__(self) -> None:
        super().__init__("None of the given keys opens this file. Ask for the key it was encrypted to.")


class PayloadError(AgeError):
    """Raised when the payload fails authentication. What was released before it is authentic."""

    code = "age-payload-broken"


class AlteredChunk(PayloadError):
    """Raised when a chunk is not what was written. `index` counts chunks of 64 KiB from 0."""

    code = "age-chunk-altered"

    def __init__(self, index: int) -> None:
        super().__init__(
            f"Chunk {index} (64 KiB each, counted from 0) is not what was written: "
            "it was altered, or the file was cut inside it, or the key belongs to another payload."
        )
        self.index = index


class TruncatedPayload(PayloadError):
    """Raised when the payload stops before its final chunk. `index` is the chunk that is missing."""

    code = "age-payload-truncated"

    def __init__(self, index: int) -> None:
        super().__init__(f"The file was cut off: chunk {index} and what followed are missing.")
        self.index = index


class EmptyLastChunk(PayloadError):
    """Raised when an empty final chunk follows other chunks, which no honest writer makes."""

    code = "age-last-chunk-empty"

    def __init__(self, index: int) -> None:
        super().__init__(f"Final chunk {index} is empty although data precede it; the writer was faulty or dishonest.")
        self.index = index


class TrailingData(PayloadError):
    """Raised when bytes follow the final chunk. `index` is the chunk at which they begin."""

    code = "age-trailing-data"

    def __init__(self, index: int) -> None:
        super().__init__(f"Bytes were added after the end of the payload, from chunk {index} on.")
        self.index = index


class ArmorError(AgeError):
    """Raised when ASCII armor is not the strict PEM that age writes. `line` counts from 1."""

    code = "age-armor-malformed"

    def __init__(self, defect: str, *, line: int) -> None:
        super().__init__(f"Line {line} of the armored file cannot be read: {defect}.")
        self.line = line
