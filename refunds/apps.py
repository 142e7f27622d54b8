from django.apps import AppConfig


class RefundsConfig(AppConfig):
    name = "refunds"
    label = "refunds"
    verbose_name = "Refunds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ground.jobs.handlers import register

        from . import papers, rechecking, reckoning_ahead, sweep_job
        from .intake import checking, landing, looking, unpacking

        register(checking.KIND, checking.check)
        register(unpacking.KIND, unpacking.unpack)
        register(landing.KIND, landing.land)
        register(looking.KIND, looking.look)
        register(sweep_job.KIND, sweep_job.run)
        register(rechecking.KIND, rechecking.look_again)
        register(papers.KIND, papers.set_paper)
        register(reckoning_ahead.KIND, reckoning_ahead.reckon_waiting)
