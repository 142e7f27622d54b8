"""What went wrong before and is closed: told briefly, so that every page has a past."""

from desk.demo.telling import Case, Said
from incidents.choices import Ending

ROWS = (
    # days before the stage, customer, kind, title, severity, who noticed, trust before, trust at its lowest, trust after
    (520, "Halvorsen Marine Supply", "late_delivery", "Deck fittings a week late", "medium", "us", 9, 7, 9),
    (498, "Olympic Timber", "wrong_invoice", "Invoice sent to the old address", "low", "customer", 8, 7, 8),
    (470, "Cascade Bakers", "defect", "Mixer seals that leaked", "high", "customer", 8, 5, 8),
    (455, "Ridings Textiles", "overcharge", "Fuel surcharge billed twice", "medium", "us", 7, 5, 7),
    (431, "Müller & Söhne Maschinenbau", "late_delivery", "Bearings stuck in customs", "high", "us", 8, 5, 7),
    (402, "Rainier Cold Storage", "missed_commitment", "Service visit forgotten", "medium", "customer", 8, 6, 8),
    (377, "Kessler Foundry", "wrong_invoice", "Wrong order number on May’s invoices", "low", "us", 7, 7, 7),
    (351, "Whidbey Glass", "defect", "Cutting wheels of the wrong grade", "medium", "customer", 7, 4, 7),
    (340, "Aire Valley Brewing", "late_delivery", "Bottles two days late", "medium", "customer", 8, 6, 8),
    (322, "Ateliers Duval", "overcharge", "Old price list after the new contract", "high", "customer", 8, 4, 7),
    (
        305,
        "Columbia Fasteners",
        "data_error",
        "Their prices shown to another buyer",
        "critical",
        "third_party",
        9,
        3,
        7,
    ),
    (291, "Skagit Growers", "late_delivery", "Crates missed the harvest week", "high", "customer", 8, 4, 7),
    (280, "Northgate Veterinary", "wrong_invoice", "A credit note nobody applied", "medium", "customer", 8, 6, 8),
    (266, "Van Dijk Bloemen", "missed_commitment", "Price promise of March not kept", "medium", "customer", 7, 5, 7),
    (251, "Puget Sound Ferries Supply", "outage", "Ordering page down for a morning", "high", "us", 8, 7, 8),
    (239, "Castellan Print", "defect", "Rollers from a bad batch", "high", "us", 8, 6, 8),
    (220, "Havelland Druck", "overcharge", "Discount missing on 3 invoices", "medium", "us", 8, 7, 8),
    (
        204,
        "Harbor Light Theater",
        "late_delivery",
        "Rigging hardware after opening night",
        "critical",
        "customer",
        8,
        2,
        7,
    ),
    (190, "Bäckerei Sonnentor", "wrong_invoice", "Invoice in the wrong language", "low", "us", 8, 8, 8),
    (177, "Tidewater Canning", "defect", "Labels that came off", "medium", "customer", 7, 5, 7),
    (160, "Chelan Fruit Packers", "missed_commitment", "Call back promised and forgotten", "low", "customer", 7, 6, 7),
    (148, "Kitano Instruments", "late_delivery", "Sensors held at Narita", "high", "us", 8, 6, 8),
    (131, "Sound Transit Caterers", "overcharge", "Minimum order fee charged weekly", "medium", "customer", 8, 5, 7),
    (118, "Haven Logistiek", "wrong_invoice", "Two invoices for one order", "medium", "us", 8, 7, 8),
    (104, "Mount Si Outfitters", "defect", "Carabiners recalled", "critical", "us", 9, 6, 8),
    (92, "Calder Press", "late_delivery", "Plates a day late", "low", "us", 8, 7, 8),
    (81, "Alder Creek Winery", "overcharge", "Cork price of the wrong size", "medium", "us", 8, 7, 8),
    (75, "Moulin des Vosges", "late_delivery", "Sieves for the mill two weeks late", "high", "customer", 8, 5, 7),
    (70, "Nordlicht Hotels", "missed_commitment", "Spring catalogue promised in writing", "low", "customer", 7, 6, 7),
    (65, "Whitby Boat Hire", "overcharge", "Winter storage charged in summer", "medium", "us", 8, 6, 8),
    (61, "Elbe Kühltechnik", "data_error", "Delivery notes with wrong weights", "medium", "customer", 8, 6, 8),
    (52, "Minato Foods", "late_delivery", "Trays missed the ship", "high", "us", 8, 6, 7),
    (44, "Bayside Refrigeration", "late_delivery", "Compressor parts nine days late", "high", "customer", 8, 6, 8),
    (33, "Conserverie du Port", "defect", "Lids that did not close", "high", "customer", 8, 5, 7),
    (29, "Sakura Dental Supply", "missed_commitment", "Samples promised for the fair", "low", "customer", 8, 7, 8),
    (26, "Thornton Joinery", "wrong_invoice", "VAT charged at the wrong rate", "medium", "us", 8, 7, 8),
    (21, "Orchard & Pine Hotels", "wrong_invoice", "Two rooms billed to the wrong hotel", "low", "us", 8, 8, 8),
)
NEVER_AGAIN = {"critical": 26, "high": 19, "medium": 12, "low": 7}
AFTER: dict[str, tuple[tuple[int, str, int | None, str], ...]] = {
    "Compressor parts nine days late": ((7, "yes", 8, "Yes. The parts fit, and nobody had to chase you."),),
    "Trays missed the ship": ((30, "no", 5, "The next shipment was a day late as well, and nobody told us."),),
}


def past_cases() -> list[Case]:
    return [_case(*row) for row in ROWS]


def _case(
    days: int, customer: str, kind: str, title: str, severity: str, noticed: str, before: int, low: int, after: int
) -> Case:
    length = NEVER_AGAIN[severity]
    # A third of the updates of every fifth case went out late: an honest past.
    late = days % 5 == 0
    middle, end = -days + length // 2, -days + length
    said = (
        Said((-days, "10:15"), f"We made a mistake: {title}", _first(title), (-days + 1, "16:00")),
        Said((-days + 1, "16:40" if late else "15:10"), "What we found", _second(), (middle, "15:00")),
        Said((middle, "14:20"), "What we are doing about it", _third(), (end, "15:00")),
    )
    steps = tuple((-days + 1 + length * n // 9, "11:30") for n in range(8))
    trust = (
        ((-days - 40, "09:30"), before, "“You deliver what you say.”"),
        ((-days + 1, "09:00"), low, "“I had to explain it to my own people.”"),
        ((end, "10:00"), after, "“It is put right. Thank you for ringing.”"),
    )
    closed = ((end, "14:00"), Ending.MET, "Everything promised is done, and they said so.")
    logged, story = (-days, "10:00"), _story(title)
    return Case(
        customer, kind, title, story, severity, noticed, logged, said, steps, trust, closed, after=AFTER.get(title, ())
    )


def _story(title: str) -> str:
    return f"{title}. It was our mistake, and it cost them time."


def _first(title: str) -> str:
    return (
        f"{title}. This is our mistake. I am sorry.\n\n"
        "I am finding out how it happened and what it means for you. You need not do anything now."
    )


def _second() -> str:
    return (
        "We know now what happened: one of us did not check what somebody else had entered.\n\n"
        "I have stopped it from going on. Next I work out what we owe you."
    )


def _third() -> str:
    return (
        "What we owe you is worked out and on its way. From now on a second person checks every change "
        "before it reaches you.\n\nTell me if I missed anything."
    )
