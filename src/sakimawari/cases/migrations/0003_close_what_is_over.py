"""Cases decided, paid or taken back before `is_open` was held are not open."""

from typing import Any

from django.db import migrations

_OPEN = ("submitted", "examining", "waiting", "proposed")  # as they were called at this step


def close(apps: Any, schema_editor: Any) -> None:
    """The column came with every case open; only those not yet over are."""
    apps.get_model("cases", "CaseRecord").objects.exclude(state__in=_OPEN).update(is_open=False)


class Migration(migrations.Migration):
    """What a case's state says of it being open, said in the column that is searched."""

    dependencies = [("cases", "0002_find_open")]

    operations = [migrations.RunPython(close, migrations.RunPython.noop)]
