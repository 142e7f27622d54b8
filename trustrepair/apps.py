from django.apps import AppConfig


class RoofConfig(AppConfig):
    name = "trustrepair"
    verbose_name = "The roof"

    def ready(self) -> None:
        """Registers the system checks; importing them is all it takes."""
        from . import checks  # noqa: F401
