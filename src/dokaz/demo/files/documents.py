"""Written documents: PDF (ISO 32000-1) by WeasyPrint, DOCX (ECMA-376) by python-docx."""

import io
from html import escape
from random import Random

import docx

from dokaz.demo.contents import MARK, MARK_ASCII, Paper
from dokaz.demo.files.tables import packed

FORMS = ("pdf", "docx")

_STYLE = """
@page { size: A4; margin: 24mm 22mm 26mm 26mm;
  @bottom-left { content: "%s"; font: 7pt 'DejaVu Sans'; color: #666 }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt 'DejaVu Sans'; color: #666 } }
body { font: 10.5pt/1.5 'DejaVu Serif'; }
header { text-align: center; font-size: 9.5pt; white-space: pre-line;
  border-bottom: 0.6pt solid #444; padding-bottom: 4mm }
h1 { font-size: 14pt; text-align: center; margin: 9mm 0 6mm }
p { text-align: justify; margin: 0 0 3mm } time { display: block; margin-bottom: 6mm }
table { border-collapse: collapse; width: 100%%; margin: 4mm 0; font-size: 9pt }
td, th { border: 0.5pt solid #555; padding: 1.4mm 2mm; text-align: left; vertical-align: top } th { background: #eee }
footer { margin-top: 14mm } aside { margin-top: 6mm; width: 46mm; border: 1.4pt solid #35528c; color: #35528c;
  border-radius: 3mm; padding: 3mm; text-align: center; font: 8pt 'DejaVu Sans'; white-space: pre-line;
  transform: rotate(-4deg) }
"""


def make(paper: Paper, chance: Random) -> bytes:
    """Give the paper as PDF or DOCX, with its language, title and date in the metadata."""
    return _pdf(paper, chance) if paper.form == "pdf" else _docx(paper)


def _pdf(paper: Paper, chance: Random) -> bytes:
    # ISO 32000-1, 14.4: the file identifier; drawn from the seed instead of from the time.
    import weasyprint  # noqa: PLC0415 - half a second of start-up that every command would pay

    written: bytes | None = weasyprint.HTML(string=_html(paper)).write_pdf(pdf_identifier=chance.randbytes(16))
    assert written is not None
    return written


def _html(paper: Paper) -> str:
    made = paper.dated.isoformat()
    return (
        f'<html lang="{paper.language}"><head><meta charset="utf-8"><title>{escape(paper.title)}</title>'
        f'<meta name="description" content="{MARK_ASCII}">'
        f'<meta name="dcterms.created" content="{made}"><meta name="dcterms.modified" content="{made}">'
        f"<style>{_STYLE % MARK}</style></head><body>"
        f"<header>{escape(paper.head)}</header><h1>{escape(paper.title)}</h1><time>{paper.dated:%d.%m.%Y}</time>"
        f"{''.join(f'<p>{escape(paragraph)}</p>' for paragraph in paper.paragraphs)}{_rows(paper)}"
        f"<footer>{escape(paper.signed)}</footer>{_stamp(paper)}</body></html>"
    )


def _rows(paper: Paper) -> str:
    if not paper.table:
        return ""
    head, *rest = paper.table
    cells = [f"<tr>{''.join(f'<th>{escape(cell)}</th>' for cell in head)}</tr>"]
    cells += [f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rest]
    return f"<table>{''.join(cells)}</table>"


def _stamp(paper: Paper) -> str:
    return f"<aside>{escape(paper.stamp)}</aside>" if paper.stamp else ""


def _docx(paper: Paper) -> bytes:
    document = docx.Document()
    about = document.core_properties
    about.author, about.last_modified_by, about.comments = "Dokaz demo", "Dokaz demo", MARK_ASCII
    about.title, about.language = paper.title, paper.language
    about.created = about.modified = paper.dated.replace(tzinfo=None)
    document.sections[0].footer.paragraphs[0].text = MARK
    document.add_paragraph(paper.head)
    document.add_heading(paper.title, level=1)
    for paragraph in (f"{paper.dated:%d.%m.%Y}", *paper.paragraphs):
        document.add_paragraph(paragraph)
    _docx_rows(document, paper.table)
    document.add_paragraph(paper.signed)
    out = io.BytesIO()
    document.save(out)
    return packed(out.getvalue(), paper.dated)


def _docx_rows(document: "docx.document.Document", rows: tuple[tuple[str, ...], ...]) -> None:
    if not rows:
        return
    grid = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
