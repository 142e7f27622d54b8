"""Minor units by ISO 4217."""

import pytest
from babel import Locale

from ground.money.currencies import UnknownCurrency, currency_choices, minor_units

DECIMALS = {
    0: "JPY KRW ISK CLP VND XAF XOF XPF BIF DJF GNF KMF PYG RWF UGX VUV UYI",
    2: "USD EUR GBP CHF HUF CZK SEK INR CNY TWD IDR IRR LAK MMK MGA MRU COP UZS AFN ALL",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}


@pytest.mark.parametrize(
    ("currency", "decimals"), [(code, decimals) for decimals, codes in DECIMALS.items() for code in codes.split()]
)
def test_decimals_are_those_of_iso_4217(currency, decimals):
    assert minor_units(currency) == decimals


@pytest.mark.parametrize("currency", ["", "usd", "XYZ", "US", "USDX", "$", "XAU", "USD\n", "U" * 10_000])
def test_an_unknown_currency_is_refused_in_a_sentence(currency):
    with pytest.raises(UnknownCurrency, match="is not a currency we know"):
        minor_units(currency)


def test_currencies_are_offered_with_their_names():
    offered = dict(currency_choices(Locale("de")))
    assert offered["CHF"] == "CHF, Schweizer Franken"
    assert all(len(code) == 3 for code in offered)
