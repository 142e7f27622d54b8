"""All periodic work on one page: what, how often, why, and what a missed run costs."""

from dataclasses import dataclass
from datetime import timedelta

from celery.schedules import crontab


@dataclass(frozen=True)
class Periodic:
    """One task by its dotted name. A day's work names its hour, so that a restart of beat does not put it off.

    What may take `long` has a thread of its own where no broker wakes anybody, so that letters do not wait for it.
    """

    task: str
    every: timedelta
    why: str
    missed: str
    at: crontab | None = None
    long: bool = False


SCHEDULE = (
    Periodic(
        "ground.outbox.tasks.deliver",
        timedelta(seconds=2),
        why="Letters leave when they are due, reminders and undone updates do not wait.",
        missed="Nothing is lost: the next run takes what is due, at most seconds later.",
    ),
    Periodic(
        "ground.mailbox.tasks.poll_mailbox",
        timedelta(minutes=1),
        why="Where replies come to a mailbox, somebody has to look into it.",
        missed="Nothing is lost: the mail stays in the mailbox, and the next look begins where the last one ended.",
    ),
    Periodic(
        "ground.mailbox.tasks.read_mail",
        timedelta(seconds=10),
        why="Mail that came in is stored first; somebody waits for its owner to hear of it.",
        missed="Nothing is lost: the mail stays stored, and the next run reads it.",
    ),
    Periodic(
        "ground.jobs.tasks.work",
        timedelta(seconds=4),
        why="Somebody watches an import. Each turn is short, and one job runs at a time: letters go before it.",
        missed="Nothing is lost: the next turn goes on where the last one ended, also that of a worker that died.",
        long=True,
    ),
    Periodic(
        "updates.tasks.answer_asked_links",
        timedelta(seconds=10),
        why="Whoever asked for a new private link waits in front of their mail.",
        missed="Nothing is lost: the wish stays in its row until the next run.",
    ),
    Periodic(
        "updates.tasks.tick",
        timedelta(seconds=30),
        why="Owners and managers hear of a promise that falls due, within the two minutes that are promised.",
        missed="Nothing is lost: the next run finds every rung that is due and writes each once.",
    ),
    Periodic(
        "recovery.tasks.settle_small_mistakes",
        timedelta(minutes=1),
        why="A small mistake is settled when five working days have passed without a word.",
        missed="Nothing is lost: the next run settles them, and each counts as settled on its own day.",
    ),
    Periodic(
        "recovery.tasks.ask_check_ins",
        timedelta(minutes=2),
        why="Customers are asked after 7, 30 and 90 days whether it has stayed right, at 10:00 on their clocks.",
        missed="Nothing is lost: the next run asks what is due; of two that fell due meanwhile, the later one.",
    ),
    Periodic(
        "ground.history.tasks.publish_heads",
        timedelta(days=1),
        at=crontab(hour="3", minute="10"),
        why="The ends of the chains are kept outside the database, so that a cut tail is found.",
        missed="Nothing is lost: the next run publishes the ends as they are then.",
    ),
    Periodic(
        "customers.tasks.forget_old_uploads",
        timedelta(days=1),
        at=crontab(hour="3", minute="20"),
        why="Customer lists hold names and addresses; they are kept for a day, for looking and confirming.",
        missed="Nothing is lost: every new upload forgets the old ones too.",
    ),
    Periodic(
        "refunds.tasks.forget_old_imports",
        timedelta(days=1),
        at=crontab(hour="3", minute="25"),
        why="Invoice files are kept for a day, for looking and confirming.",
        missed="Nothing is lost: every new upload forgets the old ones too.",
    ),
    Periodic(
        "recovery.tasks.forget_exports",
        timedelta(days=1),
        at=crontab(hour="3", minute="28"),
        why="A file of everything the house holds lies about for a week at most.",
        missed="Nothing is lost: no file is handed out after its end, and the next run deletes its bytes.",
    ),
    Periodic(
        "updates.tasks.check_at_night",
        timedelta(days=1),
        at=crontab(hour="3", minute="30"),
        why="A clock that is not its promise, and people no reminder reaches, are reported before it matters.",
        missed="Nothing is lost: the next run finds the same. Who cannot be reached is on the page at any time.",
    ),
)
