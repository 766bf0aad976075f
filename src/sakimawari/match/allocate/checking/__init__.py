"""What must be right before any result is shown: ids, wishes, siblings, seats, points, decisions, ties."""

from __future__ import annotations

from sakimawari.match.allocate.checking.decisions import sound_decisions
from sakimawari.match.allocate.checking.figures import check_points, check_seats, within_staff
from sakimawari.match.allocate.checking.siblings import check_twins, sound_families
from sakimawari.match.allocate.checking.wishes import sound_wishes
from sakimawari.match.allocate.reading.folder import Given
from sakimawari.match.allocate.reading.found import Found


def checked(given: Given, found: Found) -> Given:
    """What remains when everything that cannot be used is set aside, each with its row and remedy."""
    check_seats(given, found)
    given = within_staff(given, found)
    check_points(given, found)
    check_twins(given, found)
    return sound_decisions(sound_families(sound_wishes(given, found), found), found)
