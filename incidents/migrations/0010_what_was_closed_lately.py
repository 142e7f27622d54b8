"""What was closed lately, and what is to be asked aloud, are found by themselves."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0006_handovers"),
        ("incidents", "0009_told_in_a_check_in"),
        ("trust", "0002_questions_alarms_elements_self_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(
                condition=models.Q(("answered_at", None), ("ring_since__isnull", False), ("void_at", None)),
                fields=["ring_since"],
                name="check_in_to_ring",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("state", "closed")), fields=["closed_at"], name="incident_closed_lately"
            ),
        ),
    ]
