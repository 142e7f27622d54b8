"""Customer lists as people bring them: from another program, in its letters, with rows that are wrong."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

HEADINGS = [
    "Kundennr.", "Firma", "Straße", "Ort", "Land", "Währung", "Sprache", "Umsatz",
    "Ansprechpartner", "E-Mail", "Telefon", "Funktion", "Bemerkung",
]  # fmt: skip
PLACES = [
    ("Köln", "Deutschland", "EUR", "de"),
    ("Graz", "Österreich", "EUR", "de"),
    ("Zürich", "CH", "CHF", "de"),
    ("Leeds", "Großbritannien", "GBP", "en"),
    ("Lyon", "Frankreich", "EUR", "fr"),
    ("Auckland", "Neuseeland", "NZD", "en"),
]
KINDS = ["Müller & Söhne", "Bäckerei", "Großhandel", "Möbelhaus", "Café", "Spedition", "Gärtnerei", "Räder"]


@dataclass(frozen=True)
class MessyList:
    """The bytes, how many rows can be used, and heading of the wrong cell by line ("" for the row as a whole)."""

    data: bytes
    rows: int
    customers: int
    contacts: int
    wrong: dict[int, str]


def messy_list(customers: int = 200) -> MessyList:
    """Semicolons, Windows-1252, CRLF, German headings, quoted separators and line ends, decimal commas, formulas;
    `customers` companies, a second person for every tenth, and eleven wrong rows in between."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    line, contacts, rows, wrong = 2, 0, 0, {}
    spoiled = _spoiled()
    for number in range(1, customers + 1):
        for row in [_row(number), _row(number, second=True)][: 2 if number % 10 == 0 else 1]:
            writer.writerow(row)
            line += 1 + sum(cell.count("\n") for cell in row)
            contacts, rows = contacts + 1, rows + 1
        if number % 18 == 0 and spoiled:
            row, heading = spoiled.pop()
            wrong[line] = heading
            out.write(row)
            line, rows = line + 1, rows + 1
    return MessyList(out.getvalue().encode("cp1252"), rows, customers, contacts, wrong)


def _row(number: int, *, second: bool = False) -> list[str]:
    ort, land, currency, language = PLACES[number % len(PLACES)]
    name = f"{KINDS[number % len(KINDS)]} {number}"
    person = f"José Núñez {number}" if second else f"Jörg Weiß {number}"
    return [
        f"{40000 + number}",
        f"{name}; Filiale" if number % 7 == 0 else name,
        f"Hauptstraße {number}\nHinterhaus" if number % 25 == 0 else f"Hauptstraße {number}",
        ort,
        land,
        currency,
        language,
        f"{number}.000,50",
        person,
        f"{'zwei' if second else 'eins'}.{number}@firma{number}.example",
        f"+49 221 555 {number:04}",
        "=1+1" if number == 3 else "Einkäufer",
        '"sehr" pünktlich' if number == 5 else "",
    ]


def _spoiled() -> list[tuple[str, str]]:
    """Rows that cannot be used, as raw lines, with the heading of the wrong cell; none may spoil its neighbours."""
    return [
        ("90001;;Weg 1;Köln;Deutschland;EUR;de;1,50;Ohne Firma;ohne@firma.example;;;\r\n", "Firma"),
        ("90002;Zwei Adressen;Weg 2;Köln;DE;EUR;de;1;Anna;a@x.example, b@x.example;;;\r\n", "E-Mail"),
        ("90003;Keine Adresse;Weg 3;Köln;DE;EUR;de;1;Anna;anna(at)x.example;;;\r\n", "E-Mail"),
        ("90004;Land unbekannt;Weg 4;Köln;Atlantis;EUR;de;1;Anna;anna@x.example;;;\r\n", "Land"),
        ("90005;Währung falsch;Weg 5;Köln;DE;US$;de;1;Anna;anna@x.example;;;\r\n", "Währung"),
        ("90006;Sprache falsch;Weg 6;Köln;DE;EUR;klingonisch;1;Anna;anna@x.example;;;\r\n", "Sprache"),
        ("90007;Zu viele Zellen;Weg 7;Köln;DE;EUR;de;1;Anna;anna@x.example;;;;zu;viel\r\n", ""),
        (f"90008;{'Lang ' * 40};Weg 8;Köln;DE;EUR;de;1;Anna;anna@x.example;;;\r\n", "Firma"),
        ("90009;Kein Telefon;Weg 9;Köln;DE;EUR;de;1;Anna;anna@x.example;nachfragen;;\r\n", "Telefon"),
        ("40001;Nummer vergeben;Weg 10;Köln;DE;EUR;de;1;Anna;anna@x.example;;;\r\n", "Kundennr."),
        ("90011;Viele Zonen;Weg 11;Sydney;Australien;AUD;en;1;Anna;anna@x.example;;;\r\n", "Land"),
    ]
