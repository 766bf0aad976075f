"""The brief reading: what a service comes to for one unit, and what is missing, without the proof.

It answers "and what if …?" many times a second, for one household at a time; its results are those
of `person`, which keeps the proof. Belongs here: nothing that decides what is asked of anybody.
"""

from sakimawari.rules.brief.service import Brief, BriefService, brief_services
from sakimawari.rules.brief.view import Key, View

__all__ = ["Brief", "BriefService", "Key", "View", "brief_services"]
