from django.apps import AppConfig


class RefundsConfig(AppConfig):
    name = "refunds"
    label = "refunds"
    verbose_name = "Refunds"
    default_auto_field = "django.db.models.BigAutoField"
