"""A proposal to open again stands by itself: it may come without a check-in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_what_they_must_never_hear_again"),
        ("incidents", "0007_phrases_of_the_house"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reopening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closed_at", models.DateTimeField()),
                ("value", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("proposed_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("declined_why", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["proposed_at", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="checkin",
            name="an_answered_check_in_has_its_answer",
        ),
        migrations.RemoveConstraint(
            model_name="checkin",
            name="only_a_proposal_is_settled",
        ),
        migrations.RemoveIndex(
            model_name="checkin",
            name="check_in_proposing",
        ),
        migrations.RemoveField(
            model_name="checkin",
            name="declined_why",
        ),
        migrations.RemoveField(
            model_name="checkin",
            name="proposed_at",
        ),
        migrations.RemoveField(
            model_name="checkin",
            name="settled_at",
        ),
        migrations.RemoveField(
            model_name="checkin",
            name="settled_by",
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("value__isnull", True), ("verdict", "")),
                    models.Q(
                        ("answer__isnull", False),
                        ("answered_at__isnull", False),
                        models.Q(("verdict", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_answered_check_in_has_its_answer",
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.answer"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="check_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reopenings",
                to="incidents.checkin",
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reopenings", to="incidents.incident"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("incident",),
                name="one_reopening_proposed_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("declined_why", ""),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_declined_reopening_is_settled_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", True), models.Q(("value__gte", 1), ("value__lte", 10)), _connector="OR"
                ),
                name="reopening_from_1_to_10",
            ),
        ),
    ]
