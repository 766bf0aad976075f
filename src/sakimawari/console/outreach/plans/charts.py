"""A plan's counts as pictures: those told beside those who wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from sakimawari.console.outreach.plans.shown import Group
from sakimawari.console.words import say
from sakimawari.drawing.bars import Bars, bar_chart


def chart_of_groups(groups: Sequence[Group], by: str, language: str) -> SafeString:
    """Groups with those told and those who wait."""
    title = say(f"outreach.by.{by}", language)
    return bar_chart(
        title,
        say("outreach.chart.groups", language),
        [Bars(label=each.name, values=(each.told, each.later)) for each in groups],
        names=[say("outreach.plan.told", language), say("outreach.plan.later", language)],
    )


def chart_of_counts(title: str, counts: Iterable[tuple[str, int]], language: str) -> SafeString:
    """One bar for each name."""
    return bar_chart(
        title,
        say("outreach.chart.counts", language),
        [Bars(label=name, values=(count,)) for name, count in counts],
        names=[say("outreach.plan.told", language)],
    )
