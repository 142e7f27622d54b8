from django.apps import AppConfig


class StatuspageConfig(AppConfig):
    name = "statuspage"
    label = "statuspage"
    verbose_name = "Status page"
    default_auto_field = "django.db.models.BigAutoField"
