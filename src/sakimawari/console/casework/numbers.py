"""Numbers of cases and batches in addresses."""

from __future__ import annotations


class CaseNumber:
    """A case: 08-000123-7-1."""

    regex = r"\d{2}-\d{6,10}-\d-\d{1,3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class BatchNumber(CaseNumber):
    """A batch of payments: P261015-0001."""

    regex = r"P\d{6}-\d{4,8}"


class PaperId(CaseNumber):
    """A paper handed in."""

    regex = r"[0-9a-f]{32}"
