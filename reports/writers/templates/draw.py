"""Draws the DOCX templates that ship beside it; run `python -m reports.writers.templates.draw` after a change.

An office edits copies of the results in Word (letterhead, signature, wording); the marks in double braces are filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

HERE = Path(__file__).parent
# Body, heading, second heading, title and table faces as GB/T 9704—2012 has them; Latin letters in a serif.
FACES = {"Normal": ("仿宋", 16), "Heading 1": ("黑体", 16), "Heading 2": ("楷体", 16), "Title": ("宋体", 22), "Table": ("宋体", 10)}
# What a machine without the Windows faces takes instead.
INSTEAD = {"仿宋": "FangSong", "黑体": "SimHei", "楷体": "KaiTi", "宋体": "SimSun"}
LATIN = "Times New Roman"


def new_document() -> Any:
    """An empty A4 document with official margins, faces and a page number."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    for name in ("Normal", "Heading 1", "Heading 2", "Title"):
        _face(document.styles[name], *FACES[name])
    _spacing(document)
    table = document.styles.add_style("Table Text", 1)
    _face(table, *FACES["Table"])
    table.paragraph_format.line_spacing = 1.15
    table.element.get_or_add_pPr().append(_mark("w:wordWrap", val="0"))  # a long address breaks inside its cell
    sentence = document.styles.add_style("Sentence", 1)
    _face(sentence, "仿宋", 14)
    sentence.paragraph_format.line_spacing, sentence.paragraph_format.space_after = Pt(24), Pt(0)
    _page_number(section.footer.paragraphs[0])
    _substitutes(document)
    _lighten(document)
    return document


def _face(style: Any, name: str, size: int) -> None:
    style.font.size, style.font.name, style.font.bold, style.font.italic = Pt(size), LATIN, name == "宋体" and size > 20, False
    style.font.color.rgb = None
    properties = style.element.get_or_add_rPr()
    for color in properties.findall(qn("w:color")):
        properties.remove(color)
    fonts = properties.find(qn("w:rFonts"))
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for slot, value in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", name)):
        fonts.set(qn(f"w:{slot}"), value)
    for language in properties.findall(qn("w:lang")):
        properties.remove(language)
    properties.append(_mark("w:lang", val="en-US", eastAsia="zh-CN"))


def _spacing(document: Any) -> None:
    for name in ("Normal", "Heading 1", "Heading 2"):
        form = document.styles[name].paragraph_format
        form.line_spacing, form.space_before, form.space_after = Pt(27), Pt(0), Pt(0)
        indent = document.styles[name].element.get_or_add_pPr()
        indent.append(_mark("w:ind", firstLineChars="200", firstLine="640"))
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing, title.paragraph_format.space_after = Pt(34), Pt(14)
    borders = title.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        title.element.pPr.remove(borders)


def _mark(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _page_number(paragraph: Any) -> None:
    paragraph.style = paragraph.part.document.styles["Normal"] if hasattr(paragraph.part, "document") else paragraph.style
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Mm(0)
    for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = paragraph.add_run(text)
        run.font.size = Pt(14)
        for kind in ("begin", "instr", "end") if field else ():
            if kind == "instr":
                instruction = _mark("w:instrText")
                instruction.text = field
                run._r.append(instruction)
            else:
                run._r.append(_mark("w:fldChar", fldCharType=kind))


def _substitutes(document: Any) -> None:
    """Names each face's substitute in the font table."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))
    rows = "".join(f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>' for name, other in INSTEAD.items())
    part._blob = part.blob.replace(b"</w:fonts>", rows.encode() + b"</w:fonts>")


def _lighten(document: Any) -> None:
    """Takes away what python-docx's own blank brings along and no letter uses: a hundred styles of tables, their copy for a Word
    of long ago, a picture of the blank. They were nine tenths of each letter, and of the time to write it."""
    for owner in (document.part, document.part.package):
        for number in [number for number, rel in owner.rels.items() if rel.reltype.endswith(("/stylesWithEffects", "/customXml", "/thumbnail"))]:
            del owner.rels[number]
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in ("TableNormal", "TableGrid"):
            styles.remove(style)


def say(document: Any, text: str, style: str = "Normal", align: str = "") -> Any:
    """Adds a paragraph; `align` "left" also takes the indent away, "right" and "center" place it."""
    paragraph = document.add_paragraph(text, style=style)
    if align:
        paragraph.alignment = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}[align]
        paragraph.paragraph_format.first_line_indent = Mm(0)
        paragraph._p.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), "0")
    return paragraph


def landscape(document: Any) -> None:
    """Opens a new landscape page for a wide table."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(24), Mm(20), Mm(18), Mm(18)


def table(document: Any, loop: str, columns: list[tuple[str, str, int, str]]) -> None:
    """A table whose one row repeats. Each column: head, mark, width in mm, alignment."""
    made = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    made._tbl.tblPr.append(_mark("w:tblLayout", type="fixed"))
    for index, (head, value, width, align) in enumerate(columns):
        made.columns[index].width = Mm(width)
        for row, text in ((0, head), (1, ""), (2, value), (3, "")):
            cell = made.cell(row, index)
            cell.width = Mm(width)
            _cell(cell, text, align if row else "center", bold=row == 0)
    made.cell(1, 0).paragraphs[0].add_run(f"{{%tr for row in {loop} %}}")
    made.cell(3, 0).paragraphs[0].add_run("{%tr endfor %}")
    made.rows[0]._tr.get_or_add_trPr().append(_mark("w:tblHeader"))
    for row in made.rows:
        row._tr.get_or_add_trPr().append(_mark("w:cantSplit"))


def _cell(cell: Any, text: str, align: str, bold: bool) -> None:
    parts = text.split("\n") or [""]
    for index, part in enumerate(parts):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.style = "Table Text"
        paragraph.alignment = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}[align]
        if part:
            run = paragraph.add_run(part)
            run.font.bold = bold
    if bold:
        cell._tc.get_or_add_tcPr().append(_mark("w:shd", val="clear", color="auto", fill="E8EDF3"))


def each(document: Any, loop: str, text: str, style: str = "Normal") -> None:
    """A paragraph that repeats for every entry of `loop`."""
    for content in (f"{{%p for line in {loop} %}}", text, "{%p endfor %}"):
        say(document, content, style)


def closing(document: Any, loop: str) -> None:
    """The entries of `loop` as paragraphs, the last of which stays on the page of what follows: a signature needs text above it."""
    each(document, f"{loop}[:-1]", "{{ line }}")
    say(document, f"{{{{ {loop}[-1] }}}}").paragraph_format.keep_with_next = True


def signature(document: Any) -> None:
    """The office and the day; they never stand alone on a page."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    say(document, "").paragraph_format.keep_with_next = True
    say(document, "{{ signature }}", align="right").paragraph_format.keep_with_next = True
    say(document, "{{ date }}", align="right")


def main() -> None:
    from reports.writers.templates import annual_form, comparison_form, letter_forms

    for name, document in (*letter_forms.forms(), *annual_form.forms(), *comparison_form.forms()):
        document.save(HERE / f"{name}.docx")


if __name__ == "__main__":
    main()
