"""The number a recovery closed at, and the questions that follow a closing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def closed_at_what_they_said(apps, schema_editor):
    """What closed as met says at which number: their last word until then. Where there was none, it was without it."""
    incidents, readings = apps.get_model("incidents", "Incident"), apps.get_model("trust", "Reading")
    for incident in incidents.objects.filter(ending="met").iterator():
        said = readings.objects.filter(customer=incident.customer_id, whose="theirs", said_at__lte=incident.closed_at)
        last = said.order_by("-said_at", "-pk").first()
        if last is None:
            incident.ending = "without_word"
        else:
            incident.closed_at_trust, incident.closing_line = last.value, min(7, last.value)
        incident.save()


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_what_they_must_never_hear_again"),
        ("incidents", "0005_asking_names_its_version"),
        ("trust", "0002_questions_alarms_elements_self_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closed_at", models.DateTimeField()),
                ("day", models.PositiveSmallIntegerField()),
                ("due_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("asked_trust", models.BooleanField(default=False)),
                ("letter_id", models.BigIntegerField(db_index=True, null=True)),
                ("ring_since", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No"), ("words", "in words")], max_length=5
                    ),
                ),
                ("value", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("declined_why", models.TextField(blank=True)),
                ("void_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["closed_at", "day"],
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="closed_at_trust",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="incident",
            name="closing_line",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="incident",
            name="last_check_in_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="incident",
            name="reopened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="checkin",
            name="answer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="incidents.answer",
            ),
        ),
        migrations.AddField(
            model_name="checkin",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="check_ins",
                to="customers.contact",
            ),
        ),
        migrations.AddField(
            model_name="checkin",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="check_ins", to="incidents.incident"
            ),
        ),
        migrations.AddField(
            model_name="checkin",
            name="settled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(
                condition=models.Q(("answered_at", None), ("asked_at", None), ("ring_since", None), ("void_at", None)),
                fields=["due_at"],
                name="check_in_to_ask",
            ),
        ),
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(
                condition=models.Q(("proposed_at__isnull", False), ("settled_at", None), ("void_at", None)),
                fields=["proposed_at"],
                name="check_in_proposing",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.UniqueConstraint(
                fields=("incident", "closed_at", "day"), name="one_check_in_a_closing_and_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(("day__in", (7, 30, 90))), name="check_ins_at_7_30_and_90_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", True), models.Q(("value__gte", 1), ("value__lte", 10)), _connector="OR"
                ),
                name="check_in_from_1_to_10",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", True),
                        ("proposed_at__isnull", True),
                        ("value__isnull", True),
                        ("verdict", ""),
                    ),
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
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_why", ""), ("settled_at__isnull", True)),
                    ("proposed_at__isnull", False),
                    _connector="OR",
                ),
                name="only_a_proposal_is_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(("void_at__isnull", True), ("answered_at__isnull", True), _connector="OR"),
                name="an_answer_is_never_void",
            ),
        ),
        migrations.RunPython(closed_at_what_they_said, migrations.RunPython.noop, elidable=True),
    ]
