"""What nobody should be able to save: for each kind of field, what is typed and must be refused with a sentence."""

LINES = {
    "nul": "a\x00b",
    "lines": "Noor\r\nBcc: all@example.com",
    "long": "x" * 100_000,
    "marks": "e" + "\u0301" * 5000,
    "control": "a\x1b[31mb",
    "unreadable": "a\ufffdb",
}
CHOICES = ["", "x", "-1", "99999999999999999999", "1e309", "NaN", "\x00", "0:hours", "4:years", "1:working_hours;--"]
DAYS = ["x", "0000-00-00", "2026-02-30", "99999-01-01", "\x00", "9999-12-31", "0001-01-01", "-1"]
HOURS = ["x", "25:00-26:00", "17:00-09:00", "09:00-12:00, 11:00-13:00", "09:00", "-", "9-17-19", "\x00", "x" * 100_000]
QUERIES = [
    "?page=-1",
    "?page=x",
    "?page=99999999999999999999",
    "?view=%00",
    "?view=password",
    "?order=password",
    "?q=%ED%A0%80",
    "?start=%00&span=%00",
    "?x=" + "x" * 5000,
]
