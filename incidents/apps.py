from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    label = "incidents"
    verbose_name = "Incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Models can be imported only from here on."""
        from ground.accounts import holdings

        from . import handing

        holdings.register("incidents", holds=handing.holds, hands_over=handing.hand_over)
