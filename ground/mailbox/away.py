"""When somebody who is away says they are back: the first date of an absence note that follows such words. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar janvier enero januari jan jän janv ene gennaio janeiro",
            "february februar février fevrier febrero februari feb févr febbraio fevereiro",
            "march märz maerz mars marzo maart mar mrt mär março",
            "april avril abril apr avr abr aprile",
            "may mai mayo mei maggio maio",
            "june juni juin junio jun giugno junho",
            "july juli juillet julio jul juil luglio julho",
            "august août aout agosto augustus aug ago",
            "september septembre septiembre sept sep set settembre setembro",
            "october oktober octobre octubre oct okt ottobre outubro",
            "november novembre noviembre nov novembro",
            "december dezember décembre decembre diciembre dec dez déc dic dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday montag lundi lunes maandag",
            "tuesday dienstag mardi martes dinsdag",
            "wednesday mittwoch mercredi miércoles miercoles woensdag",
            "thursday donnerstag jeudi jueves donderdag",
            "friday freitag vendredi viernes vrijdag",
            "saturday samstag sonnabend samedi sábado sabado zaterdag",
            "sunday sonntag dimanche domingo zondag",
        )
    )
    for name in names.split()
}
_BACK = re.compile(
    r"\b(back|return(?:ing|s)?|until|till|through|available again|in the office again|bis|zurück|ab dem"
    r"|wieder erreichbar|wieder da|jusqu['’ ]?|de retour|retour le|hasta|regres\w+|vuelv\w+|de vuelta|terug|tot en met"
    r"|tot|t/m|aanwezig vanaf)"
    r"|まで|から出社|復帰|出社",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_JAPANESE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_NUMBERS = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})[./-](\d{2,4})?")
_NAME = r"[^\W\d_]{3,10}"
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+|de\s+)?({_NAME})\.?(?:\s+(?:de\s+)?(\d{{4}}))?"
)
_MONTH_DAY = re.compile(rf"\b({_NAME})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?\b")
_AFTER_ITS_DATE = ("まで", "から出社", "復帰", "出社")
REACH = 90
"""Letters around the word "back" in which its date stands."""
LONGEST, LOOKED_AT = timedelta(days=400), 4_000


def back_on(text: str, received: date) -> date | None:
    """The day they say they are back or away until; nothing when none is named, or none that can be meant."""
    text = text[:LOOKED_AT]
    for found in list(_BACK.finditer(text))[:20]:
        after = text[found.end() : found.end() + REACH]
        before = text[max(0, found.start() - 25) : found.start()] if found[0] in _AFTER_ITS_DATE else ""
        for day in (_date_in(before, received), _date_in(after, received)):
            if day is not None and received - timedelta(days=1) <= day <= received + LONGEST:
                return day
    return None


def _date_in(text: str, received: date) -> date | None:
    if found := _ISO.search(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _JAPANESE.search(text):
        return _dated(found[1], int(found[2]), int(found[3]), received)
    for found in _DAY_MONTH.finditer(text):
        if month := _MONTHS.get(found[2].lower()):
            return _dated(found[3], month, int(found[1]), received)
    for found in _MONTH_DAY.finditer(text):
        if month := _MONTHS.get(found[1].lower()):
            return _dated(found[3], month, int(found[2]), received)
    if found := _NUMBERS.search(text):
        return _by_numbers(found, received)
    return _weekday_in(text, received)


def _by_numbers(found: re.Match[str], received: date) -> date | None:
    """23.11. and 23/11 are day and month; 11/23 can only be month and day; of two that fit, the day comes first
    unless a slash is used and only the other lies ahead."""
    first, second = int(found[1]), int(found[3])
    year = found[4] if found[4] is None or len(found[4]) == 4 else f"20{found[4][-2:]}"
    usual, american = _dated(year, second, first, received), _dated(year, first, second, received)
    if usual is None or (found[2] == "/" and american is not None and usual < received <= american):
        return american
    return usual


def _weekday_in(text: str, received: date) -> date | None:
    for word in re.findall(_NAME, text[:40])[:6]:
        weekday = _WEEKDAYS.get(word.lower())
        if weekday is not None:
            return received + timedelta(days=(weekday - received.weekday() - 1) % 7 + 1)
    return None


def _dated(year: str | None, month: int, day: int, received: date) -> date | None:
    """Without a year it is the next such day."""
    if year:
        return _day(int(year), month, day)
    this = _day(received.year, month, day)
    return this if this is None or this >= received - timedelta(days=1) else _day(received.year + 1, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
