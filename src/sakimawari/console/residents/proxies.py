"""Delegations as my page tells them: who may act for whom, for what, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sakimawari.console.residents.people import Someone
from sakimawari.console.residents.rights import Right


def given_to(person: str, on: date) -> Sequence[object]:
    return ()


def within(someone: Someone, rights: tuple[Right, ...]) -> tuple[Right, ...]:
    return rights
