"""The benefits both engines have, and what of theirs has no counterpart here."""

from __future__ import annotations

from peers.crosscheck import (
    city,
    disability,
    disaster,
    highschool,
    livelihood,
    lone_parents,
    rearing,
)
from peers.crosscheck.benefit import Benefit

SHARED: tuple[Benefit, ...] = (
    rearing.CHILD_ALLOWANCE,
    rearing.REARING,
    rearing.SPECIAL,
    disability.CHILD,
    disability.ADULT_ALLOWANCE,
    disability.MEDICAL,
    highschool.TUITION_SUPPORT,
    highschool.SCHOLARSHIP,
    lone_parents.TRAINING,
    lone_parents.LOAN,
    city.SCHOOL_AID,
    city.ILLNESS,
    city.PENSION,
    livelihood.HOUSING,
    livelihood.TRAINING_BENEFIT,
    livelihood.ASSISTANCE,
    disaster.REBUILDING,
    disaster.ADDITION,
    disaster.CONDOLENCE_GRANT,
    disaster.DISABILITY_GRANT,
    disaster.RELIEF_LOAN,
)
