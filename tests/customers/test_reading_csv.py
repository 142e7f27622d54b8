"""Bytes become a table whatever program wrote them; what cannot be read is said with line and column."""

import pytest

from customers.encodings import CannotRead
from customers.reading_csv import MOST_BYTES, MOST_COLUMNS, MOST_LINES, read_table

ROWS = "Firma;Ort;Umsatz\r\nMüller & Söhne;Köln;1,50\r\nCafé;Zürich;2,75\r\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
    ],
)
def test_letters_are_told_by_their_bytes(encoding, found):
    table = read_table(ROWS.encode(encoding))
    assert (table.encoding, table.separator) == (found, ";")
    assert table.headings == ("Firma", "Ort", "Umsatz")
    assert [line.cells for line in table.lines] == [("Müller & Söhne", "Köln", "1,50"), ("Café", "Zürich", "2,75")]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp1250", "latin-1"])
def test_letters_can_be_chosen_by_a_person(encoding):
    assert read_table("name\nMüller\n".encode(encoding), encoding=encoding).lines[0].cells == ("Müller",)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_under_which_rows_agree(separator):
    rows = [["name", "turnover", "note"], ["Bayside", "1,5; net", "a|b"], ["Kessler", "2,5; net", "x\ty"]]
    text = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    table = read_table(text.encode())
    assert table.separator == separator
    assert table.lines[0].cells == tuple(rows[1])


def test_one_column_is_a_table_too():
    assert read_table(b"name\nBayside, Inc.\n").lines[0].cells == ("Bayside, Inc.",)


def test_the_line_of_a_spreadsheet_that_names_the_separator_is_understood():
    table = read_table(b"sep=;\r\nname;city\r\nBayside, Inc.;Leeds\r\n")
    assert (table.headings, table.lines[0].number) == (("name", "city"), 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_keep_the_number_of_the_line_they_begin_in(end):
    text = end.join(["name,note", "", f'Bayside,"two{end}lines"', "Kessler,", "", "Rowan,x", ""])
    assert [(line.number, line.cells[0]) for line in read_table(text.encode()).lines] == [
        (3, "Bayside"),
        (5, "Kessler"),
        (7, "Rowan"),
    ]


def test_short_rows_are_filled_and_long_ones_are_kept_for_the_rules():
    lines = read_table(b"name,city\nBayside\nKessler,Leeds,more\n").lines
    assert [line.cells for line in lines] == [("Bayside", ""), ("Kessler", "Leeds", "more")]


def test_empty_columns_at_the_end_are_left_out():
    table = read_table(b"name,city,,\nBayside,Leeds,,\n")
    assert (table.headings, table.lines[0].cells) == (("name", "city"), ("Bayside", "Leeds"))


def test_formulas_are_text_like_any_other():
    cells = ("=1+1", "+49 221", "-x", "@sum")
    assert read_table(("a;b;c;d\n" + ";".join(cells)).encode()).lines[0].cells == cells


@pytest.mark.parametrize(
    ("data", "sentence", "line", "column"),
    [
        (b"", "This file is empty.", 0, 0),
        (b"\n\n \n", "This file is empty.", 0, 0),
        (b"name,city\n", "This file has headings and no rows.", 1, 0),
        (b"name,city\na\0b,c\n", "Line 2 has a NUL character at letter 2. Save the file again as CSV.", 2, 2),
        (
            b'name,city\nBayside,"Leeds\nKessler,York\n',
            "The quotation marks in line 2, column 2 do not match. Close the open one.",
            2,
            2,
        ),
        (
            b'name,city\n"Bayside" Inc,Leeds\n',
            "The quotation marks in line 2, column 1 do not match. Close the open one.",
            2,
            1,
        ),
        (b"Name,city,NAME\na,b,c\n", "Columns 1 and 3 are both called “NAME”. Rename one of them.", 1, 3),
        (b"name,\na,b\n", "Column 2 has no heading in the first line. Give it one.", 1, 2),
        (b"PK\x03\x04rest", "This is a workbook.", 0, 0),
        (
            "Zoë,ö\nÅse,é\n".encode() + b"Ren\xe9e,x\n",
            "Line 3, letter 4 cannot be read as UTF-8. Mend it, or save the file again.",
            3,
            4,
        ),
        (b"name\nM\x81ller\n", "Line 2, letter 2 cannot be read as Windows-1252", 2, 2),
        (b"\xff\xfen\0a\0m", "Line 1, letter 3 cannot be read as UTF-16", 1, 3),
        (b"name\n" + b"x" * 200_000, "Line 2 has a cell that goes on and on.", 2, 0),
        (b"a," * 1_000_000 + b"\na", "This file has 1,000,001 columns. At most 100 fit.", 1, 0),
        (b"name\n" + b"x\n" * (MOST_LINES + 1), "More than 5,000 rows: line 5,002 is one too many.", 5002, 0),
        (b"x" * (MOST_BYTES + 1), "This file has 5.0 MB. At most 5 MB fit.", 0, 0),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_read_is_said_with_its_place(data, sentence, line, column):
    with pytest.raises(CannotRead) as refused:
        read_table(data)
    assert str(refused.value).startswith(sentence)
    assert (refused.value.line, refused.value.column) == (line, column)


def test_the_largest_table_still_fits():
    header = ",".join(f"c{n}" for n in range(MOST_COLUMNS))
    table = read_table((header + "\n" + "x\n" * MOST_LINES).encode())
    assert (len(table.headings), len(table.lines)) == (MOST_COLUMNS, MOST_LINES)
