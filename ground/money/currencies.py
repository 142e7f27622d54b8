"""Currencies and their minor units by ISO 4217, which differ from CLDR's."""

from babel import Locale
from django.utils.translation import gettext as _

from .refusals import AmountRefused

# ISO 4217 list one: every currency and funds code with minor units, grouped by how many decimals it has. The last row
# of two decimals is withdrawn but stands on invoices of the last ten years. Metals, XDR, XSU and XUA have none and are
# left out.
_BY_DECIMALS: dict[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
        CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
        IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
        MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
        SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG
        YER ZAR ZMW ZWG
        ANG BGN CUC HRK SLL ZWL
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DECIMALS = {code: decimals for decimals, codes in _BY_DECIMALS.items() for code in codes.split()}


class UnknownCurrency(AmountRefused):
    """The code is no currency of ISO 4217."""


def minor_units(currency: str) -> int:
    """How many decimals `currency` has by ISO 4217: USD 2, HUF 2, ISK 0, JPY 0, KWD 3, CLF 4.

    UnknownCurrency unless it is a code of the standard, in capitals. Source: ISO 4217 list one, never CLDR.
    """
    try:
        return _DECIMALS[currency]
    except KeyError:
        raise UnknownCurrency(_("%(code)s is not a currency we know.") % {"code": currency[:10]}) from None


def currency_choices(locale: Locale) -> list[tuple[str, str]]:
    """Codes and labels ("EUR, euro") for a form, sorted by code, named in the language of `locale`."""
    return [(code, f"{code}, {locale.currencies.get(code, code)}") for code in sorted(_DECIMALS)]
