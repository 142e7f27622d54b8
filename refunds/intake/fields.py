"""What the columns of a file of invoice lines or prices may be, and what their headings are called. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from customers.headings import LEFT_OUT, plain
from refunds.incoming import UploadKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import Promise as LazyText

LINE_FIELDS: dict[str, LazyText | str] = {
    "customer": _("Customer’s number or name"),
    "number": _("Invoice number"),
    "issued_on": _("Invoice date"),
    "item": _("Item"),
    "description": _("Description"),
    "quantity": _("Quantity"),
    "unit_price": _("Unit price, without tax"),
    "currency": _("Currency"),
    "tax_percent": _("Tax in per cent"),
    "net": _("Line total, without tax"),
    "tax": _("Tax of the line"),
    "ordered_on": _("Ordered on"),
    "delivered_on": _("Delivered on"),
    "paid_on": _("Paid on"),
    "reference": _("Reference"),
    "kind": _("Invoice or credit note"),
}
PRICE_FIELDS: dict[str, LazyText | str] = {
    "customer": _("Customer’s number or name"),
    "price_list": _("Price list"),
    "item": _("Item"),
    "unit_price": _("Agreed price"),
    "currency": _("Currency"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid until, that day not included"),
    "source": _("Where it is agreed"),
}
FIELDS = {UploadKind.LINES: LINE_FIELDS, UploadKind.PRICES: PRICE_FIELDS}
NEEDED = {
    UploadKind.LINES: ("customer", "number", "issued_on", "item", "quantity", "unit_price"),
    UploadKind.PRICES: ("item", "unit_price", "valid_from"),
}
DAYS = frozenset({"issued_on", "ordered_on", "delivered_on", "paid_on", "valid_from", "valid_to"})
NUMBERS = frozenset({"quantity", "unit_price", "tax_percent", "net", "tax"})

# English, German, French, Spanish, Dutch; as customers.headings.plain() leaves them.
_WORDS: dict[str, str] = {
    "customer": "customer, customer id, customerid, customer number, customer no, cust no, cust id, cust, account, "
    "account number, account no, client, client number, kunde, kundennummer, kundennr, kdnr, debitor, "
    "debitorennummer, code client, numero client, cliente, codigo cliente, klant, klantnummer",
    "number": "invoice, invoice number, invoice no, invoiceno, invoice id, inv no, inv, document, document number, "
    "document no, bill number, rechnung, rechnungsnummer, rechnungsnr, rechnung nr, belegnummer, beleg, facture, "
    "numero facture, no facture, factura, numero factura, factuur, factuurnummer",
    "issued_on": "invoice date, invoicedate, inv dt, inv date, date, document date, posting date, rechnungsdatum, "
    "belegdatum, datum, date facture, date de facture, fecha, fecha factura, factuurdatum",
    "item": "item, item number, item no, item code, sku, article, article number, product, product code, stock code, "
    "stockcode, material, artikel, artikelnummer, artikelnr, position, produit, code article, articulo, producto, "
    "artikelcode",
    "description": "description, item description, text, item name, product name, bezeichnung, beschreibung, "
    "designation, libelle, descripcion, omschrijving",
    "quantity": "quantity, qty, pieces, units, menge, anzahl, stuck, quantite, qte, cantidad, aantal, hoeveelheid",
    "unit_price": "unit price, unitprice, price, net price, price per unit, rate, preis, einzelpreis, nettopreis, "
    "stuckpreis, vereinbarter preis, agreed price, prix, prix unitaire, precio, precio unitario, prijs, stukprijs",
    "currency": "currency, currency code, cur, curr, ccy, wahrung, waehrung, devise, monnaie, moneda, divisa, valuta",
    "tax_percent": "tax rate, vat rate, tax percent, vat percent, vat, tax code, steuersatz, mwst satz, mwst, ust, "
    "taux tva, tva, iva, btw, btw percentage",
    "net": "net, net amount, line total, line net, amount, total, netto, nettobetrag, betrag, positionsbetrag, "
    "montant, montant ht, importe, neto, bedrag",
    "tax": "tax, tax amount, vat amount, steuer, steuerbetrag, mwst betrag, montant tva, importe iva, btw bedrag",
    "ordered_on": "order date, ordered on, ordered, bestelldatum, auftragsdatum, date commande, fecha pedido, "
    "besteldatum",
    "delivered_on": "delivery date, delivered on, delivered, shipped on, ship date, lieferdatum, leistungsdatum, "
    "date livraison, fecha entrega, leverdatum",
    "paid_on": "paid on, paid, pay dt, pay date, payment date, bezahlt am, zahlungsdatum, bezahlt, date paiement, "
    "fecha pago, betaald op, betaaldatum",
    "reference": "reference, ref, po number, po, order number, bestellnummer, auftragsnummer, referenz, commande, "
    "pedido, ordernummer, referentie",
    "kind": "kind, type, document type, doc type, belegart, art, type de document, tipo, soort",
    "price_list": "price list, pricelist, list, preisliste, liste, tarif, lista de precios, prijslijst",
    "valid_from": "valid from, from, start, start date, effective, effective from, gultig ab, gueltig ab, ab, "
    "valable des, a partir du, valido desde, desde, geldig vanaf, vanaf",
    "valid_to": "valid to, valid until, to, until, end, end date, gultig bis, gueltig bis, bis, valable jusqu au, "
    "valido hasta, hasta, geldig tot, tot",
    "source": "source, contract, agreement, quelle, vertrag, contrat, contrato, bron",
}


def recognise(kind: str, headings: Sequence[str]) -> dict[str, str]:
    """What each column most likely is, by its index; the first one wins when two look like the same."""
    wanted = {word.strip(): field for field in FIELDS[UploadKind(kind)] for word in _WORDS[field].split(",")}
    found: dict[str, str] = {}
    for index, heading in enumerate(headings):
        field = wanted.get(plain(heading), LEFT_OUT)
        found[str(index)] = field if field not in found.values() else LEFT_OUT
    return found


def choices(kind: str) -> list[tuple[str, LazyText | str]]:
    """Everything a column may be."""
    return [(LEFT_OUT, _("Leave it out")), *FIELDS[UploadKind(kind)].items()]
