"""What stood in one field of the customer becomes rows that say by whom and when."""

from django.db import migrations

LONGEST = 1000


def make_rows(apps, schema_editor):
    customer, never_again = apps.get_model("customers", "Customer"), apps.get_model("customers", "NeverAgain")
    spoken = customer.objects.exclude(never_again="")
    rows = (
        never_again(
            customer_id=row.pk,
            words=row.never_again[:LONGEST],
            added_by_id=row.account_manager_id,
            added_at=row.created_at,
        )
        for row in spoken.iterator()
        if row.never_again.strip()
    )
    never_again.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_what_they_must_never_hear_again")]

    operations = [migrations.RunPython(make_rows, migrations.RunPython.noop)]
