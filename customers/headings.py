"""What the columns of a customer list may be called, in the languages we have met, and what each column is. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import Promise as LazyText

LEFT_OUT = ""
MOST_CONTACTS = 3

CUSTOMER_FIELDS: dict[str, LazyText | str] = {
    "name": _("Customer’s name"),
    "reference": _("Customer’s number with us"),
    "account_manager": _("Account manager’s email"),
    "deputy": _("Deputy’s email"),
    "country": _("Country"),
    "zone": _("Time zone"),
    "language": _("Language"),
    "currency": _("Currency"),
}
CONTACT_FIELDS: dict[str, LazyText | str] = {
    "contact": _("Contact’s name"),
    "first_name": _("Contact’s first name"),
    "last_name": _("Contact’s last name"),
    "email": _("Contact’s email"),
    "phone": _("Contact’s phone"),
    "role": _("Contact’s role"),
    "prefers_call": _("Prefers a call"),
    "receives_updates": _("Receives updates"),
    "speaks": _("Speaks for the customer"),
    "note": _("Good to know"),
}

# English, German, French, Spanish, Italian, Dutch; without accents, in small letters, words apart by one space.
_WORDS: dict[str, str] = {
    "name": "customer, customer name, name, company, company name, account name, account, organisation, organization, "
    "business, client, client name, firma, firmenname, kunde, kundenname, unternehmen, name 1, name1, societe, "
    "entreprise, nom du client, raison sociale, empresa, cliente, nombre del cliente, razon social, azienda, "
    "ragione sociale, klant, klantnaam, bedrijf, bedrijfsnaam",
    "reference": "customer number, customer no, customer id, customer ref, customer reference, cust no, cust id, "
    "account number, account no, account id, reference, ref, number, no, id, kundennummer, kundennr, kunden nr, "
    "kdnr, kd nr, debitor, debitorennummer, nr, nummer, numero client, no client, code client, numero de cliente, "
    "codigo de cliente, codice cliente, numero cliente, klantnummer, debiteurnummer",
    "account_manager": "account manager, account manager email, owner, owner email, sales rep, rep, salesperson, "
    "manager, key account manager, betreuer, kundenbetreuer, vertreter, verkaufer, zustandig, ansprechpartner intern, "
    "responsable, commercial, charge de compte, gestor, gestor de cuenta, responsabile, accountmanager",
    "deputy": "deputy, deputy email, stand in, backup, stellvertreter, vertretung, suppleant, suplente, sostituto, "
    "vervanger",
    "country": "country, country code, nation, land, landercode, laenderkennzeichen, lkz, staat, pays, code pays, "
    "pais, paese, landcode",
    "zone": "time zone, timezone, zone, tz, zeitzone, fuseau horaire, fuseau, zona horaria, huso horario, "
    "fuso orario, tijdzone",
    "language": "language, lang, language code, locale, sprache, korrespondenzsprache, langue, idioma, lingua, taal",
    "currency": "currency, currency code, cur, curr, wahrung, waehrung, hauswahrung, devise, monnaie, moneda, divisa, "
    "valuta",
    "contact": "contact, contact name, contact person, person, full name, main contact, primary contact, "
    "ansprechpartner, ansprechperson, kontakt, kontaktperson, interlocuteur, personne de contact, contacto, "
    "persona de contacto, contatto, referente, contactpersoon",
    "first_name": "first name, firstname, given name, forename, contact first name, vorname, prenom, nombre, nome, "
    "voornaam",
    "last_name": "last name, lastname, surname, family name, contact last name, nachname, familienname, zuname, nom, "
    "nom de famille, apellido, apellidos, cognome, achternaam",
    "email": "email, e mail, mail, email address, e mail address, contact email, contact e mail, emailadresse, "
    "e mail adresse, mailadresse, courriel, adresse email, adresse e mail, correo, correo electronico, "
    "indirizzo email, posta elettronica, emailadres, e mailadres",
    "phone": "phone, telephone, tel, phone number, telephone number, mobile, cell, contact phone, telefon, "
    "telefonnummer, rufnummer, handy, mobil, durchwahl, telephone portable, telefono, movil, cellulare, telefoon, "
    "telefoonnummer",
    "role": "role, position, title, job title, job, function, contact role, funktion, rolle, stellung, fonction, "
    "poste, cargo, puesto, funcion, ruolo, mansione, functie",
    "prefers_call": "prefers call, prefers a call, prefers phone, call first, lieber anrufen, anruf bevorzugt, "
    "bitte anrufen",
    "receives_updates": "receives updates, gets updates, updates, mailing, newsletter, bekommt updates, "
    "erhalt nachrichten, benachrichtigen",
    "speaks": "speaks, speaks for the customer, speaks for customer, decision maker, is primary, primary, main, "
    "hauptansprechpartner, hauptkontakt, entscheider",
    "note": "note, notes, good to know, remark, remarks, comment, comments, bemerkung, bemerkungen, notiz, hinweis, "
    "kommentar, remarque, nota, observaciones, opmerking",
}
_FIELD_OF = {word.strip(): field for field, words in _WORDS.items() for word in words.split(",")}
_NUMBER_LAST = re.compile(r"^(.+?) ?([1-3])$")
_NUMBER_INSIDE = re.compile(r"^(?:contact|kontakt|ansprechpartner) ([1-3]) (.+)$")


def choices() -> list[tuple[str, LazyText | str]]:
    """Everything a column may be, in the order a person looks for it; contacts up to the third."""
    numbered: list[tuple[str, LazyText | str]] = [
        (f"{field}_{number}", f"{label}, {number}") for number in (2, 3) for field, label in CONTACT_FIELDS.items()
    ]
    return [(LEFT_OUT, _("Leave it out")), *CUSTOMER_FIELDS.items(), *CONTACT_FIELDS.items(), *numbered]


def plain(heading: str) -> str:
    """Small letters without accents, words apart by one space: "E-Mail_Adresse" is "e mail adresse"."""
    letters = unicodedata.normalize("NFKD", heading.casefold().replace("ß", "ss"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]|_", " ", bare).split())


def recognise(headings: Sequence[str]) -> dict[int, str]:
    """What each column most likely is; the first one wins when two look like the same, others are left out."""
    found: dict[int, str] = {}
    for index, heading in enumerate(headings):
        field = _field_of(plain(heading))
        found[index] = field if field not in found.values() else LEFT_OUT
    return found


def _field_of(words: str) -> str:
    if words in _FIELD_OF or len(words) > 60:
        return _FIELD_OF.get(words, LEFT_OUT)
    if inside := _NUMBER_INSIDE.match(words):
        return _numbered("contact" if inside[2] == "name" else _FIELD_OF.get(inside[2], LEFT_OUT), inside[1])
    if last := _NUMBER_LAST.match(words):
        return _numbered(_FIELD_OF.get(last[1], LEFT_OUT), last[2])
    return LEFT_OUT


def _numbered(field: str, number: str) -> str:
    if field not in CONTACT_FIELDS:
        return LEFT_OUT
    return field if number == "1" else f"{field}_{number}"


def columns_of(columns: Mapping[int, str]) -> dict[str, int]:
    """The column of each field that is not left out."""
    return {field: index for index, field in columns.items() if field != LEFT_OUT}
