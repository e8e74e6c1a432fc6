"""The ARNs of what a request names, and what is known of them: placeholders of `actions.json` such as `{key:KeyId}`.

A placeholder is `partition`, `region`, `account`, a parameter, or a parameter behind the kind of thing that it names.
"""

import base64
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from moto.iam.models import iam_backends
from moto.kms.utils import _deserialize_ciphertext_blob
from moto.secretsmanager.models import secretsmanager_backends

from delivery_emulator.authorization.operation import Operation
from delivery_emulator.cloudformation.store import store_for
from delivery_emulator.services.kms import effective_aliases, effective_tags, find_any_key, find_key

_FUNCTION = re.compile(r"(?:arn:[^:]+:lambda:(?P<region>[^:]+):(?P<account>\d{12}):function:)?(?P<name>[^:]+)(?::(?P<qualifier>.+))?")


def partition_of(region: str) -> str:
    """`aws`, or the partition the region belongs to."""
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if "-gov-" in region else "aws"


def values_of(placeholder: str, operation: Operation, account: str) -> list[str]:
    """What a placeholder stands for in a request, several values where the parameter is a list; empty where it is absent."""
    region = operation.region
    fixed = {"partition": partition_of(region), "region": region, "account": account}
    if placeholder in fixed:
        return [fixed[placeholder]]
    if placeholder == "ciphertext":
        return [_key(_key_of_ciphertext(operation), operation, account)]
    if placeholder == "buses":
        entries: Any = operation.parameters.get("Entries") or []
        return list(dict.fromkeys(_bus(entry.get("EventBusName") or "default", operation, account) for entry in entries))
    kind, _, name = placeholder.rpartition(":") if placeholder.partition(":")[0] in _KINDS else ("", "", placeholder)
    if placeholder.startswith("arn:"):
        _, name, service, prefix = placeholder.split(":", 3)
        return [_arn(value, f"arn:{fixed['partition']}:{service}:{region}:{account}:{prefix}") for value in _given(name, operation)]
    given = _given(name, operation) or _WITHOUT.get(kind, [])
    return [_KINDS[kind](value, operation, account) for value in given] if kind else given


def _given(name: str, operation: Operation) -> list[str]:
    value = operation.parameters.get(name)
    listed = value if isinstance(value, list) else [value]
    return [str(each) for each in listed if each is not None and each != ""]


def _arn(value: str, prefix: str) -> str:
    """Builds are named `project:id`, and judged by their project."""
    if value.startswith("arn:"):
        return value.replace(":build/", ":project/").rpartition(":")[0] if ":build/" in value else value
    return prefix + (value.partition(":")[0] if ":codebuild:" in prefix else value)


def _stack(value: str, operation: Operation, account: str) -> str:
    """A stack that is there is asked for by its id (aws-deployment-framework pull request 511 shows the message)."""
    found = store_for(account, operation.region).find(value)
    return found.id.split(":", 5)[5] if found else value.split(":", 5)[5] if value.startswith("arn:") else f"stack/{value}/*"


def _alarm(value: str, operation: Operation, account: str) -> str:
    return f"{_here('cloudwatch', operation, account)}alarm:{value}"


def _key(value: str, operation: Operation, account: str) -> str:
    found = find_any_key(value, account, operation.region)
    return found.arn if found else value if value.startswith("arn:") else f"{_here('kms', operation, account)}key/{value}"


def _key_of_ciphertext(operation: Operation) -> str:
    """A ciphertext knows the symmetric key that made it, which a request need not name."""
    try:
        blob = base64.b64decode(str(operation.parameters.get("CiphertextBlob", "")))
        return str(operation.parameters.get("KeyId") or _deserialize_ciphertext_blob(blob).key_id)
    except (ValueError, struct.error):
        return "*"


def _secret(value: str, operation: Operation, account: str) -> str:
    if value.startswith("arn:"):
        return value
    for secret in secretsmanager_backends[account][operation.region].secrets.values():
        if secret.name == value:
            return str(secret.arn)
    return f"{_here('secretsmanager', operation, account)}secret:{value}"


def _function(value: str, operation: Operation, account: str) -> str:
    found = _FUNCTION.fullmatch(value)
    if found is None:
        return value
    qualifier = found["qualifier"] or operation.query.get("Qualifier")
    arn = f"arn:{partition_of(operation.region)}:lambda:{found['region'] or operation.region}:{found['account'] or account}"
    return f"{arn}:function:{found['name']}" + (f":{qualifier}" if qualifier else "")


def _queue(value: str, operation: Operation, account: str) -> str:
    *_, owner, name = ["", "", *value.rstrip("/").split("/")]
    return f"arn:{partition_of(operation.region)}:sqs:{operation.region}:{owner}:{name}"


def _role(value: str, operation: Operation, account: str) -> str:
    return role_called(f"arn:{partition_of(operation.region)}:iam::{account}:role/{value}")


def role_called(arn: str) -> str:
    """The ARN of the role that an ARN without its path names; the same where there is no such role."""
    _, partition, _, _, account, named = arn.split(":", 5)
    name = named.rpartition("/")[2]
    return next((str(role.arn) for role in iam_backends[account][partition].roles.values() if role.name == name), arn)


def _group(value: str, operation: Operation, account: str) -> str:
    """CloudWatch Logs asks for groups in the form of a stream (terraform-provider-aws issue 8804 shows its message)."""
    return f"{_here('logs', operation, account)}log-group:{value}:log-stream:"


def _bus(value: str, operation: Operation, account: str) -> str:
    return value if value.startswith("arn:") else f"{_here('events', operation, account)}event-bus/{value}"


def _path(value: str, operation: Operation, account: str) -> str:
    return value.partition(":")[0].lstrip("/")


def _here(service: str, operation: Operation, account: str) -> str:
    return f"arn:{partition_of(operation.region)}:{service}:{operation.region}:{account}:"


_KINDS: Mapping[str, Callable[[str, Operation, str], str]] = {
    "stack": _stack,
    "key": _key,
    "secret": _secret,
    "function": _function,
    "queue": _queue,
    "role": _role,
    "group": _group,
    "alarm": _alarm,
    "path": _path,
}


_WITHOUT = {"alarm": ["*"]}
"""What is asked for where the request names none (amazon-cloudwatch-auto-alarms issue 1 shows the message)."""


def context_of(action: str, resource: str, operation: Operation) -> Mapping[str, str | Sequence[str]]:
    """The keys that the resource itself has in the context of an action."""
    if action.startswith("kms:"):
        return key_context(resource, operation.parameters.get("EncryptionContext") or {})
    if action in ("sts:AssumeRole", "sts:TagSession"):
        session = {"sts:RoleSessionName": str(operation.parameters.get("RoleSessionName", ""))}
        external = operation.parameters.get("ExternalId")
        return {**_role_tags(resource), **session, **({"sts:ExternalId": str(external)} if external else {})}
    if action.startswith("cloudformation:"):
        return _stack_context(operation)
    return {}


_OF_STACKS = {"RoleARN": "RoleArn", "StackPolicyURL": "StackPolicyUrl", "TemplateURL": "TemplateUrl"}


def _stack_context(operation: Operation) -> Mapping[str, str]:
    """CloudFormation's condition keys that a request has a value for; a change set counts by its name."""
    found = {f"cloudformation:{key}": str(operation.parameters[name]) for name, key in _OF_STACKS.items() if operation.parameters.get(name)}
    change_set = str(operation.parameters.get("ChangeSetName") or "")
    if change_set.startswith("arn:"):
        change_set = change_set.split("/")[1]
    return {**found, **({"cloudformation:ChangeSetName": change_set} if change_set else {})}


def key_context(arn: str, encryption: Mapping[str, str]) -> Mapping[str, str | Sequence[str]]:
    """The condition keys of a use of a key, without who calls through which service."""
    context: dict[str, str | Sequence[str]] = {f"kms:EncryptionContext:{name}": str(value) for name, value in encryption.items()}
    if encryption:
        context["kms:EncryptionContextKeys"] = list(encryption)
    key = find_key(arn)
    if key is None:
        return context
    context["kms:KeySpec"] = str(key.key_spec)
    context["kms:KeyUsage"] = str(key.key_usage)
    context["kms:KeyOrigin"] = str(key.origin or "AWS_KMS")
    context["kms:MultiRegion"] = str(bool(key.multi_region)).lower()
    context["kms:ResourceAliases"] = effective_aliases(key)
    context.update({f"aws:ResourceTag/{name}": value for name, value in effective_tags(key).items()})
    return context


def _role_tags(arn: str) -> Mapping[str, str]:
    role = role_of(arn)
    return {f"iam:ResourceTag/{tag['Key']}": tag["Value"] for tag in tags_of(role)} if role is not None else {}


def role_of(arn: str) -> Any:
    """The role of an ARN, None where there is none."""
    parts = arn.split(":")
    if len(parts) != 6:
        return None
    return next((role for role in iam_backends[parts[4]][parts[1]].roles.values() if role.arn == arn), None)


def tags_of(role: Any) -> list[dict[str, str]]:
    """The tags of a role."""
    tags = role.tags or {}
    return list(tags.values()) if isinstance(tags, dict) else list(tags)
