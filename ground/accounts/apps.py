"""People, teams, roles, absence, tokens."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ground.accounts"
    label = "accounts"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Models can be imported only from here on."""
        from ground.outbox import guards

        from . import holdings, letters, teams

        holdings.register("accounts", holds=holdings.own_holdings, hands_over=teams.hand_over)
        guards.register(letters.MAY_SIGN_IN, letters.may_sign_in)
