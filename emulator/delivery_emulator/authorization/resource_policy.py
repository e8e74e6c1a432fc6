"""The policies that resources bring themselves: buckets, keys, topics, queues, tables, secrets, functions, event buses and roles."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.core.exceptions import JsonRESTError
from moto.dynamodb.models import dynamodb_backends
from moto.events.models import events_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from delivery_emulator.authorization.names import role_of
from delivery_emulator.authorization.s3_requirements import bucket_named
from delivery_emulator.services.kms import find_key


@dataclass(frozen=True)
class ResourcePolicy:
    """Whose a resource is, and what its own policy says."""

    account: str
    """Empty for a resource of nobody: `*`, or a bucket that does not exist."""
    document: str = ""
    """JSON; empty where there is none."""
    needed: bool = False
    """Without its Allow nobody gets in, whatever the policies of callers say: keys."""
    holder: str = ""
    """ARN of the resource that holds the policy: an object's bucket, an alias's key."""
    asked_apart: bool = False
    """Whether the service itself asks it, so that only what it spares its callers counts here: trust policies of roles."""
    granted: bool = False
    """Whether a grant of the key lets the caller in, whatever policies allow."""


def resource_policy(arn: str, action: str) -> ResourcePolicy:
    """The policy of the resource that an ARN names, as far as it speaks about an action."""
    parts = arn.split(":", 5)
    if len(parts) != 6:
        return ResourcePolicy("")
    _, _, service, region, account, rest = parts
    reader = None if action.startswith("iam:") else _READERS.get(service)
    return reader(arn, region, account, rest) if reader else ResourcePolicy(account)


def _bucket(arn: str, region: str, account: str, rest: str) -> ResourcePolicy:
    bucket = bucket_named(rest.partition("/")[0])
    if bucket is None:
        return ResourcePolicy("")
    return ResourcePolicy(bucket.account_id, _text(bucket.policy), holder=f"arn:{bucket.partition}:s3:::{bucket.name}")


def _key(arn: str, region: str, account: str, rest: str) -> ResourcePolicy:
    key = find_key(arn)
    return ResourcePolicy(account, _text(key.policy), True, key.arn) if key is not None else ResourcePolicy(account)


def _topic(arn: str, region: str, account: str, rest: str) -> ResourcePolicy:
    topic = sns_backends[account][region].topics.get(arn)
    return ResourcePolicy(account, _text(topic.policy) if topic is not None else "", holder=arn)


def _queue(arn: str, region: str, account: str, rest: str) -> ResourcePolicy:
    queue = sqs_backends[account][region].queues.get(rest)
    return ResourcePolicy(account, _text(queue.policy) if queue is not None else "", holder=arn)


def _table(arn: str, region: str, account: str, rest: str) -> ResourcePolicy:
    """An index is asked for by the policy of its table."""
    holder = arn.partition("/index/")[0]
    found = dynamodb_backends[account][region].resource_policies.get(holder)
    return ResourcePolicy(account, found.policy_doc if found is not None else "", holder=holder)


def _secret(arn: str, region: str, account: str, rest: str) -> ResourcePolicy:
    secrets: Any = secretsmanager_backends[account][region].secrets.values()
    found = next((secret for secret in secrets if secret.arn == arn), None)
    return ResourcePolicy(account, _text(found.policy) if found is not None else "", holder=arn)


def _function(arn: str, region: str, account: str, rest: str) -> ResourcePolicy:
    try:
        function = lambda_backends[account][region].get_function(arn)
    except JsonRESTError:
        return ResourcePolicy(account)
    statements = function.policy.statements
    document = json.dumps({"Version": "2012-10-17", "Statement": statements}) if statements else ""
    return ResourcePolicy(account, document, holder=function.function_arn)


def _bus(arn: str, region: str, account: str, rest: str) -> ResourcePolicy:
    bus = events_backends[account][region].event_buses.get(rest.partition("/")[2]) if rest.startswith("event-bus/") else None
    return ResourcePolicy(account, _text(bus.policy) if bus is not None else "", holder=arn)


def _role(arn: str, region: str, account: str, rest: str) -> ResourcePolicy:
    role = role_of(arn)
    document = _text(role.assume_role_policy_document) if role is not None else ""
    return ResourcePolicy(account, document, holder=arn, asked_apart=True)


def _text(policy: Any) -> str:
    if not policy:
        return ""
    if isinstance(policy, bytes):
        return policy.decode()
    return policy if isinstance(policy, str) else json.dumps(policy)


_READERS: Mapping[str, Callable[[str, str, str, str], ResourcePolicy]] = {
    "s3": _bucket,
    "kms": _key,
    "sns": _topic,
    "sqs": _queue,
    "dynamodb": _table,
    "secretsmanager": _secret,
    "lambda": _function,
    "events": _bus,
    "iam": _role,
}
