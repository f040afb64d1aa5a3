"""Persons, their accounts, units, roles and consents. Whatever changes a role, a unit or an account leaves
a row in the audit record."""

from store.people.accounts import Account, addresses_of, link, owner, unlink
from store.people.consents import Consent, agree, consents_of, withdraw
from store.people.enrolling import enrol, name_of, rename
from store.people.loading import as_agreed, by_id, load
from store.people.membership import Stay, change_unit, members_below, members_by_unit, stays_of
from store.people.roles import Holding, end_role, grant, hand_over, held_at, held_by, holding

__all__ = [
    "Account",
    "Consent",
    "Holding",
    "Stay",
    "addresses_of",
    "agree",
    "as_agreed",
    "by_id",
    "change_unit",
    "consents_of",
    "end_role",
    "enrol",
    "grant",
    "hand_over",
    "held_at",
    "held_by",
    "holding",
    "link",
    "load",
    "members_below",
    "members_by_unit",
    "name_of",
    "owner",
    "rename",
    "stays_of",
    "unlink",
    "withdraw",
]
