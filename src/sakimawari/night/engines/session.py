"""A session of Spark: opened for one night, closed after it, its absence told in words."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sakimawari.problems import Problems, fault

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# What the engine relies on. A setting given on the command line goes before these.
_SETTINGS = {
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    # A part is one task of one core: no worker may do with two what another does with one.
    "spark.task.cpus": "1",
    # Compiled rules are loaded once a process, so processes stay for the next part.
    "spark.python.worker.reuse": "true",
    # A slow worker's part is begun again elsewhere; whoever ends first counts.
    "spark.speculation": "true",
    "spark.speculation.minTaskRuntime": "60s",
}
_ANY_PYTHON = "python3"


@contextmanager
def session(
    master: str | None, name: str, options: Sequence[tuple[str, str]] = ()
) -> Iterator[SparkSession]:
    """A session on a cluster; stopped at the end unless it was open before.

    Problems SPARK001 (pyspark is not installed), SPARK002 (no Java, or no cluster).
    """
    try:
        import pandas  # noqa: F401 - mapInArrow asks for it
        from pyspark.sql import SparkSession
    except ImportError:
        raise fault(
            "SPARK001",
            "the engine spark was asked for, and pyspark or pandas is not installed",
            "install it: pip install 'sakimawari[spark]', or use --engine local",
        ) from None
    already = SparkSession.getActiveSession()
    if already is not None:
        yield already
        return
    builder = SparkSession.builder.appName(name)
    if master:
        builder = builder.master(master)
    for key, value in {**_SETTINGS, **dict(options)}.items():
        builder = builder.config(key, value)
    try:
        opened = builder.getOrCreate()
    except Exception as error:
        raise _unopened(master, error) from None
    if opened.sparkContext.pythonExec == _ANY_PYTHON:  # nobody has told Spark which Python it is
        opened.sparkContext.pythonExec = sys.executable
    try:
        yield opened
    finally:
        opened.stop()


def _unopened(master: str | None, error: Exception) -> Problems:
    if shutil.which("java") is None:
        return fault(
            "SPARK002",
            "Spark could not be started, and there is no java on the path",
            "install a Java runtime, 17 or 21, or set JAVA_HOME; or use --engine local",
        )
    return fault(
        "SPARK002",
        f"no session could be opened on {master or 'the master Spark is set to'}:"
        f" {type(error).__name__}",
        "check the address of the master, that it can be reached from here, and its log",
    )
