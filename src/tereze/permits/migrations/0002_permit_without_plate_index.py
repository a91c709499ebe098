# SPDX-License-Identifier: EUPL-1.2
"""Nobody looks for a permit by its car: the plate is in the credential, and checkpoints get lists
with digests of their own. What nothing reads about people is not kept."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("permits", "0001_initial")]

    operations = [migrations.RemoveField(model_name="permit", name="plate_index")]
