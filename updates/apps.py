from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    name = "updates"
    label = "updates"
    verbose_name = "Updates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ground.outbox import guards, outcomes

        from . import asking, holding, reminders, results, sending

        guards.register(sending.GUARD, results.may_go)
        guards.register(reminders.GUARD, results.reminder_may_go)
        guards.register(asking.GUARD, asking.link_may_go)
        guards.register(holding.GUARD, holding.note_may_go)
        outcomes.on_outcome(
            sending.GUARD,
            results.letter_finished,
            worried=results.letter_worries,
            undelivered=results.letter_undelivered,
            withdrawn=results.letter_withdrawn,
        )
        # How a reminder ended stands on its letter, where the page of reminders reads it.
        outcomes.on_outcome(reminders.GUARD, withdrawn=results.reminder_withdrawn)
