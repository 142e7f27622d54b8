"""Forty-seven customers in six countries, each with the people who hear from us."""

from datetime import datetime
from typing import NamedTuple

from customers.keeping import About, AboutContact, add_contact, add_customer
from customers.models import Customer
from desk.demo.cast import Cast

PACIFIC, LONDON = "America/Los_Angeles", "Europe/London"


class Row(NamedTuple):
    name: str
    owner: str
    zone: str
    language: str
    currency: str
    contact: str
    role: str


WEST = (
    ("Kessler Foundry", "John", "Paul Kessler", "Owner"),
    ("Bayside Refrigeration", "John", "Mei Tanaka", "Office manager"),
    ("Orchard & Pine Hotels", "John", "Rosa Delgado", "Head of purchasing"),
    ("Tidewater Canning", "John", "Walt Jensen", "Plant manager"),
    ("Pemberton Schools Trust", "Marcus", "Judith Mallory", "Bursar"),
    ("Castellan Print", "Elena", "Victor Castellan", "Owner"),
    ("Rowan Boatworks", "Elena", "Noor Haddad", "Yard manager"),
    ("Lindqvist Dental Group", "Priya", "Dr. Karin Lindqvist", "Director"),
    ("Alder Creek Winery", "Priya", "Tom Beck", "Cellar master"),
    ("Puget Sound Ferries Supply", "Marcus", "Denise Okada", "Buyer"),
    ("Northgate Veterinary", "Priya", "Dr. Sam Ito", "Partner"),
    ("Cascade Bakers", "Elena", "Lena Hoffman", "Owner"),
    ("Harbor Light Theater", "Marcus", "Isaac Bloom", "Technical director"),
    ("Olympic Timber", "John", "Greta Olson", "Accounts payable"),
    ("Rainier Cold Storage", "Elena", "Ben Sato", "Operations"),
    ("Skagit Growers", "Priya", "Maria Flores", "Manager"),
    ("Whidbey Glass", "Marcus", "Owen Hale", "Owner"),
    ("Columbia Fasteners", "John", "Rita Gomez", "Buyer"),
    ("Sound Transit Caterers", "Elena", "Alice Wong", "Chef"),
    ("Mount Si Outfitters", "Priya", "Jake Moran", "Buyer"),
    ("Chelan Fruit Packers", "Marcus", "Iris Novak", "Purchasing"),
)
ABROAD = (
    Row("Ridings Textiles", "Amelia", LONDON, "en", "GBP", "Helen Marsh", "Finance director"),
    Row("Aire Valley Brewing", "Amelia", LONDON, "en", "GBP", "Dev Patel", "Head brewer"),
    Row("Calder Press", "Amelia", LONDON, "en", "GBP", "Joan Firth", "Owner"),
    Row("Whitby Boat Hire", "Amelia", LONDON, "en", "GBP", "Callum Reid", "Manager"),
    Row("Thornton Joinery", "Amelia", LONDON, "en", "GBP", "Asha Kaur", "Accounts"),
    Row("Müller & Söhne Maschinenbau", "Lukas", "Europe/Berlin", "de", "EUR", "Petra Müller", "Geschäftsführerin"),
    Row("Bäckerei Sonnentor", "Lukas", "Europe/Berlin", "de", "EUR", "Jens Albrecht", "Inhaber"),
    Row("Havelland Druck", "Lukas", "Europe/Berlin", "de", "EUR", "Sabine Kurz", "Einkauf"),
    Row("Elbe Kühltechnik", "Lukas", "Europe/Berlin", "de", "EUR", "Murat Yıldız", "Betriebsleiter"),
    Row("Nordlicht Hotels", "Lukas", "Europe/Berlin", "de", "EUR", "Anja Petersen", "Einkauf"),
    Row("Ateliers Duval", "Lukas", "Europe/Paris", "fr", "EUR", "Claire Duval", "Gérante"),
    Row("Conserverie du Port", "Lukas", "Europe/Paris", "fr", "EUR", "Yann Le Goff", "Directeur"),
    Row("Moulin des Vosges", "Lukas", "Europe/Paris", "fr", "EUR", "Anne Schmitt", "Comptable"),
    Row("Van Dijk Bloemen", "Lukas", "Europe/Amsterdam", "nl", "EUR", "Pieter van Dijk", "Eigenaar"),
    Row("Haven Logistiek", "Lukas", "Europe/Amsterdam", "nl", "EUR", "Sanne Bakker", "Inkoop"),
    Row("Fietsfabriek Zuid", "Amelia", "Europe/Amsterdam", "nl", "EUR", "Joost Mulder", "Directeur"),
    Row("Kitano Instruments", "Priya", "Asia/Tokyo", "ja", "JPY", "Haruka Kitano", "部長"),
    Row("Minato Foods", "Priya", "Asia/Tokyo", "ja", "JPY", "Kenji Mori", "購買"),
    Row("Sakura Dental Supply", "Priya", "Asia/Tokyo", "ja", "JPY", "Yui Nakamura", "経理"),
)


def welcome(cast: Cast, now: datetime) -> dict[str, Customer]:
    """Everybody we sell to, by name."""
    west = [Row(name, owner, PACIFIC, "en", "USD", contact, role) for name, owner, contact, role in WEST]
    found = {row.name: _add(row, cast, now) for row in (*west, *ABROAD)}
    found["Halvorsen Marine Supply"] = _halvorsen(cast, now)
    return found


def _add(row: Row, cast: Cast, now: datetime) -> Customer:
    owner = cast[row.owner]
    about = About(name=row.name, account_manager=owner, zone=row.zone, language=row.language, currency=row.currency)
    customer = add_customer(about=about, by=owner, now=now)
    domain = f"{customer.slug.replace('_', '-')}.example"
    email = f"contact@{domain}"
    contact = AboutContact(name=row.contact, email=email, role=row.role, speaks=True)
    add_contact(customer, about=contact, by=owner, now=now)
    return customer


def _halvorsen(cast: Cast, now: datetime) -> Customer:
    john = cast["John"]
    about = About(
        name="Halvorsen Marine Supply",
        account_manager=john,
        deputy=cast["Elena"],
        zone=PACIFIC,
        language="en",
        currency="USD",
        locale="en-US",
        reference="10042",
    )
    customer = add_customer(about=about, by=john, now=now)
    ingrid = AboutContact(
        name="Ingrid Halvorsen",
        email="ingrid@halvorsen.example",
        role="Owner",
        phone="+1 253 555 0188",
        prefers_call=True,
        speaks=True,
    )
    tomas = AboutContact(name="Tomas Reed", email="tomas@halvorsen.example", role="Accounts payable")
    for contact in (ingrid, tomas):
        add_contact(customer, about=contact, by=john, now=now)
    return customer
