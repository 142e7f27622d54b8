from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "recovery"
    label = "recovery"
    verbose_name = "Recovery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ground.jobs import handlers
        from ground.mailbox import placing
        from ground.outbox import guards, outcomes

        from . import campaign, check_ins, mail_in
        from .export import keeping

        guards.register(check_ins.GUARD, check_ins.may_go)
        outcomes.on_outcome(check_ins.GUARD, check_ins.letter_finished, withdrawn=check_ins.letter_withdrawn)
        placing.placed_by(mail_in.place)
        handlers.register(keeping.KIND, keeping.make)
        handlers.register(campaign.KIND, campaign.open_members)
