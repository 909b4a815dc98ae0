"""The door of the adapters: what `config.wiring` gives to the ports of other modules."""

from dokaz.adapters.exiftool import ExifTool
from dokaz.adapters.pronom import Pronom

__all__ = ["ExifTool", "Pronom"]
