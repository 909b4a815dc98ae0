"""BagIt 1.0 (RFC 8493): a folder that says what it holds, and by which hashes."""

from dokaz.verify.bags.reading import Report, Warned, check
from dokaz.verify.bags.writing import Written, tag_files, write

__all__ = ["Report", "Warned", "Written", "check", "tag_files", "write"]
