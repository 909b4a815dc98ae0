"""What a package says of its exhibits to programs of others. Pure: from `Told` to bytes, and no name of a person.

`case.graph` (CASE/UCO, JSON-LD), `premis.record` (PREMIS 3, XML), `loadfiles.dat` and `loadfiles.opt` (Concordance and
Opticon), `otplink.table` (a plain list, for whoever uploads the files by hand).
"""

from dokaz.disclosure.formats.telling import Item, Step, Told, told

__all__ = ["Item", "Step", "Told", "told"]
