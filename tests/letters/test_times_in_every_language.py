"""When we write again is right on every clock and in every language, on the nights the clocks change too."""

from datetime import UTC, datetime

import pytest

from tests.updates.letters_made import as_received, html, plain

from .catalogue import contact, told

# Zone and instant: Auckland, Los Angeles, Kathmandu (a quarter of an hour apart from everybody); then in Los Angeles
# the hour that comes twice and the one that never comes, and the same in Auckland.
SAID = {
    ("Pacific/Auckland", "2026-11-19T20:00"): {
        "en": "Friday 20 November, 09:00 New Zealand Time",
        "de": "Freitag, 20. November, 09:00 (Neuseeland-Zeit)",
        "fr": "vendredi 20 novembre à 09:00 (heure de la Nouvelle-Zélande)",
        "es": "viernes, 20 de noviembre, 9:00 (hora de Nueva Zelanda)",
        "nl": "vrijdag 20 november om 09:00 (Nieuw-Zeelandse tijd)",
        "ja": "11月20日金曜日 9:00（ニュージーランド時間）",
    },
    ("America/Los_Angeles", "2026-11-20T20:00"): {
        "en": "Friday 20 November, 12:00 Pacific Time",
        "de": "Freitag, 20. November, 12:00 (Nordamerikanische Westküstenzeit)",
        "fr": "vendredi 20 novembre à 12:00 (heure du Pacifique nord-américain)",
        "es": "viernes, 20 de noviembre, 12:00 (hora del Pacífico)",
        "nl": "vrijdag 20 november om 12:00 (Pacific-tijd)",
        "ja": "11月20日金曜日 12:00（アメリカ太平洋時間）",
    },
    ("Asia/Kathmandu", "2026-11-20T07:30"): {
        "en": "Friday 20 November, 13:15 Nepal Time",
        "de": "Freitag, 20. November, 13:15 (Nepal Ortszeit)",
        "fr": "vendredi 20 novembre à 13:15 (heure : Népal)",
        "es": "viernes, 20 de noviembre, 13:15 (hora de Nepal)",
        "nl": "vrijdag 20 november om 13:15 (tijd in Nepal)",
        "ja": "11月20日金曜日 13:15（ネパール時間）",
    },
    ("America/Los_Angeles", "2026-11-01T08:30"): {
        "en": "Sunday 1 November, 01:30 Pacific Daylight Time",
        "de": "Sonntag, 1. November, 01:30 (Nordamerikanische Westküsten-Sommerzeit)",
        "fr": "dimanche 1er novembre à 01:30 (heure d’été du Pacifique nord-américain)",
        "es": "domingo, 1 de noviembre, 1:30 (hora de verano del Pacífico)",
        "nl": "zondag 1 november om 01:30 (Pacific-zomertijd)",
        "ja": "11月1日日曜日 1:30（アメリカ太平洋夏時間）",
    },
    ("America/Los_Angeles", "2026-11-01T09:30"): {
        "en": "Sunday 1 November, 01:30 Pacific Standard Time",
        "de": "Sonntag, 1. November, 01:30 (Nordamerikanische Westküsten-Normalzeit)",
        "fr": "dimanche 1er novembre à 01:30 (heure normale du Pacifique nord-américain)",
        "es": "domingo, 1 de noviembre, 1:30 (hora estándar del Pacífico)",
        "nl": "zondag 1 november om 01:30 (Pacific-standaardtijd)",
        "ja": "11月1日日曜日 1:30（アメリカ太平洋標準時）",
    },
    ("America/Los_Angeles", "2026-03-08T09:59"): {
        "en": "Sunday 8 March, 01:59 Pacific Time",
        "de": "Sonntag, 8. März, 01:59 (Nordamerikanische Westküstenzeit)",
        "fr": "dimanche 8 mars à 01:59 (heure du Pacifique nord-américain)",
        "es": "domingo, 8 de marzo, 1:59 (hora del Pacífico)",
        "nl": "zondag 8 maart om 01:59 (Pacific-tijd)",
        "ja": "3月8日日曜日 1:59（アメリカ太平洋時間）",
    },
    ("America/Los_Angeles", "2026-03-08T10:00"): {
        "en": "Sunday 8 March, 03:00 Pacific Time",
        "de": "Sonntag, 8. März, 03:00 (Nordamerikanische Westküstenzeit)",
        "fr": "dimanche 8 mars à 03:00 (heure du Pacifique nord-américain)",
        "es": "domingo, 8 de marzo, 3:00 (hora del Pacífico)",
        "nl": "zondag 8 maart om 03:00 (Pacific-tijd)",
        "ja": "3月8日日曜日 3:00（アメリカ太平洋時間）",
    },
    ("Pacific/Auckland", "2027-04-03T13:30"): {
        "en": "Sunday 4 April, 02:30 New Zealand Daylight Time",
        "de": "Sonntag, 4. April, 02:30 (Neuseeland-Sommerzeit)",
        "fr": "dimanche 4 avril à 02:30 (heure d’été de la Nouvelle-Zélande)",
        "es": "domingo, 4 de abril, 2:30 (hora de verano de Nueva Zelanda)",
        "nl": "zondag 4 april om 02:30 (Nieuw-Zeelandse zomertijd)",
        "ja": "4月4日日曜日 2:30（ニュージーランド夏時間）",
    },
    ("Pacific/Auckland", "2027-04-03T14:30"): {
        "en": "Sunday 4 April, 02:30 New Zealand Standard Time",
        "de": "Sonntag, 4. April, 02:30 (Neuseeland-Normalzeit)",
        "fr": "dimanche 4 avril à 02:30 (heure normale de la Nouvelle-Zélande)",
        "es": "domingo, 4 de abril, 2:30 (hora estándar de Nueva Zelanda)",
        "nl": "zondag 4 april om 02:30 (Nieuw-Zeelandse standaardtijd)",
        "ja": "4月4日日曜日 2:30（ニュージーランド標準時）",
    },
    ("Pacific/Auckland", "2026-09-26T14:00"): {
        "en": "Sunday 27 September, 03:00 New Zealand Time",
        "de": "Sonntag, 27. September, 03:00 (Neuseeland-Zeit)",
        "fr": "dimanche 27 septembre à 03:00 (heure de la Nouvelle-Zélande)",
        "es": "domingo, 27 de septiembre, 3:00 (hora de Nueva Zelanda)",
        "nl": "zondag 27 september om 03:00 (Nieuw-Zeelandse tijd)",
        "ja": "9月27日日曜日 3:00（ニュージーランド時間）",
    },
}


def squeezed(text: str) -> str:
    """Without the spaces and line breaks that wrapping and markup bring."""
    return "".join(text.split())


@pytest.mark.parametrize(("zone", "at"), SAID)
def test_a_letter_says_the_time_of_its_reader(zone, at):
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    for language, said in SAID[zone, at].items():
        to = contact(language, zone=zone, locale="")
        message = as_received(told("update", "x", "y", to, next_at=instant))
        assert squeezed(said) in squeezed(plain(message)), (language, plain(message))
        assert squeezed(said) in squeezed(html(message)), (language, html(message))
