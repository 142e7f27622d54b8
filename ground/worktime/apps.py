from django.apps import AppConfig


class WorktimeConfig(AppConfig):
    name = "ground.worktime"
    label = "worktime"
    verbose_name = "Working time"
    default_auto_field = "django.db.models.BigAutoField"
