"""Keys that a service uses in the name of its caller: the caller needs the permission, the service makes the call."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.ssm.models import ssm_backends

from delivery_emulator.authorization import names
from delivery_emulator.authorization.dynamodb_requirements import dynamodb_requirements
from delivery_emulator.authorization.operation import Operation
from delivery_emulator.services.kms import find_any_key

Use = tuple[str, str, Mapping[str, str | Sequence[str]]]
"""Action, resource, and the keys of the request's context."""

_PRODUCE = ("kms:GenerateDataKey", "kms:Decrypt")
_CONSUME = ("kms:Decrypt",)
_USES: Mapping[str, Sequence[str]] = {
    **{
        f"dynamodb:{name}": _CONSUME
        for name in (
            *("GetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem"),
            *("BatchGetItem", "BatchWriteItem", "TransactGetItems", "TransactWriteItems"),
        )
    },
    "secretsmanager:GetSecretValue": _CONSUME,
    "secretsmanager:PutSecretValue": _PRODUCE,
    "sns:Publish": _PRODUCE,
    "sqs:SendMessage": _PRODUCE,
    "sqs:ReceiveMessage": _CONSUME,
    "ssm:GetParameter": _CONSUME,
    "ssm:GetParameters": _CONSUME,
}
"""Sources: "How Amazon DynamoDB uses AWS KMS" (the table key is decrypted in the name of whoever asks for items), "Secret encryption and decryption in Secrets Manager", "Key management" of SQS and SNS, "AWS KMS encryption for
Parameter Store SecureString parameters" in AWS's guides."""


def key_uses(operation: Operation, account: str) -> Iterator[Use]:
    """The uses of customer managed keys that a call of another service than S3 entails."""
    actions = _USES.get(f"{operation.service}:{operation.name}")
    found = _key_of(operation, account) if actions else None
    if actions is None or found is None:
        return
    key, encryption = found
    for action in actions:
        yield use(action, key, operation.service, operation.region, encryption)


def use(action: str, key: Any, service: str, region: str, encryption: Mapping[str, str]) -> Use:
    """One use of a key through a service (`kms:ViaService`, `aws:ViaAWSService` and `aws:CalledVia` in IAM's and KMS's guides)."""
    context = {
        **names.key_context(key.arn, encryption),
        "kms:ViaService": f"{service}.{region}.amazonaws.com",
        "aws:ViaAWSService": "true",
        "aws:CalledVia": [f"{service}.amazonaws.com"],
        "aws:CalledViaFirst": f"{service}.amazonaws.com",
        "aws:CalledViaLast": f"{service}.amazonaws.com",
    }
    return action, key.arn, context


def customer_key(key_id: str | None, account: str, region: str) -> Any:
    """The customer managed key of an id, ARN or alias; None for AWS's own keys, which ask nothing of their account's callers."""
    if not key_id or "alias/aws/" in key_id:
        return None
    key = find_any_key(key_id, account, region)
    return None if key is None or any(alias.startswith("alias/aws/") for alias in key.aliases) else key


def _key_of(operation: Operation, account: str) -> tuple[Any, Mapping[str, str]] | None:
    """The key that the resource of a call is encrypted with, and the encryption context that the service gives."""
    key_id, owner, encryption = _SOURCES[operation.service](operation, account)
    key = customer_key(key_id, owner, operation.region)
    return None if key is None else (key, encryption)


_Source = tuple[str | None, str, Mapping[str, str]]


def _secret(operation: Operation, account: str) -> _Source:
    arn = names.values_of("secret:SecretId", operation, account)[0]
    owner = arn.split(":")[4]
    secrets: Any = secretsmanager_backends[owner][operation.region].secrets.values()
    secret = next((each for each in secrets if each.arn == arn), None)
    return (secret.kms_key_id if secret is not None else None), owner, {"SecretARN": arn}


def _topic(operation: Operation, account: str) -> _Source:
    arn = str(operation.parameters.get("TopicArn") or operation.parameters.get("TargetArn") or ":::::")
    owner = arn.split(":")[4] or account
    topic = sns_backends[owner][operation.region].topics.get(arn)
    return (topic.kms_master_key_id if topic is not None else None), owner, {"aws:sns:topicArn": arn}


def _queue(operation: Operation, account: str) -> _Source:
    arn = names.values_of("queue:QueueUrl", operation, account)[0]
    owner, name = arn.split(":")[4:6]
    queue: Any = sqs_backends[owner][operation.region].queues.get(name)
    return (queue.kms_master_key_id if queue is not None else None), owner, {"aws:sqs:arn": arn}


def _parameter(operation: Operation, account: str) -> _Source:
    """Of several parameters the first that has a key counts."""
    asked = operation.parameters.get("Names") or [operation.parameters.get("Name", "")]
    found: Any = {name: ssm_backends[account][operation.region].get_parameter(name) for name in asked}
    secrets = [name for name, each in found.items() if each is not None and each.parameter_type == "SecureString"]
    name = str((secrets or asked)[0])
    arn = f"arn:{names.partition_of(operation.region)}:ssm:{operation.region}:{account}:parameter/{name.lstrip('/')}"
    return (found[name].keyid if secrets else None), account, {"PARAMETER_ARN": arn}


def _table(operation: Operation, account: str) -> _Source:
    """Of the tables of a batch or a transaction the first counts."""
    asked = dynamodb_requirements(operation, account) or []
    named = str(operation.parameters.get("TableName") or next((resource for _, resource, _ in asked), ""))
    owner, name = (named.split(":")[4], named.rpartition("/")[2]) if named.startswith("arn:") else (account, named)
    table: Any = dynamodb_backends[owner][operation.region].tables.get(name)
    encryption = (table.sse_specification or {}) if table is not None else {}
    context = {"aws:dynamodb:tableName": name, "aws:dynamodb:subscriberId": owner}
    return (encryption.get("KMSMasterKeyId") if encryption.get("Enabled") else None), owner, context


_SOURCES = {"dynamodb": _table, "secretsmanager": _secret, "sns": _topic, "sqs": _queue, "ssm": _parameter}
