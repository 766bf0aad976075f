"""What is asked of the policies, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sakimawari.guard.actor import Actor


class Action(Enum):
    """What one may ask to do. Each is an action of the Cedar schema, by its value."""

    # about one person (or the household of one)
    FIND_PERSON = "find_person"  # search by name, birth date, number
    READ_PERSON = "read_person"  # the record: which groups of fields, is decided group by group
    READ_HOUSEHOLD = "read_household"
    READ_ACCESS = "read_access"  # who looked at the record
    CHANGE_PREFERENCES = "change_preferences"  # channels, language, consent, delegation
    # about a case
    OPEN_CASE = "open_case"
    READ_CASE = "read_case"
    ANSWER_CASE = "answer_case"  # the resident's side: confirm, add, reply, withdraw, object
    WORK_CASE = "work_case"  # the city's side: take, message, propose, note
    APPROVE_CASE = "approve_case"  # the second person
    REOPEN_CASE = "reopen_case"
    LIST_CASES = "list_cases"
    PREPARE_PAYMENT = "prepare_payment"  # make a batch, look at it, note what came back
    PAY = "pay"  # release it: the second person
    # about many
    LIST_PEOPLE = "list_people"
    EXPORT_LIST = "export_list"
    SEE_TODAY = "see_today"
    SEE_FIGURES = "see_figures"
    # about what is coming
    SEE_COMING = "see_coming"  # projections, forecasts, alerts of series, ways to a target
    ANSWER_ALERT = "answer_alert"  # note that somebody has seen or taken up an alert of a series
    # about rules
    READ_RULES = "read_rules"
    DRAFT_RULE = "draft_rule"
    APPROVE_RULE = "approve_rule"
    ACTIVATE_RULE = "activate_rule"  # also rolls back
    # about outreach: plans of contact and their terms
    READ_PLANS = "read_plans"
    PROPOSE_PLAN = "propose_plan"  # make one, give it up, set the terms
    APPROVE_PLAN = "approve_plan"  # the second person: approve, reject, carry out
    # about the house
    READ_AUDIT = "read_audit"
    SEE_ALARMS = "see_alarms"  # and acknowledge them
    KEEP_ACCOUNTS = "keep_accounts"
    KEEP_PROGRAMS = "keep_programs"
    # about visits
    PLAN_ROUNDS = (
        "plan_rounds"  # the rounds of a day: drawn up, moved, printed, and what came of them
    )
    WALK_ROUND = "walk_round"  # one's own round of today
    # about matches: results with their reasons, by the ids of their problems
    SEE_MATCHES = "see_matches"
    MAKE_MATCH = "make_match"  # a new result, or a change by hand proposed
    APPROVE_MATCH = "approve_match"  # the second person: a change by hand becomes a result


class FieldGroup(Enum):
    """Groups of fields that are opened or kept closed together; the last four as packs declare."""

    IDENTITY = "identity"  # name, address, numbers
    CONTACT = "contact"  # telephone, e-mail
    BANK = "bank"  # account for payments
    RIGHTS = "rights"  # what is or will be owed: services, days, amounts
    BASIC = "basic"
    TAX = "tax"
    HEALTH = "health"
    WELFARE = "welfare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is asked about.

    `kind`: Person, Case, Batch (of payments), List, Figures, Rule, Plan (of contact), Audit, House. `person` is the
    opaque key whose record it is, `household` theirs. `departments` are those in charge; empty where
    nobody in particular is. `by` is the id of whoever proposed or drafted it: nobody approves
    their own. `draft` is whether a rule is not in effect.

    The rest is worked out by whoever asks for an actor, never by a page: `relation` of the asking
    resident to the person (self, child, legal, proxy, limited, none), whether they share a household,
    whether a limited delegation names the service, whether the person agreed to the use of their
    tax data, whether the household is protected (支援措置).
    """

    kind: str
    id: str = ""
    person: str = ""
    household: str = ""
    ward: str = ""
    department: str = ""
    service: str = ""
    protected: bool = False
    by: str = ""
    draft: bool = False
    relation: str = "none"
    same_household: bool = False
    delegated: bool = False
    tax_agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question to the policies."""

    actor: Actor
    action: Action
    target: Target
    purpose: str = ""  # of `guard.purposes`; needed for everything about a person
    fields: frozenset[FieldGroup] = frozenset()
    invented: bool = False  # the city is an invented one: a test key may read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The answer: whether, and which groups of fields (of those asked for).

    `policies` are the ids of the policies that decided; `reason` says in Japanese, for the page and
    the log, why not.
    """

    allowed: bool
    fields: frozenset[FieldGroup] = frozenset()
    policies: tuple[str, ...] = ()
    reason: str = ""
