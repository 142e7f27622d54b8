"""What is open on the stage's Thursday: late, due today, due tomorrow, being checked."""

from desk.demo.telling import Case, Said
from updates.choices import UpdateKind


def _steps(*days: int) -> tuple[tuple[int, str], ...]:
    return tuple((day, "11:00") for day in days)


OPEN_BEFORE_HALVORSEN = (
    Case(
        "Orchard & Pine Hotels",
        "missed_commitment",
        "Spare parts list promised for 10 November",
        "We promised you the spare parts list for the kitchens, and did not send it.",
        "medium",
        "customer",
        (-16, "09:40"),
        (
            Said(
                (-16, "10:30"),
                "We did not send the list we promised",
                "You asked for the list twice. I am sorry.\n\nI am the one who forgot it.",
                (-14, "12:00"),
            ),
            Said(
                (-14, "11:20"),
                "The list is half done",
                "The first two kitchens are with you. The rest needs the maker’s answer.",
                (-8, "12:00"),
            ),
            Said(
                (-8, "10:05"),
                "The whole list",
                "All four kitchens are listed now. Please tell me what is missing.",
                (-2, "12:00"),
                UpdateKind.UPDATE,
            ),
            Said(
                (-2, "11:40"),
                "Two corrections",
                "Rosa, you were right about the ovens. Both lines are corrected.",
                (1, "12:00"),
            ),
        ),
        _steps(-15, -14, -13, -12, -12, -9, -6),
        (((-60, "10:00"), 8, ""), ((-15, "15:00"), 6, "“We planned the week around it.”"), ((-2, "12:30"), 7, "")),
    ),
    Case(
        "Castellan Print",
        "wrong_invoice",
        "Five invoice lines wrong",
        "Five lines of your October invoice do not match what you ordered.",
        "high",
        "customer",
        (-13, "13:10"),
        (
            Said(
                (-13, "14:00"),
                "Five lines of your invoice are wrong",
                "Victor, you found five lines that do not match. I am sorry.\n\nI am comparing every one with the signed order.",
                (-12, "15:00"),
            ),
            Said(
                (-12, "14:30"),
                "Three of five lines are corrected",
                "Three lines were ours, and are credited today. Two I need to look at with you.",
                (-8, "15:00"),
            ),
            Said(
                (-8, "13:30"),
                "The two open lines",
                "I have asked for the delivery notes of both. Nothing is chased until then.",
                (-1, "15:00"),
            ),
            Said(
                (-1, "14:15"),
                "What the delivery notes say",
                "I have both notes in front of me. May I ring you about them?",
                (0, "15:00"),
            ),
        ),
        _steps(-12, -11, -10, -5),
        (((-200, "10:00"), 6, ""), ((-12, "10:00"), 5, "“I check your invoices now. I never had to.”")),
    ),
    Case(
        "Lindqvist Dental Group",
        "defect",
        "Cracked trays in one batch",
        "One batch of impression trays cracks when it is sterilised.",
        "medium",
        "customer",
        (-11, "15:00"),
        (
            Said(
                (-11, "15:40"),
                "One batch of trays cracks",
                "Do not use batch 7716. I am sorry that you found out in front of a patient.",
                (-9, "12:00"),
            ),
            Said(
                (-9, "10:20"),
                "New trays are on their way",
                "200 trays of another batch arrive tomorrow. The maker is testing the bad ones.",
                (-3, "10:00"),
            ),
            Said(
                (-3, "09:30"),
                "The maker needs until Monday",
                "The test takes longer than they said. You have enough good trays until then.",
                (4, "10:00"),
                UpdateKind.NOTHING_NEW,
            ),
        ),
        _steps(-9),
        (((-120, "10:00"), 8, ""), ((-10, "16:00"), 6, "“I had to explain it to a frightened patient.”")),
    ),
)

OPEN_AFTER_HALVORSEN = (
    Case(
        "Pemberton Schools Trust",
        "overcharge",
        "Charged for cancelled cover",
        "We kept charging for the holiday cover you cancelled in June.",
        "high",
        "customer",
        (-8, "11:00"),
        (
            Said(
                (-8, "11:50"),
                "We charged you for cover you had cancelled",
                "You cancelled in June, and we went on charging. I am sorry.",
                (-7, "16:00"),
            ),
            Said(
                (-7, "15:20"),
                "Five months were charged",
                "It was five invoices. The next one is held until this is put right.",
                (-3, "16:00"),
            ),
            Said(
                (-3, "15:35"),
                "What we owe you",
                "I am adding up the five invoices with our finance team.",
                (-1, "15:40"),
            ),
        ),
        _steps(-7, -6),
        (((-150, "10:00"), 7, ""), ((-6, "11:00"), 4, "“The trustees asked me why I did not notice.”")),
        started=(2026, 6),
    ),
    Case(
        "Ridings Textiles",
        "late_delivery",
        "Dye shipment held at the port",
        "Your dyes stand at the port because our papers were incomplete.",
        "high",
        "us",
        (-6, "02:10"),
        (
            Said(
                (-6, "03:00"),
                "Your dyes are held at the port",
                "Our customs papers were incomplete. I am sorry. We send the right ones today.",
                (-3, "06:00"),
            ),
            Said(
                (-3, "05:10"),
                "The papers are accepted",
                "The port has accepted the papers. I am waiting for a truck.",
                (0, "08:30"),
            ),
            Said(
                (0, "08:05"),
                "A truck on Friday",
                "The truck leaves on Friday morning and is with you by noon.",
                (1, "05:00"),
            ),
        ),
        _steps(-5, -4, -4),
        (((-90, "03:00"), 7, ""), ((-5, "04:00"), 5, "“Two looms are standing.”")),
    ),
    Case(
        "Kessler Foundry",
        "late_delivery",
        "Forty valve castings arrive nine days late",
        "Forty valve castings arrive nine days after the date we confirmed.",
        "high",
        "customer",
        (-5, "08:40"),
        (
            Said(
                (-5, "09:15"),
                "Your castings will be late",
                "I confirmed a date I had not checked. I am sorry, Paul.",
                (-3, "12:00"),
            ),
            Said(
                (-3, "11:10"),
                "Where the castings are",
                "They left the mill this morning. I call the carrier every day now.",
                (-1, "14:00"),
            ),
            Said(
                (-1, "13:20"),
                "Replacement castings on the 07:00 truck",
                "Twelve castings from our own stock come on tomorrow’s 07:00 truck.",
                (0, "09:30"),
            ),
        ),
        _steps(-5, -4, -3, -3, -3, -2),
        (((-100, "10:00"), 6, ""), ((-4, "10:00"), 5, "“You said the third. I told my crew the third.”")),
    ),
    Case(
        "Havelland Druck",
        "overcharge",
        "Frachtkosten doppelt berechnet",
        "Wir haben die Frachtkosten im Oktober doppelt berechnet.",
        "medium",
        "customer",
        (-4, "01:20"),
        (
            Said(
                (-4, "02:00"),
                "Wir haben Fracht doppelt berechnet",
                "Das ist unser Fehler. Es tut mir leid. Ich prüfe jede Rechnung seit Oktober.",
                (1, "06:00"),
            ),
        ),
        _steps(-1),
        (((-70, "02:00"), 8, ""),),
    ),
    Case(
        "Bayside Refrigeration",
        "wrong_invoice",
        "Same invoice sent twice and chased",
        "We sent you invoice 20881 twice, and then chased you for the second one.",
        "medium",
        "customer",
        (-3, "09:00"),
        (
            Said(
                (-3, "09:50"),
                "We sent one invoice twice",
                "You paid it once, as you should. I am sorry that we chased you for the second.",
                (-2, "16:30"),
            ),
            Said(
                (-2, "15:40"),
                "Nobody chases you any more",
                "The second invoice is withdrawn and the reminders are stopped.",
                (0, "16:30"),
            ),
        ),
        _steps(-3, -2, -1),
        (((-30, "10:00"), 8, ""), ((-2, "10:00"), 7, "“It looks as if we do not pay.”")),
    ),
)

BEING_CHECKED = Case(
    "Tidewater Canning",
    "late_delivery",
    "Two pallets still on our dock",
    "Two pallets with their name stand on our dock. The paper says they left on Tuesday.",
    "medium",
    "us",
    (0, "08:50"),
    (),
)
