"""Workbooks written by hand, as programs write them and as nobody should."""

import io
import zipfile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STYLES = (
    f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)


def workbook(cells, *, strings=()):
    """A stream and its size, for a reader."""
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/sharedStrings.xml", f"<sst {MAIN}>{shared}</sst>")
        file.writestr("xl/styles.xml", STYLES)
        file.writestr("xl/worksheets/sheet1.xml", f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>")
    packed.seek(0)
    return packed, len(packed.getvalue())
