"""Log lines without residents in them: no queries of addresses, no texts of exceptions.

A text of an exception may quote what could not be read: a name, an address, a row of the store. Only
our own problems are printed whole: their texts are held to name none of these (`problems`).
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType
from typing import Any

from sakimawari.problems import Problems

_QUERY = re.compile(r"\?[^\s\"']*")
_DIGITS = re.compile(r"(?<![\w.:-])\d{7,}(?![\w.:-])")  # telephone, account and official numbers
_LATER_THAN_ASCII = re.compile(r"[^\x00-\x7f]+")

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """One line for an event, then where an exception passed: files, lines, functions, its type."""

    def formatException(self, ei: Raised) -> str:
        _, error, passed = ei
        if error is None:
            return ""
        lines = [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(passed)
        ]
        told = str(error) if isinstance(error, Problems) else "(its text is not written down)"
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        after = f"\n  after {type(cause).__qualname__}" if cause is not None else ""
        return "\n".join([*lines, f"{type(error).__qualname__}: {told}{after}"])

    def formatMessage(self, record: logging.LogRecord) -> str:
        return without_queries(super().formatMessage(record))


class DiscreetFilter(logging.Filter):
    """Takes what a browser sent out of the values of a log line, before anything prints it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_discreet(value) for value in record.args)
        if hasattr(record, "request"):
            del record.request  # mail and error reports would print all of it
        return True


def _discreet(value: Any) -> Any:
    if isinstance(value, BaseException) and not isinstance(value, Problems):
        return type(value).__qualname__
    if not isinstance(value, str):
        return value
    return without_people(value)


def without_queries(text: str) -> str:
    """A text whose addresses end before their question mark."""
    return _QUERY.sub("", text)


def without_people(text: str) -> str:
    """A text with what may be somebody's name, address or number struck out.

    Whatever is not ASCII goes: paths, methods and words of this program are, names are not.
    """
    return _DIGITS.sub("#", _LATER_THAN_ASCII.sub("…", without_queries(text)))


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": f"{__name__}.{DiscreetFilter.__name__}"}},
    "formatters": {
        "discreet": {
            "()": f"{__name__}.{DiscreetFormatter.__name__}",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["discreet"],
            "formatter": "discreet",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
