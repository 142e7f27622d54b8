"""The words stand in rows of their own now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_words_never_again_become_rows")]

    operations = [migrations.RemoveField("customer", "never_again")]
