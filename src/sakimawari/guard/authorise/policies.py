"""The policies in effect: ours and the city's own, read once and held to the schema.

A file of the city's own folder (`<home>/policies/*.cedar`) is added to ours; one that bears the name
of one of ours takes its place. A policy without an `@id`, with an id already taken, or that does not
fit the schema keeps the house from opening: half a set of policies would be worse than none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cedarpy

from sakimawari.problems import Place, Problem, Problems

OURS = Path(__file__).resolve().parents[1] / "policies"
SCHEMA = "schema.cedarschema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """A set of policies ready to be asked. `reasons` says in Japanese why a policy forbids."""

    held: cedarpy.PolicySet
    schema: cedarpy.Schema
    ids: frozenset[str]
    reasons: Mapping[str, str]
    files: tuple[str, ...]


def files_of(own: Path | None) -> tuple[Path, ...]:
    """The files in effect: ours by name, then the city's own, some of them in place of ours."""
    found = {path.name: path for path in sorted(OURS.glob("*.cedar"))}
    if own is not None and own.is_dir():
        found |= {path.name: path for path in sorted(own.glob("*.cedar"))}
    return tuple(sorted(found.values(), key=lambda path: (path.parent != OURS, path.name)))


def load_policies(own: Path | None = None) -> Policies:
    """Read and check all policies. Problems GUARD010 (cannot be read), GUARD011 (does not fit the
    schema) and GUARD012 (no id of its own), all of them at once.
    """
    schema = cedarpy.Schema.from_str((OURS / SCHEMA).read_text(encoding="utf-8"))
    together: dict[str, Any] = {}
    faults: list[Problem] = []
    files = files_of(own)
    for path in files:
        read, found = _read(path, schema, taken=together.keys())
        together |= read
        faults += found
    if faults:
        raise Problems(faults)
    whole = {"templates": {}, "staticPolicies": together, "templateLinks": []}
    return Policies(
        held=cedarpy.PolicySet.from_json_str(json.dumps(whole)),
        schema=schema,
        ids=frozenset(together),
        reasons={
            id: policy["annotations"]["reason"]
            for id, policy in together.items()
            if policy["effect"] == "forbid" and policy["annotations"].get("reason")
        },
        files=tuple(path.name for path in files),
    )


def _read(
    path: Path, schema: cedarpy.Schema, *, taken: Sequence[str] | Any
) -> tuple[dict[str, Any], list[Problem]]:
    where = Place(file=f"policies/{path.name}")
    try:
        text = path.read_text(encoding="utf-8")
        told = json.loads(cedarpy.policies_to_json_str(text))
    except (UnicodeDecodeError, ValueError) as error:
        what = f"the policies cannot be read: {' '.join(str(error).split())}"
        do = "correct the file; docs/how-to/write-a-policy.md shows the form"
        return {}, [Problem(id="GUARD010", what=what, do=do, where=where)]
    policies = told["staticPolicies"]
    faults = _misfits(text, schema, policies, where)
    if told["templates"]:
        faults.append(_without_id("a template, of which nothing would be linked", where))
    found: dict[str, Any] = {}
    for policy in policies.values():
        id = policy.get("annotations", {}).get("id")
        if not id:
            faults.append(_without_id("a policy without an @id", where))
        elif id in taken or id in found:
            faults.append(_without_id(f"a second policy with the id `{id}`", where))
        else:
            found[id] = policy
    return found, faults


def _misfits(
    text: str, schema: cedarpy.Schema, policies: Mapping[str, Any], where: Place
) -> list[Problem]:
    checked = cedarpy.validate_policies(text, schema)
    faults = []
    for error in checked.errors:
        policy = policies.get(error.policy_id or "", {})
        id = policy.get("annotations", {}).get("id", error.policy_id)
        told = error.error.replace(f"for policy `{error.policy_id}`, ", "")
        faults.append(
            Problem(
                id="GUARD011",
                what=f"the policy `{id}` does not fit the schema: {told}",
                do="use only what policies/schema.cedarschema names",
                where=where,
            )
        )
    return faults


def _without_id(what: str, where: Place) -> Problem:
    return Problem(
        id="GUARD012",
        what=f"there is {what}",
        do='give each policy an id of its own: @id("city.what-it-permits")',
        where=where,
    )
