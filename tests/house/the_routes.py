"""Every address of the house, and who may open or use it for what belongs to John's team.

Roles by the name they have in the cast; `deputy` stands in for John, `colleague` belongs to nobody's team.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from customers.handovers import ask_to_take_over
from customers.models import Contact, Customer, Handover, ImportFile, NeverAgain
from customers.never_again import add_never_again
from customers.rows import Otherwise
from customers.uploads import keep_upload
from ground.accounts.models import Absence, Person, Role, Team
from ground.decisions.models import Decision
from ground.files.keeping import keep_bytes, keep_file
from ground.files.models import Export, File
from ground.jobs.running import run_one
from ground.mailbox.choices import Way
from ground.mailbox.models import Mail
from ground.mailbox.reading import read_one
from ground.mailbox.storing import store
from ground.money.amounts import Money
from ground.outbox.models import Letter
from ground.worktime.models import SpecialDay, WorkCalendar
from ground.worktime.now import now
from incidents.answering import Said, record_answer
from incidents.choices import How, Question, Verdict, Via
from incidents.models import Answer, Campaign, Incident, Promise
from incidents.promises import make_promise
from recovery.closing import close_by_a_manager
from recovery.export.keeping import ask_everything
from recovery.refunding import ask_to_approve, set_refund
from refunds.models import AgreedPrice, Calculation, Finding, PriceList, Sweep, Upload
from refunds.price_lists import make_price_list
from refunds.priced import Rule
from refunds.sweeping import ask_sweep
from refunds.watch import watch
from tests import make, make_campaigns, make_cases
from tests.mailbox import mails
from tests.refunds import bring, make_rows
from tests.refunds.make_rows import agree, bill
from trust.models import SelfCheck
from trust.self_check import keep_self_check
from updates.models import Snippet, Update
from updates.snippets import Words, add_snippet
from updates.talking import save_draft

TEAM = {"john", "deputy", "dana", "top"}
READERS = TEAM | {"finance", "auditor"}
MONEY = TEAM | {"finance"}
MANAGERS = {"dana", "top"}
MANAGING = MANAGERS | {"tomas"}
SETTINGS = MANAGING | {"administrator"}
HEARERS = TEAM | {"priya", "tomas", "auditor"}
BOARD = READERS | {"priya", "tomas"}
ADDERS = TEAM | {"priya", "tomas", "administrator"}
ADMINISTRATOR = {"administrator"}
IMPORTERS = TEAM | {"priya", "tomas"}
EVERYBODY = ADDERS | {"finance", "auditor", "colleague"}
WRITERS = EVERYBODY - {"auditor"}
OUT = {"out"}
RATES = EVERYBODY - {"colleague"}
ROLES = sorted(EVERYBODY | OUT)


@dataclass(frozen=True)
class World:
    """What John's team has: a customer, a told mistake, one still being checked, one closed, letters, a file."""

    cast: make.Cast
    deputy: Person
    colleague: Person
    customer: Customer
    contact: Contact
    incident: Incident
    checked: Incident
    small: Incident
    closed: Incident
    handover: Handover
    update: Update
    promise: Promise
    letter: Letter
    file: ImportFile
    never_again: NeverAgain
    self_check: SelfCheck
    decision: Decision
    attached: File
    absence: Absence
    others_absence: Absence
    answer: Answer
    mail: Mail
    mail_file: File
    snippet: Snippet
    house_snippet: Snippet
    upload: Upload
    finding: Finding
    campaign: Campaign
    export: Export
    sweep: Sweep
    price_list: PriceList
    price: AgreedPrice

    def who(self, role: str) -> Person:
        return getattr(self, role, None) or getattr(self.cast, role)


@dataclass(frozen=True)
class Route:
    """`opens` may GET it, `uses` may POST to it; an empty set has no such method. `data` makes a whole, good post."""

    opens: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    args: Callable[[World], list[Any]] = lambda world: []
    data: dict[str, Any] = field(default_factory=dict)

    def address(self, name: str, world: World) -> str:
        return reverse(name, args=self.args(world))


def _sweep(world: World) -> list[Any]:
    return [world.sweep.pk]


def _sweep_row(world: World) -> list[Any]:
    return [world.sweep.pk, world.sweep.rows.order_by("pk")[0].pk]


def _slug(world: World) -> list[Any]:
    return [world.customer.slug]


def _contact(world: World) -> list[Any]:
    return [world.customer.slug, world.contact.pk]


def _invoice(world: World) -> list[Any]:
    return [world.customer.slug, world.finding.line.invoice_id]


def _reference(world: World) -> list[Any]:
    return [world.incident.reference]


def _checked(world: World) -> list[Any]:
    return [world.checked.reference]


def _check_in(world: World) -> list[Any]:
    return [world.closed.reference, 30]


def _step(world: World) -> list[Any]:
    return [world.incident.reference, 1]


def _person(world: World) -> list[Any]:
    return [world.cast.john.pk]


def _file(world: World) -> list[Any]:
    return [world.file.pk]


def _upload(world: World) -> list[Any]:
    return [world.upload.pk]


def _decision(world: World) -> list[Any]:
    return [world.decision.pk]


def _letter(world: World) -> list[Any]:
    return [world.letter.pk]


def _mail(world: World) -> list[Any]:
    return [world.mail.pk]


def _calendar(world: World) -> list[Any]:
    return [WorkCalendar.objects.get().pk]


ROUTES: dict[str, Route] = {
    "healthz": Route(EVERYBODY | OUT),
    "account_login": Route(EVERYBODY | OUT, EVERYBODY | OUT),
    "account_logout": Route(set(), EVERYBODY | OUT),
    "account_change_password": Route(EVERYBODY, EVERYBODY),
    "account_reset_password": Route(EVERYBODY | OUT, EVERYBODY | OUT),
    "account_reset_password_done": Route(EVERYBODY | OUT),
    "account_reset_password_from_key_done": Route(EVERYBODY | OUT),
    # Nobody has this key: the answer is 404 for all.
    "account_reset_password_from_key": Route(set(), set(), lambda world: ["zz", "none-such"]),
    # The house of the tests lets no provider in, whoever asks: 404 without a way to the door.
    "mailbox:hook": Route(set(), set()),
    "statuspage:nothing": Route(set()),
    "statuspage:page": Route(set(), args=lambda world: ["A" * 43]),
    "statuspage:call": Route(set(), args=lambda world: ["A" * 43]),
    "statuspage:five": Route(set(), args=lambda world: ["A" * 43]),
    "statuspage:refund": Route(set(), args=lambda world: ["A" * 43, "csv"]),
    "statuspage:refund_print": Route(set(), args=lambda world: ["A" * 43]),
    "statuspage:take_back": Route(set(), args=lambda world: ["A" * 43, 1]),
    "statuspage:new": Route(EVERYBODY | OUT, EVERYBODY | OUT),
    "statuspage:asked": Route(EVERYBODY | OUT),
    "statuspage:look": Route(EVERYBODY | OUT, args=lambda world: ["0b5f68"]),
    "desk:today": Route(EVERYBODY),
    "desk:about": Route(EVERYBODY),
    "desk:appearance": Route(set(), EVERYBODY | OUT),
    "desk:settings": Route(EVERYBODY, EVERYBODY),
    "desk:snippets": Route(TEAM | {"priya", "tomas"}, TEAM | {"priya", "tomas"}),
    "desk:snippet": Route({"john"}, {"john"}, lambda world: [world.snippet.pk]),
    "desk:drop_snippet": Route(set(), {"john"}, lambda world: [world.snippet.pk]),
    "desk:note_absence": Route(set(), EVERYBODY),
    "desk:end_absence": Route(set(), {"john"}, lambda world: [world.absence.pk]),
    "desk:customers": Route(EVERYBODY),
    "desk:add_customer": Route(ADDERS, ADDERS),
    "desk:customer_names": Route(EVERYBODY),
    "desk:import_customers": Route(ADDERS, ADDERS),
    "desk:import_columns": Route({"john"}, {"john"}, _file),
    "desk:import_check": Route({"john"}, {"john"}, _file),
    "desk:import_rows": Route({"john"}, set(), _file),
    "desk:import_done": Route({"john"}, set(), _file),
    "desk:bring_file": Route(IMPORTERS, IMPORTERS, lambda world: ["lines"]),
    "desk:brought": Route({"john"}, {"john"}, _upload),
    "desk:bring_columns": Route({"john"}, {"john"}, _upload),
    "desk:bring_rows": Route({"john"}, set(), _upload),
    "desk:bring_stop": Route(set(), {"john"}, _upload),
    "desk:customer": Route(READERS, set(), _slug),
    "desk:change_customer": Route(TEAM, TEAM, _slug),
    "desk:hand_over": Route(TEAM, TEAM, _slug),
    "desk:take_over": Route({"deputy"}, {"deputy"}, lambda world: [world.handover.pk]),
    "desk:take_back_handover": Route(set(), TEAM, _slug),
    "desk:record_trust": Route(TEAM, TEAM, _slug),
    "desk:elements": Route(TEAM, TEAM, _slug),
    "desk:decline_elements": Route(set(), TEAM, _contact),
    "desk:add_never_again": Route(TEAM, TEAM, _slug),
    "desk:remove_never_again": Route(TEAM, TEAM, lambda world: [world.customer.slug, world.never_again.pk]),
    "desk:self_check": Route(TEAM, TEAM, _slug),
    "desk:self_checks": Route(EVERYBODY),
    "desk:delete_self_check": Route(set(), {"john"}, lambda world: [world.self_check.pk]),
    "desk:delete_self_checks": Route(EVERYBODY, EVERYBODY),
    "desk:add_contact": Route(TEAM, TEAM, _slug),
    "desk:change_contact": Route(TEAM, TEAM, _contact),
    "desk:contact_left": Route(TEAM, TEAM, _contact),
    "desk:log": Route(WRITERS, WRITERS),
    "desk:log_small": Route(WRITERS, WRITERS),
    "desk:log_preview": Route(set(), WRITERS),
    "desk:reports": Route(EVERYBODY),
    "desk:price_lists": Route(BOARD),
    "desk:new_price_list": Route(IMPORTERS, IMPORTERS),
    "desk:price_list": Route(BOARD, args=lambda world: [world.price_list.pk]),
    "desk:put_on_list": Route(IMPORTERS, IMPORTERS, lambda world: [world.price_list.pk]),
    "desk:day_of_list": Route(IMPORTERS, IMPORTERS, lambda world: [world.price_list.pk]),
    "desk:correct_price": Route(TEAM, TEAM, lambda world: [world.price.pk]),
    "desk:remove_price": Route(TEAM, TEAM, lambda world: [world.price.pk]),
    "desk:customer_prices": Route(READERS, args=_slug),
    "desk:agree_price": Route(TEAM, TEAM, _slug),
    "desk:buys_by": Route(TEAM, TEAM, _slug),
    "desk:invoices": Route(READERS, args=_slug),
    "desk:invoice": Route(READERS, args=_invoice),
    "desk:note_payment_day": Route(MONEY, MONEY, _invoice),
    "desk:watch": Route(BOARD),
    "desk:dismiss_finding": Route(TEAM, TEAM, lambda world: [world.finding.pk]),
    "desk:add_finding": Route(set(), TEAM, lambda world: [world.finding.pk, world.incident.reference]),
    "desk:letters": Route(EVERYBODY),
    "desk:tray": Route(HEARERS),
    "desk:received": Route(HEARERS),
    "desk:automatic": Route(HEARERS),
    "desk:mail": Route(TEAM | {"auditor"}, set(), _mail),
    "desk:mail_raw": Route(TEAM | {"auditor"}, set(), _mail),
    "desk:mail_file": Route(TEAM | {"auditor"}, set(), lambda world: [world.mail.pk, world.mail_file.pk]),
    "desk:belongs": Route(set(), TEAM, _mail, {"reference": "TR-1001", "name": "J. Lee"}),
    "desk:settle_mail": Route(set(), TEAM, _mail, {"act": "not_ours"}),
    "desk:letter": Route(READERS, set(), _letter),
    "desk:letter_seen": Route(READERS, set(), _letter),
    "desk:incident": Route(READERS, set(), _reference),
    "desk:change_incident": Route(TEAM, TEAM, _reference),
    "desk:who_else": Route(READERS, MONEY, _reference),
    "desk:look_for_others": Route(BOARD, BOARD - {"auditor"}),
    "desk:sweep": Route(READERS, {"john"}, _sweep),
    "desk:stop_sweep": Route(set(), {"john"}, _sweep),
    "desk:sweep_lines": Route(READERS, set(), lambda world: [world.sweep.pk, "csv"]),
    "desk:leave_out": Route(TEAM, TEAM, _sweep_row),
    "desk:take_in": Route(set(), TEAM, _sweep_row),
    "desk:clock": Route(READERS, set(), _reference),
    "desk:step": Route(READERS, TEAM, _step),
    "desk:keep_step_draft": Route(set(), TEAM, _step),
    "desk:reopen_step": Route(TEAM, TEAM, _step),
    "desk:contain": Route(TEAM, TEAM, lambda world: [world.incident.reference, "invoice_held"]),
    "desk:add_promise": Route(TEAM, TEAM, _reference),
    "desk:promises": Route(READERS, set(), _reference),
    "desk:customer_promises": Route(READERS, set(), _slug),
    "desk:promise": Route(READERS, TEAM, lambda world: [world.incident.reference, world.promise.pk]),
    "desk:end_check": Route(TEAM, TEAM, _checked),
    "desk:more_time": Route(set(), TEAM, _checked),
    "desk:small_grow": Route(TEAM, TEAM, lambda world: [world.small.reference]),
    "desk:small_yes": Route(set(), TEAM, lambda world: [world.small.reference]),
    "desk:close": Route(TEAM, TEAM, _reference),
    "desk:check_in": Route(TEAM, TEAM, _check_in),
    "desk:ask_check_in": Route(set(), TEAM, _check_in),
    "desk:stay_closed": Route(MANAGERS, MANAGERS, lambda world: [world.closed.reference]),
    "desk:reopen": Route(TEAM, TEAM, _reference),
    "desk:update": Route(TEAM, TEAM, _reference),
    "desk:update_preview": Route(set(), TEAM, _reference),
    "desk:keep_draft": Route(set(), TEAM, _reference),
    "desk:undo": Route(set(), TEAM, lambda world: [world.incident.reference, world.update.number]),
    "desk:files": Route(READERS - {"finance"}, TEAM, _reference),
    "desk:file": Route(READERS - {"finance"}, set(), lambda world: [world.incident.reference, world.attached.pk]),
    "desk:refund": Route(READERS, set(), _reference),
    "desk:refund_sum": Route(MONEY, MONEY, _reference),
    "desk:refund_ask": Route(MONEY, MONEY, _reference),
    "desk:refund_on_account": Route(MONEY, MONEY, _reference),
    "desk:refund_pay": Route(MONEY, MONEY, _reference),
    "desk:sheet": Route(READERS, set(), _reference),
    "desk:sheet_calculate": Route(MONEY, MONEY, _reference),
    "desk:sheet_line": Route(MONEY, MONEY, lambda world: [world.incident.reference, latest_sheet().lines.first().pk]),
    "desk:sheet_answer": Route(MONEY, MONEY, lambda world: [world.incident.reference, latest_sheet().version, 1]),
    "desk:sheet_sum": Route(MONEY, MONEY, lambda world: [world.incident.reference, latest_sheet().version]),
    "desk:sheet_compare": Route(READERS, set(), lambda world: [world.incident.reference, 1, 1]),
    "desk:sheet_paper": Route(READERS, MONEY, lambda world: [world.incident.reference, 1]),
    "desk:sheet_file": Route(READERS, set(), lambda world: [world.incident.reference, 1, "csv"]),
    "desk:talk": Route(TEAM, TEAM, _reference),
    "desk:talk_promises": Route(set(), TEAM, _reference),
    "desk:seen_to": Route(set(), TEAM, lambda world: [world.incident.reference, world.answer.pk]),
    "desk:note": Route(TEAM, TEAM, _reference),
    "desk:as_they_see_it": Route(READERS, set(), lambda world: [world.incident.reference, world.contact.pk]),
    "desk:open_campaign": Route(set(), TEAM, lambda world: [world.campaign.found_by_id], {"rows": []}),
    "board:review": Route(BOARD),
    "board:campaign": Route(READERS, set(), lambda world: [world.campaign.pk]),
    "board:decision": Route(READERS, {"john", "dana", "top", "finance"}, _decision),
    "board:reminders": Route(MANAGING | ADMINISTRATOR | {"auditor"}),
    "board:settings": Route(SETTINGS, ADMINISTRATOR),
    "board:find_customer": Route(ADMINISTRATOR, ADMINISTRATOR),
    "board:own_rhythm": Route(ADMINISTRATOR, ADMINISTRATOR, _slug),
    "board:drop_own_rhythm": Route(set(), ADMINISTRATOR, _slug),
    "board:working_time": Route(SETTINGS),
    "board:open_calendar": Route(ADMINISTRATOR, ADMINISTRATOR),
    "board:calendar": Route(SETTINGS, set(), _calendar),
    "board:calendar_place": Route(ADMINISTRATOR, ADMINISTRATOR, _calendar),
    "board:calendar_week": Route(ADMINISTRATOR, ADMINISTRATOR, _calendar),
    "board:calendar_day": Route(ADMINISTRATOR, ADMINISTRATOR, _calendar),
    "board:drop_day": Route(ADMINISTRATOR, ADMINISTRATOR, lambda world: [*_calendar(world), "2030-07-04"]),
    "board:small": Route(SETTINGS, ADMINISTRATOR),
    "board:exports": Route(ADMINISTRATOR, ADMINISTRATOR),
    "board:stop_export": Route(set(), ADMINISTRATOR, lambda world: [world.export.key]),
    "board:download_export": Route(set(), ADMINISTRATOR, lambda world: [world.export.key]),
    "board:rates": Route(RATES),
    "board:rate_table": Route(RATES, ADMINISTRATOR | {"finance"}, lambda world: [latest_sheet().rates.table_id]),
    "board:new_rate_table": Route(ADMINISTRATOR | {"finance"}, ADMINISTRATOR | {"finance"}),
    "board:holding": Route(SETTINGS, ADMINISTRATOR),
    "board:phrases": Route(SETTINGS, ADMINISTRATOR),
    "board:look": Route(SETTINGS, ADMINISTRATOR),
    "board:snippets": Route(SETTINGS, ADMINISTRATOR),
    "board:snippet": Route(ADMINISTRATOR, ADMINISTRATOR, lambda world: [world.house_snippet.pk]),
    "board:drop_snippet": Route(set(), ADMINISTRATOR, lambda world: [world.house_snippet.pk]),
    "board:company": Route(SETTINGS, ADMINISTRATOR),
    "board:mail": Route(ADMINISTRATOR),
    "board:switch_channel": Route(set(), ADMINISTRATOR),
    "board:test_letter": Route(set(), ADMINISTRATOR),
    "board:send_again": Route(set(), ADMINISTRATOR, _letter),
    "board:people": Route(ADMINISTRATOR),
    "board:invite": Route(ADMINISTRATOR, ADMINISTRATOR),
    "board:person": Route(ADMINISTRATOR, ADMINISTRATOR, _person),
    "board:invite_again": Route(set(), ADMINISTRATOR, _person),
    "board:disable": Route(ADMINISTRATOR, ADMINISTRATOR, _person),
    "board:enable": Route(set(), ADMINISTRATOR, _person),
    "board:note_absence": Route(set(), ADMINISTRATOR, _person),
    "board:end_absence": Route(set(), ADMINISTRATOR, lambda world: [world.others_absence.pk]),
    "board:teams": Route(ADMINISTRATOR),
    "board:open_team": Route(ADMINISTRATOR, ADMINISTRATOR),
    "board:team": Route(ADMINISTRATOR, ADMINISTRATOR, lambda world: [world.cast.john.team_id]),
}
ONLY_IN_THE_DEMO = {"desk:components", "desk:move_demo"}


def in_the_house() -> set[str]:
    """The names of every route there is; one without a name shows as its pattern."""
    return set(_names(get_resolver().url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], space: str) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            found += _names(pattern.url_patterns, inner)
        else:
            found.append(f"{space}{pattern.name}" if pattern.name else str(pattern.pattern))
    return found


def latest_sheet() -> Calculation:
    return Calculation.objects.latest("version")


def _attach(story: Incident, cast: make.Cast, instant: datetime) -> File:
    upload = SimpleUploadedFile("signed order.txt", b"Forty reams, signed.")
    return keep_file(upload, subject=story.history_subject, by=cast.john, now=instant)


def _closed(customer: Customer, cast: make.Cast, instant: datetime) -> Incident:
    known = {"kind": "late_delivery", "title": "Deck fittings a week late"}
    told = make_cases.told(customer, now=instant - timedelta(days=1), next_at=instant + timedelta(days=1), **known)
    return close_by_a_manager(told, reason="They asked us to.", by=cast.dana, now=instant - timedelta(hours=2))


def build(cast: make.Cast) -> World:
    instant = now()
    deputy = make.person("Dev Malik", team=Team.objects.get(name="West"), email="dev@brightwater.example")
    colleague = make.person("Carl Ames", role=Role.COLLEAGUE, email="carl@brightwater.example")
    customer = make_cases.halvorsen(cast.john)
    customer.deputy = deputy
    customer.save()
    story = make_cases.told(customer, now=instant - timedelta(hours=1), next_at=instant + timedelta(days=2))
    update = story.updates.get()
    checked = make_cases.checked(customer, now=instant, by=cast.john, title="Pallets on the wrong ship")
    contact = customer.contacts.get(speaks=True)
    promise = make_promise(
        story,
        text="A corrected invoice",
        due_at=instant + timedelta(days=3),
        due_zone=make.ZONE,
        how=How.SPOKEN,
        by=cast.john,
        now=instant,
        to=contact,
    )
    save_draft(story, by=cast.john, now=instant, heading="A draft of John's", body="Not said yet.")
    set_refund(story, amount=Money.of("120.50", "USD"), words="One invoice.", by=cast.john, now=instant)
    make_rows.reckoned(story, by=cast.john, now=instant)
    file = keep_upload(
        name="list.csv",
        data=b"name,email\nBayside,ann@bayside.example\n,nobody@x.example\n",
        otherwise=Otherwise(make.ZONE, "en", "USD"),
        encoding="",
        by=cast.john,
        now=instant,
    )
    SpecialDay.objects.create(calendar=WorkCalendar.objects.get(), on=date(2030, 7, 4), label="The fourth")
    said = Said(Question.QUESTION, Verdict.WORDS, "Who checked it?", Via.PAGE, instant)
    away = {"starts_at": instant + timedelta(days=365), "ends_at": instant + timedelta(days=2 * 365)}
    return World(
        cast=cast,
        deputy=deputy,
        colleague=colleague,
        customer=customer,
        contact=contact,
        incident=story,
        checked=checked,
        handover=ask_to_take_over(
            customer, to=deputy, line="I take over.", only_for_them="", by=cast.john, now=instant
        ),
        small=make_cases.small(customer, now=instant, kind="data_error"),
        closed=_closed(customer, cast, instant),
        update=update,
        promise=promise,
        letter=Letter.objects.get(pk=update.recipients.get(contact=contact).letter_id),
        file=file,
        never_again=add_never_again(customer, words="A rounding error", by=cast.john, now=instant),
        self_check=keep_self_check(author=cast.john, customer=customer, scores={"caring": 5}, now=instant),
        attached=_attach(story, cast, instant),
        decision=ask_to_approve(story, reason="Promised for Friday.", by=cast.john, now=instant),
        absence=Absence.objects.create(person=cast.john, **away),
        others_absence=Absence.objects.create(person=cast.priya, **away),
        answer=record_answer(story, contact=contact, said=said, by=None, now=instant),
        mail=(mail := _mail_of_a_stranger(story, instant)),
        finding=_finding(customer, instant),
        campaign=_campaign(cast, deputy, instant),
        export=ask_everything(by=cast.administrator, now=instant),
        price_list=make_price_list(name="Standard", currency="GBP", by=cast.john, now=instant),
        price=AgreedPrice.objects.filter(customer=customer).latest("pk"),
        mail_file=keep_bytes(b"%PDF-1.4 a list", name="list.pdf", subject=("mail", mail.pk), now=instant),
        snippet=add_snippet(Words("On it", "I am on it.", "en"), owner=cast.john, by=cast.john, now=instant),
        house_snippet=add_snippet(
            Words("Thanks", "Thank you for telling us.", "en"), owner=None, by=cast.administrator, now=instant
        ),
        upload=_lines_of(cast.john, customer.name),
        sweep=_swept(cast.john, instant),
    )


def _swept(person: Person, instant: datetime) -> Sweep:
    """What a search found by the item of the sheet: the customer, with a doubt."""
    sweep = ask_sweep(Rule(make_rows.ITEM, currency="USD"), by=person, now=instant)
    assert sweep.job and run_one(sweep.job, now=instant)
    return sweep


def _lines_of(person: Person, name: str) -> Upload:
    """A file of invoice lines, every row checked; one cannot be used."""
    return bring.check(bring.keep(person, bring.lines(f"{name};R-1;31.03.2025;FRT;2;1,50;USD;0;", "Nobody;R-2;;;;;;;")))


def _campaign(cast: make.Cast, deputy: Person, instant: datetime) -> Campaign:
    """One of John's customers was billed too much for another thing; its draft waits."""
    known = make_campaigns.overcharged("Bayside Refrigeration", cast.john, deputy=deputy)
    return make_campaigns.opened(make_campaigns.searched(cast.john, known, now=instant), cast.john, now=instant)


def _finding(customer: Customer, instant: datetime) -> Finding:
    agree(customer, ("2020-01-01", "11.40"))
    bill(customer, "WATCH-1", "2024-05-15", None)
    watch(now=instant)
    return Finding.objects.get(line__invoice__number="WATCH-1")


def _mail_of_a_stranger(story: Incident, instant: datetime) -> Mail:
    """It names the case in its subject, and waits in the tray."""
    raw = mails.mail(sender="J. Lee <j.lee@harborlaw.example>", subject=f"The freight [{story.reference}]")
    mail = store(raw, way=Way.PIPE, now=instant)
    read_one(mail.pk, now=instant)
    return mail
