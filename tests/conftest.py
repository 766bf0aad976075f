"""Settings of all tests: a busy machine is no failure, so property tests have no deadline."""

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The operational store of tests is a file: a server's threads and processes may share it."""
    from django.db import connections

    store = connections["default"]
    if store.vendor == "sqlite":
        file = tmp_path_factory.mktemp("operations") / "operations.sqlite3"
        store.settings_dict["TEST"]["NAME"] = str(file)
