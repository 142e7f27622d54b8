"""What people and machines send that is wrong or hostile; every form is held against the same tables."""

LINES_REFUSED = {
    "nul": "a\x00b",
    "lines": "Noor\r\nBcc: all@example.com",
    "long": "x" * 100_000,
    "marks": "e" + "\u0301" * 5000,
    "control": "a\x1b[31mb",
    "unreadable": "a\ufffdb",
}
"""For a field of one line: each ends in a sentence and saves nothing."""

TEXTS_REFUSED = {kind: text for kind, text in LINES_REFUSED.items() if kind not in ("lines", "unreadable")}
"""For free text, which may have several lines and quote what a broken mail left."""

EMPTY_TO_THE_EYE = {
    "spaces": " \t ",
    "zero width": "\u200b\u2060\ufeff",
    "turns": "\u202e\u2066",
    "fillers": "\u3164\u2800",
}
"""Nothing to be seen: what has to be filled in is not."""

HARMLESS = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{% debug %}${7*7}#{7*7}%(name)s %s {0}",
    "formula": '=HYPERLINK("http://evil.example")',
    "sql": "Robert'); DROP TABLE customers;--",
    "path": "../../etc/passwd",
    "quotes": "\"'`<>&",
    "bidi": "\u202eInvoice\u2066 paid",
    "look-alike": "Hаlvоrsen Mаrine",
    "letters": "Ωmega 株式会社 مؤسسة ñandú 🚢",
    "link": "javascript:alert(1)",
}
"""Words like any other: kept, and shown as they are."""

NO_CHOICE = {
    "unknown": "zzz",
    "nul": "\x00",
    "huge": "99999999999999999999",
    "long": "x" * 100_000,
    "unreadable": "\ufffd",
}
"""For a field with choices, and for ids: none of them is one."""

MOMENTS_REFUSED = {
    "the first year": "0001-01-01T00:00",
    "the last year": "9999-12-31T23:59",
    "30 February": "2027-02-30T10:00",
    "25 o'clock": "2027-02-01T25:00",
    "year 0": "0000-00-00T00:00",
    "five digits": "12027-02-01T10:00",
    "negative": "-2027-02-01T10:00",
    "words": "next Tuesday",
    "nul": "2027-02-01\x0010:00",
    "instant": "1e309",
    "long": "2027-02-01T10:00" + "0" * 100_000,
}
"""For a day and time that somebody types."""

DST_GAP, DST_TWICE = "2027-03-14T02:30", "2027-11-07T01:30"
"""In Los Angeles the first does not exist and the second exists twice: both are taken."""

QUERIES = (
    "page=-1&view=x&owner=99999999999999999999&step=9&kind=zzz&q=%00&team=x&role=owner&state=zzz&zoom=x&to=x&all=",
    "page=%00&view=%00&owner=%00&step=%00&kind=%00&q=%ff%fe&team=%00&role=%00&state=%00&zoom=%00&to=%00&all=%00",
    "page=99999999999999999999&owner=-1&step=%EF%BC%91&q=%ED%A0%80&team=99999999999999999999&order=password",
    "page=1e309&owner=%EF%BC%91&step=-1&q=%25%25%28x%29s%00&order=-owner__password&owner__password__startswith=m",
    "customer=%00&kind=%00&severity=%00&noticed=%00&what=%00&started=%00&next=//evil.example",
    "kind=zzz&severity=zzz&noticed=zzz&what=%ED%A0%80&started=9999&next=https:evil.example&page=%EF%BC%91",
    "to=us&page=last&a=1&a=2&a[]=3&a.b=4&&&===&%",
)
"""What may stand after the question mark of any address."""
