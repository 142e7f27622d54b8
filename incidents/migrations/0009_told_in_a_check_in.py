"""Something may be told, or asked, in a check-in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0008_reopening_is_proposed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="apology",
            name="told_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("update", "in a letter"),
                    ("conversation", "in a conversation"),
                    ("check_in", "in a check-in"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="asking",
            name="told_by",
            field=models.CharField(
                choices=[
                    ("update", "in a letter"),
                    ("conversation", "in a conversation"),
                    ("check_in", "in a check-in"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="frame",
            name="told_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("update", "in a letter"),
                    ("conversation", "in a conversation"),
                    ("check_in", "in a check-in"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="summary",
            name="told_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("update", "in a letter"),
                    ("conversation", "in a conversation"),
                    ("check_in", "in a check-in"),
                ],
                max_length=12,
            ),
        ),
    ]
