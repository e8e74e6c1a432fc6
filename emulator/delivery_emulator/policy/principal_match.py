"""Who is meant by ``Principal`` and ``NotPrincipal``."""

import json
import re

from delivery_emulator.policy.answer import NO, YES, Answer, any_of, unknown, yes_if
from delivery_emulator.policy.request import Principal, role_of_session
from delivery_emulator.policy.texts import texts

_ACCOUNT = re.compile(r"(?:arn:[^:]+:iam::)?([0-9]{12})(?::root)?")
_ROLE = re.compile(r"arn:[^:]+:iam::([0-9]{12}):role/(?:.*/)?([^/]+)", re.DOTALL)


def _account_in(element: str) -> str | None:
    found = _ACCOUNT.fullmatch(element)
    return found.group(1) if found else None


def _matches_aws(element: str, principal: Principal) -> Answer:
    if element == "*":
        return YES
    if principal.kind != "aws":
        return NO
    account = _account_in(element)
    if account:
        return yes_if(account == principal.account)
    if element == principal.name:
        return YES
    if not element.startswith("arn:") or re.search(r"[*?]", element):
        return unknown(f'principal "{element}" is neither an account, nor an ARN without wildcards, nor *')
    session = role_of_session(principal.name)
    role = _ROLE.fullmatch(element)
    return yes_if(session is not None and role is not None and (session.account, session.name) == role.groups())


def _matches_service(element: str, principal: Principal) -> Answer:
    if "*" in element:
        return unknown(f'service principal "{element}" has a wildcard')
    return yes_if(principal.kind == "service" and principal.name == element)


def _matches_kind(kind: str, value: object, principal: Principal) -> Answer:
    elements = texts(value)
    if elements is None:
        return unknown(f"Principal.{kind} must be a text or a list of texts")
    if kind == "AWS":
        return any_of(_matches_aws(element, principal) for element in elements)
    if kind == "Service":
        return any_of(_matches_service(element, principal) for element in elements)
    if kind == "Federated":
        return NO
    if kind == "CanonicalUser":
        return unknown("a CanonicalUser cannot be compared with an ARN") if principal.kind == "aws" else NO
    return unknown(f'unknown kind of principal "{kind}"')


def matches_principal(value: object, principal: Principal) -> Answer:
    """Does a ``Principal`` element name whoever asks?

    An account (id or root ARN) covers all its principals, a role its sessions, and ``*`` everyone, AWS services and
    anonymous callers too. No request here is made by a federated identity.
    """
    if value == "*":
        return YES
    if not isinstance(value, dict):
        return unknown(f'Principal must be "*" or an object, got {json.dumps(value)}')
    return any_of(_matches_kind(kind, elements, principal) for kind, elements in value.items())


def outside_principal(value: object, principal: Principal) -> Answer:
    """Is whoever asks outside a ``NotPrincipal`` element?

    Exempt is who is named (a session also by its role) together with its account; naming only one of them is
    documented as unreliable and therefore unknown.
    """
    named = matches_principal(value, principal)
    if named.value != "yes":
        return YES if named.value == "no" else named
    if principal.kind != "aws" or not isinstance(value, dict):
        return NO
    elements = texts(value.get("AWS", [])) or []
    matching = [element for element in elements if _matches_aws(element, principal) == YES]
    named_accounts = [element for element in matching if _account_in(element)]
    if "*" in elements or (named_accounts and len(matching) > len(named_accounts)):
        return NO
    return unknown(f"NotPrincipal exempts {principal.name} only when it and its account are both named")
