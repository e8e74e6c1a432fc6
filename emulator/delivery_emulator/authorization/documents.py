"""Policy documents taken apart, once per text: their Deny and Allow statements, and whom they name himself."""

import functools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]

_KNOWN = re.compile(
    r"aws:(calledvia(first|last)?|currenttime|epochtime|principal(account|arn|isawsservice|servicename|type|tag/.*)|"
    r"principal(orgid|orgpaths|servicenameslist)|requestedregion|resource(account|orgid|orgpaths)|referer|"
    r"securetransport|source(account|arn|identity|ip|orgid|orgpaths|vpc|vpce)|federatedprovider|"
    r"multifactorauth(age|present)|token(issuetime)|useragent|userid|username|via(awsservice))|"
    r"(kms|s3|sts):.*|iam:(passedtoservice|resourcetag/.*)|secretsmanager:secretid|"
    r"cloudformation:(changesetname|rolearn|stackpolicyurl|templateurl)"
)
"""Condition keys whose value, or absence, the context of a request says here; in lower case."""

_KNOWN_OF_KEYS = re.compile(r"aws:resourcetag/.*")
"""Those that it says besides for KMS, and for no other service."""


@functools.lru_cache(maxsize=4096)
def denials(text: str) -> Document:
    """The policy's statements that are no Allow."""
    return _kept(text, lambda statement: statement.get("Effect") != "Allow")


@functools.lru_cache(maxsize=4096)
def allowances(text: str) -> Document:
    """The policy's Allow statements."""
    return _kept(text, lambda statement: statement.get("Effect") == "Allow")


@functools.lru_cache(maxsize=4096)
def direct_allowances(text: str) -> Document:
    """The Allow statements without the accounts that they name: who names an account leaves the word to its own policies."""
    document = allowances(text)
    return {**document, "Statement": [without_accounts(statement) for statement in document["Statement"]]}


@functools.lru_cache(maxsize=4096)
def statements_of(text: str) -> Sequence[Mapping[str, Any]]:
    """The statements of a policy that may be written as one or as a list."""
    found = json.loads(text).get("Statement", [])
    return found if isinstance(found, list) else [found]


def _kept(text: str, keep: Callable[[Mapping[str, Any]], bool]) -> Document:
    statements = [_with_unknown_keys_named(statement) for statement in statements_of(text) if keep(statement)]
    return {**json.loads(text), "Statement": statements}


def _with_unknown_keys_named(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    """What asks for a key that nobody here knows becomes a question without an answer, instead of one for an absent key."""
    condition = statement.get("Condition") or {}
    known_here = (_KNOWN, _KNOWN_OF_KEYS) if _is_for_kms(statement) else (_KNOWN,)
    asked = {key for keys in condition.values() for key in keys}
    unknown = sorted(key for key in asked if not any(pattern.fullmatch(key.lower()) for pattern in known_here))
    if not unknown:
        return statement
    known = {operator: {key: value for key, value in keys.items() if key not in unknown} for operator, keys in condition.items()}
    return {**statement, "Condition": {**known, f"the emulator does not know {', '.join(unknown)}": {"-": "-"}}}


def _is_for_kms(statement: Mapping[str, Any]) -> bool:
    actions = statement.get("Action", "*")
    return all(str(action).lower().startswith("kms:") for action in ([actions] if isinstance(actions, str) else actions))


_ACCOUNT = re.compile(r"\d{12}|arn:[^:]+:iam::\d{12}:root")


def without_accounts(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    """A statement without the accounts that it names."""
    principal = statement.get("Principal")
    if not isinstance(principal, dict) or "AWS" not in principal:
        return statement
    named = principal["AWS"] if isinstance(principal["AWS"], list) else [principal["AWS"]]
    return {**statement, "Principal": {**principal, "AWS": [name for name in named if not _ACCOUNT.fullmatch(str(name))]}}
