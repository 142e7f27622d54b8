"""No closing as met below the line."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_what_they_must_never_hear_again"),
        ("incidents", "0004_closing_at_a_trust_and_check_ins"),
        ("trust", "0002_questions_alarms_elements_self_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ending", "met"), _negated=True),
                    models.Q(
                        ("closed_at_trust__gte", models.F("closing_line")),
                        ("closed_at_trust__isnull", False),
                        ("closing_line__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="met_closes_at_the_line_or_above",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at_trust__isnull", True),
                    models.Q(("closed_at_trust__gte", 1), ("closed_at_trust__lte", 10), ("state", "closed")),
                    _connector="OR",
                ),
                name="closed_at_a_trust_from_1_to_10",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closing_line__isnull", True),
                    models.Q(("closing_line__gte", 1), ("closing_line__lte", 7), ("state", "closed")),
                    _connector="OR",
                ),
                name="the_closing_line_is_7_or_below",
            ),
        ),
    ]
