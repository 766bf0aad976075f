"""Every hand-written service by its name in the packs."""

from __future__ import annotations

from peers.numba_care import card_at_65, care_share
from peers.numba_children import child_allowance, pregnancy_support
from peers.numba_city import child_medical, school_aid
from peers.numba_costs import cost_ceiling
from peers.numba_health import medical_75
from peers.numba_life import long_life
from peers.numba_nursery import nursery_fee
from peers.numba_pension import pension_exemption
from peers.numba_rearing import rearing_allowance
from peers.numba_special import special_allowance
from peers.prepared import Rival

RIVALS: dict[str, Rival] = {
    "long-term-care-65": card_at_65,
    "long-term-care-copayment": care_share,
    "child-allowance": child_allowance,
    "child-rearing-allowance": rearing_allowance,
    "pregnancy-support": pregnancy_support,
    "special-child-rearing-allowance": special_allowance,
    "elderly-medical-75": medical_75,
    "high-cost-medical-limit": cost_ceiling,
    "pension-exemption": pension_exemption,
    "child-medical": child_medical,
    "nursery-fee": nursery_fee,
    "school-expense-aid": school_aid,
    "senior-celebration": long_life,
}
