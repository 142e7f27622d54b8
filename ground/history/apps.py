from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class HistoryConfig(AppConfig):
    name = "ground.history"
    label = "history"
    verbose_name = "History"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .checks import triggers_in_place
        from .triggers import make_after_migrate

        checks.register(triggers_in_place, checks.Tags.database)
        post_migrate.connect(make_after_migrate, sender=self)
