"""Gathers what the applications declare in their `custody` modules."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps

from sakimawari.guard.custody.values import Kept, SealedColumn, SealedFiles


def sealed_columns() -> tuple[SealedColumn, ...]:
    """Every column under seal of the operational store."""
    return tuple(
        one for module in _modules() for one in module.SEALED if isinstance(one, SealedColumn)
    )


def sealed_files() -> tuple[SealedFiles, ...]:
    """Every kind of file under seal beside it."""
    return tuple(
        one for module in _modules() for one in module.SEALED if isinstance(one, SealedFiles)
    )


def kept_kinds() -> tuple[Kept, ...]:
    """Every kind of data that goes by schedule."""
    return tuple(one for module in _modules() for one in module.KEPT)


def _modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        name = f"{config.name}.custody"
        if config.name.startswith("sakimawari.") and find_spec(name) is not None:
            yield import_module(name)
