"""The engine a night is asked to run on, from the options of the command and the settings."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from sakimawari.fit.run import evaluate
from sakimawari.night.engines.local import Engine, part_by_part
from sakimawari.night.engines.spark import on_spark
from sakimawari.problems import fault

HOUSEHOLDS_A_PART = 50_000


class EngineName(StrEnum):
    """local: this machine; spark: a cluster (or the cores of this machine) through Spark."""

    LOCAL = "local"
    SPARK = "spark"


EngineOption = Annotated[
    EngineName,
    typer.Option("--engine", help="Where to work: this machine, or a cluster with Apache Spark."),
]
MasterOption = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="URL",
        help="Spark's master: spark://host:7077, yarn, k8s://…, local[2]. "
        "Default: SAKIMAWARI_SPARK_MASTER, else what spark-submit says.",
    ),
]
PartOption = Annotated[
    int | None,
    typer.Option(
        "--part",
        min=1,
        metavar="HOUSEHOLDS",
        help="The most households worked on at once. Default: all of them on this machine, "
        f"{HOUSEHOLDS_A_PART:,} with Spark.",
    ),
]
SparkOption = Annotated[
    list[str] | None,
    typer.Option(
        "--spark",
        metavar="KEY=VALUE",
        help="A setting of Spark, such as spark.executor.memory=4g. May be given several times.",
    ),
]


def engine_of(
    name: EngineName, *, master: str | None, part: int | None, settings: Sequence[str]
) -> Engine:
    """The engine with its options. Raises CLI016 for options that do not belong together."""
    if name is EngineName.SPARK:
        return on_spark(
            master=master,
            most_units=part or HOUSEHOLDS_A_PART,
            options=[_pair(s) for s in settings],
        )
    if settings:
        raise fault(
            "CLI016",
            "--spark is given, and the engine is local",
            "leave it out, or ask for --engine spark",
        )
    return evaluate if part is None else part_by_part(most_units=part)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key.startswith("spark."):
        raise fault(
            "CLI016",
            f"`{text}` is not a setting of Spark",
            "write it as spark.executor.memory=4g",
        )
    return key, value
