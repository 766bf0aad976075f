"""Where an expression stands while it is read: its words, its people, its place in a file."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from dataclasses import dataclass, replace
from typing import Protocol

from sakimawari.problems import Place, Problems, fault
from sakimawari.rules.tree import Holder, Truth, Type, Value
from sakimawari.rules.vocabulary import Vocabulary, normal

LONGEST_TEXT = 4_000
DEEPEST = 60

# What people type for what the language writes.
MEANT = {
    "≦": "<=",
    "≤": "<=",
    "≧": ">=",
    "≥": ">=",
    "≠": "!=",
    "×": "*",
    "÷": "切り捨て(x / y)",
    "、": ",",
    "‘": "'",
    "’": "'",
    "“": "'",
    "”": "'",
    "「": "'",
    "」": "'",
    "&&": "and",
    "||": "or",
    "かつ": "and",
    "または": "or",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The words that may be used, and who is in focus.

    `depth` is the innermost depth (0: subject or holder, n: member of the n-th group form around).
    `residents` are the depths at which surely no visitor stands: the subject of a service, the
    members of 同居.
    """

    vocabulary: Vocabulary
    holder: Holder
    place: Place
    text: str
    depth: int = 0
    residents: frozenset[int] = frozenset()

    def has_person(self, depth: int) -> bool:
        """Whether a person stands at a depth; a household's rule has nobody at depth 0."""
        return depth > 0 or self.holder is Holder.PERSON

    def at(self, depth: int, *, resident: bool = False) -> Scope:
        """The scope inside a group form whose member has this depth."""
        around = frozenset(outer for outer in self.residents if outer < depth)
        return replace(self, depth=depth, residents=around | {depth} if resident else around)

    def fragment(self, node: ast.AST) -> str:
        """The text of a part of the expression, shortened."""
        segment = ast.get_source_segment(self.text, node) or self.text
        return segment if len(segment) <= 60 else segment[:57] + "…"

    def refuse(
        self, node: ast.AST, *, id: str, what: str, do: str, near: str | None = None
    ) -> Problems:
        """The fault of a part of the expression, to be raised."""
        return fault(id, f"`{self.fragment(node)}` {what}", do, where=self.place, near=near)


def require_kind(scope: Scope, node: ast.AST, holder: Holder) -> None:
    """Companies and residents are apart: no rule about the ones may read anything of the others."""
    if (holder is Holder.COMPANY) == (scope.holder is Holder.COMPANY):
        return
    if scope.holder is Holder.COMPANY:
        raise scope.refuse(
            node,
            id="PACK085",
            what="is of people or households, but a company is in focus",
            do="read facts of the company (企業.名前); declare in facts.yaml what of its people matters",
        )
    raise scope.refuse(
        node,
        id="PACK086",
        what="is of companies, but a resident or household is in focus",
        do="read facts of the person or household, or write `subject: company` if it is a company's",
    )


class Reader(Protocol):
    """What reads the parts of an expression; implemented in `parse`."""

    @property
    def scope(self) -> Scope: ...

    def node(self, part: ast.expr, expected: Type | None = None) -> Value | Truth:
        """A value or a truth, whichever the part denotes."""

    def value(self, part: ast.expr, expected: Type | None = None) -> Value:
        """A value; a truth is refused."""

    def truth(self, part: ast.expr) -> Truth:
        """A truth; a value is refused."""

    def inside(self, depth: int, *, resident: bool = False) -> Reader:
        """A reader for the member of a group form; `resident` if visitors are no members."""


def read_syntax(text: str, place: Place) -> tuple[str, ast.expr]:
    """The normalised text of an expression on one line, and its syntax tree."""
    line = " ".join(normal(text).split())
    if not line:
        raise fault(
            "RULE010", "the expression is empty", "write a condition or a value", where=place
        )
    if len(line) > LONGEST_TEXT:
        raise fault(
            "RULE027",
            f"the expression has {len(line)} characters, more than {LONGEST_TEXT}",
            "give its parts names in variables.yaml",
            where=place,
        )
    tree = _parsed(line, place)
    if _depth(tree) > DEEPEST:
        raise fault(
            "RULE027",
            f"the expression is nested more than {DEEPEST} deep",
            "give its parts names in variables.yaml",
            where=place,
        )
    return line, tree


def _parsed(line: str, place: Place) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in labels: labels are checked anyway
            body = ast.parse(line, mode="eval").body
        tokens = list(tokenize.generate_tokens(io.StringIO(line).readline))
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError) as error:
        meant = next(((typed, form) for typed, form in MEANT.items() if typed in line), None)
        at = getattr(error, "offset", None)
        where = f" near character {at}" if isinstance(at, int) and at > 0 else ""
        raise fault(
            "RULE010",
            f"the expression `{_short(line)}` cannot be read{where}",
            "check brackets, quotes and operators; see docs/reference/rule-language.md",
            where=place,
            near=None if meant is None else f"`{meant[0]}` is written `{meant[1]}`",
        ) from None
    if any(token.type == tokenize.COMMENT for token in tokens):
        raise fault(
            "RULE010",
            f"the expression `{_short(line)}` holds a comment, which would hide what follows",
            "write remarks as YAML comments or in the README of the pack",
            where=place,
        )
    return body


def _short(line: str) -> str:
    return line if len(line) <= 80 else line[:77] + "…"


def _depth(tree: ast.AST) -> int:
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((below, depth + 1) for below in ast.iter_child_nodes(node))
    return deepest
