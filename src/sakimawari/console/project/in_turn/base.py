"""Django's SQLite with a queue before it.

SQLite lets one write at a time; whoever finds it busy sleeps and tries again, up to a tenth of a
second later, and may be overtaken for long. Here a transaction first waits for a lock on a file
beside the store: the system wakes who waits as soon as it is free, and frees it if its holder dies.
"""

from __future__ import annotations

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base

_BESIDE = ".turn"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that begins its transactions in turn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._wait()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_way()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_way()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_way()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_way()

    def _wait(self) -> None:
        if self._turn is not None or self.is_in_memory_db():
            return
        place = f"{self.settings_dict['NAME']}{_BESIDE}"
        turn = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
        except BaseException:
            os.close(turn)
            raise
        self._turn = turn

    def _give_way(self) -> None:
        """Closing the file frees the lock."""
        if self._turn is not None:
            turn, self._turn = self._turn, None
            os.close(turn)
