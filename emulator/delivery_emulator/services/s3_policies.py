"""S3: a bucket policy speaks of its bucket, of S3's actions, and of each action with keys and resources that it has.

What an action is asked of, and which condition keys it has, is `s3_policy_actions.json`, which a test holds to AWS's service authorization reference.
"""

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from delivery_emulator.policy.pattern import matches
from delivery_emulator.services.policy_grammar import Statement, condition_keys, named


@functools.cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(Path(__file__).with_name("s3_policy_actions.json").read_text("utf-8"))
    return table


def objection(statements: Sequence[Statement], bucket: str) -> str | None:
    """In S3's words, what is wrong with the policy of a bucket (by its ARN); None where nothing is."""
    return next((fault for each in statements if (fault := _fault(each, bucket)) is not None), None)


def _fault(statement: Statement, bucket: str) -> str | None:
    resources = named(statement, "Resource")
    if not all(_inside(each, bucket) for each in resources):
        return "Policy has invalid resource"
    actions = [_actions_like(each) for each in named(statement, "Action")]
    if not all(actions):
        return "Policy has invalid action"
    if "NotAction" in statement or "NotResource" in statement:
        return None
    kinds = {kind for each in resources for kind in _kinds(each, bucket)}
    if not all(any(kinds & set(_known(one)) for one in each) for each in actions):
        return "Action does not apply to any resource(s) in statement"
    keys = [key.removeprefix("s3:") for key in condition_keys(statement) if key.startswith("s3:")]
    if not all(any(_has(one, key) for one in _table()["actions"]) for key in keys):
        return "Policy has an invalid condition key"
    if not all(any(_has(one, key) for one in each) for key in keys for each in actions):
        return "Conditions do not apply to combination of actions and resources in statement"
    return None


def _inside(resource: str, bucket: str) -> bool:
    """Whether a resource can be the bucket or something in it. Variables (`${aws:username}`) stand for any text."""
    pattern = resource.partition("/")[0]
    return resource == "*" or matches(pattern.split("${")[0] + ("*" if "${" in pattern else ""), bucket)


def _kinds(resource: str, bucket: str) -> set[str]:
    if resource.endswith("*") and "/" not in resource:
        return {"bucket", "object"}
    return {"object"} if "/" in resource else {"bucket"}


def _actions_like(pattern: str) -> list[str]:
    """The actions of S3 that a pattern names."""
    return [each for each in _table()["actions"] if matches(pattern.lower(), f"s3:{each}".lower())]


def _known(action: str) -> list[str]:
    """What an action is asked of, and its own condition keys."""
    return str(_table()["actions"][action]).split()


def _has(action: str, key: str) -> bool:
    """Keys are written in any case, and those of tags go on with the tag's name."""
    own = (*_table()["keysOfAll"], *_known(action))
    return any(key.lower() == each.lower() or (each.endswith("/") and key.lower().startswith(each.lower())) for each in own)
