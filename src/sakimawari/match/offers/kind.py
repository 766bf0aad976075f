"""Needs and offers as a kind of match: how a result of it is checked and explained."""

from __future__ import annotations

from sakimawari.match.offers.telling import explain
from sakimawari.match.offers.verifying import verify
from sakimawari.match.results.kind import Kind

OFFERS = Kind(name="offers", title="ニーズとオファーの引き合わせ", verify=verify, explain=explain)
