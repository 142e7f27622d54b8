from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"
    label = "customers"
    verbose_name = "Customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Models can be imported only from here on."""
        from ground.accounts import holdings

        from . import handing

        holdings.register("customers", holds=handing.holds, hands_over=handing.hand_over)
