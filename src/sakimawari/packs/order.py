"""The order in which services and the variables between them are read, and the circles refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sakimawari.problems import Place, Problem


class Part(Enum):
    """What is read at one step.

    VARIABLE    a variable that reads the result of a service
    CONDITIONS  a service without the interactions in which its recipient chooses
    SERVICE     the service with them
    """

    VARIABLE = "variable"
    CONDITIONS = "conditions"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Node:
    """A step: the part, its pack (by position), and its slug or name as rules write it."""

    part: Part
    pack: int
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """That one step needs another, and where that is written."""

    to: Node
    place: Place


Links = Mapping[Node, Sequence[Link]]


def circles(links: Links) -> tuple[list[Problem], frozenset[Node]]:
    """Services that depend on themselves, each chain once; with all that lead into one."""
    found: list[Problem] = []
    settled: dict[Node, bool] = {}  # whether a step leads into a circle

    def follow(node: Node, chain: tuple[tuple[Node, Place], ...]) -> bool:
        on_way = [known for known, _ in chain]
        if node in on_way:
            found.append(_circle(chain[on_way.index(node) :]))
            return True
        if node not in settled:
            led = [follow(link.to, (*chain, (node, link.place))) for link in links[node]]
            settled[node] = any(led)
        return settled[node]

    for node in links:
        follow(node, ())
    return found, frozenset(node for node, led in settled.items() if led)


def _circle(chain: tuple[tuple[Node, Place], ...]) -> Problem:
    """The chain without the inner step from a service to its own conditions."""
    following = [node for node, _ in (*chain[1:], chain[0])]
    shown = [
        (node.name, place)
        for (node, place), then in zip(chain, following, strict=True)
        if then != Node(Part.CONDITIONS, node.pack, node.name) or node.part is not Part.SERVICE
    ]
    names = [name for name, _ in shown]
    told = "; ".join(
        f"{name} reads {then} in {place}"
        for (name, place), then in zip(shown, (*names[1:], names[0]), strict=True)
    )
    return Problem(
        id="PACK041",
        what="these services depend on each other in a circle: " + " → ".join((*names, names[0])),
        near=told,
        do="let one of them be decided by facts alone; where the recipient chooses between two, "
        "write `choice:` on both sides",
        where=shown[0][1],
    )


def in_order(links: Links, without: frozenset[Node]) -> list[Node]:
    """Every step after those it needs; `without` are left out."""
    ordered: dict[Node, None] = {}

    def enter(node: Node) -> None:
        if node not in ordered and node not in without:
            for link in links[node]:
                enter(link.to)
            ordered[node] = None

    for node in links:
        enter(node)
    return list(ordered)
