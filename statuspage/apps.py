from django.apps import AppConfig


class StatuspageConfig(AppConfig):
    name = "statuspage"
    label = "statuspage"
    verbose_name = "Status page"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ground.outbox import guards
        from updates import asking

        guards.register(asking.GUARD, asking.link_may_go)
