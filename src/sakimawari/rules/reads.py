"""What a service reads: the facts whose columns must be loaded, its parameters and tables."""

from __future__ import annotations

from sakimawari.rules.tree import DecisionTable, Fact, Parameter, ServiceRule
from sakimawari.rules.walk import facts_of, parameters_of, roots_of, tables_of


def facts_read(rule: ServiceRule) -> tuple[Fact, ...]:
    """The facts whose columns a reading of the service needs, each once, in reading order."""
    return facts_of(*roots_of(rule))


def parameters_read(rule: ServiceRule) -> tuple[Parameter, ...]:
    """The parameters a reading of the service needs, each once, in reading order."""
    return parameters_of(*roots_of(rule))


def tables_read(rule: ServiceRule) -> tuple[DecisionTable, ...]:
    """The decision tables a reading of the service needs, each once, in reading order."""
    return tables_of(*roots_of(rule))
