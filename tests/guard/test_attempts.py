"""Tries are counted together by all processes, however many try at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from sakimawari.guard.accounts import attempt_store
from sakimawari.guard.accounts.models import Attempts


def counting(_: int) -> int:
    try:
        return attempt_store.count("a bucket", seconds=60).times
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted() -> None:
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(counting, range(40)))
    assert attempt_store.counted("a bucket").times == 40
    assert max(told) == 40


@pytest.mark.django_db
def test_a_span_that_is_over_begins_anew() -> None:
    assert attempt_store.count("a bucket", seconds=60).times == 1
    assert attempt_store.count("a bucket", seconds=60).times == 2
    Attempts.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert attempt_store.counted("a bucket").times == 0
    again = attempt_store.count("a bucket", seconds=60)
    assert (again.times, again.seconds_left) == (1, 60)
