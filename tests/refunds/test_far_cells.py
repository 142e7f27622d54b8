"""A workbook of a few kilobytes whose one cell far away would take all memory is refused before it is opened."""

import io
import zipfile

import pytest
import xlsxwriter

from customers.encodings import CannotRead
from refunds.intake.spanning import most_cells
from refunds.intake.workbooks import MOST_CELLS, refuse_bomb


def book(*cells):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for row, column in cells:
            sheet.write(row, column, "x")
    return made


def changed(made, change):
    out = io.BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            data = before.read(part)
            after.writestr(part.filename, change(data) if "worksheets" in part.filename else data)
    return out


def cells_of(made):
    with zipfile.ZipFile(made) as archive:
        return most_cells(archive)


@pytest.mark.parametrize(
    ("cells", "spans"), [([(0, 0)], 1), ([(0, 0), (9, 3)], 40), ([(0, 16383), (1048575, 0)], 16384 * 1048576)]
)
def test_what_a_sheet_spans_is_read_from_its_places(cells, spans):
    assert cells_of(book(*cells)) == spans


@pytest.mark.parametrize("name", [b"", b"x:"])
def test_cells_that_do_not_say_their_place_are_counted(name):
    row = b"<row>" + b"<c><v>1</v></c>" * 700 + b"</row>"
    many = b"<sheetData>" + row + b"<row><c><v>1</v></c></row>" * 300_000 + b"</sheetData>"
    many = many.replace(b"<row", b"<" + name + b"row").replace(b"<c", b"<" + name + b"c")
    assert cells_of(changed(book((0, 0)), lambda data: many)) == 700 * 300_001


@pytest.mark.parametrize("write", [b"r='XFD1048576'", b'r = "XFD1048576"'])
def test_a_cell_far_away_is_refused_however_its_place_is_written(tmp_path, write):
    path = tmp_path / "far"
    path.write_bytes(changed(book((0, 0)), lambda data: data.replace(b'r="A1"', write)).getvalue())
    with pytest.raises(CannotRead, match="far away from the table"):
        refuse_bomb(path)


def test_a_large_table_is_no_far_cell():
    assert cells_of(book((0, 0), (999_999, 39))) == MOST_CELLS
