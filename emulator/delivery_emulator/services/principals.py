"""Principals of policies: AWS refuses one that does not exist when the policy is saved, and a deleted role turns into its id.

Refused are roles and users that the emulator does not know, and ARNs with wildcards. Accounts all exist here, and roles that AWS makes itself
(`role/aws-service-role/`) are taken to. What Secrets Manager and CloudWatch Logs do is not known: they take everything here.

- IAM's trust policies, S3, SQS and Lambda: recorded by many, with these words; that a principal may hold no wildcard is in the IAM user guide,
  "AWS JSON policy elements: Principal".
- KMS: https://repost.aws/knowledge-center/kms-policy-error-invalid-principals (unique ids that nobody has any more, too).
- SNS: AWS's own handler of AWS::SNS::TopicInlinePolicy waits for just these words.
- Ids instead of deleted roles: the same page of the IAM user guide (trust), https://repost.aws/knowledge-center/iam-resource-policy-format (others).
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaBackend
from moto.core.exceptions import JsonRESTError
from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.models import IAMBackend, iam_backends
from moto.kms.models import KmsBackend, kms_backends
from moto.s3.exceptions import S3ClientError
from moto.s3.models import S3Backend, s3_backends
from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import SNSBackend
from moto.sqs.exceptions import InvalidAttributeValue
from moto.sqs.models import Queue

from delivery_emulator.services.patch import around

_PRINCIPAL = re.compile(r"arn:(?P<partition>[^:]+):iam::(?P<account>[0-9]{12}):(?P<kind>role|user)/(?P<path>.+)")
_UNIQUE_ID = re.compile(r"A(?:ROA|IDA)[A-Z0-9]{10,}")


def install() -> None:
    """Ask before moto saves a policy, and rewrite policies when a role or a user goes."""
    around(IAMBackend, "create_role")(_create_role)
    around(IAMBackend, "update_assume_role_policy")(_update_trust)
    around(IAMBackend, "delete_role")(_delete_role)
    around(IAMBackend, "delete_user")(_delete_user)
    around(KmsBackend, "create_key")(_create_key)
    around(KmsBackend, "put_key_policy")(_put_key_policy)
    around(S3Backend, "put_bucket_policy")(_put_bucket_policy)
    around(SNSBackend, "set_topic_attribute")(_set_topic_attribute)
    around(Queue, "_set_attributes")(_set_queue_attributes)
    around(LambdaBackend, "add_permission")(_add_permission)


def missing_principals(policy: Any) -> list[str]:
    """The AWS principals of a policy (a text or a document) that nobody can be; none where the policy cannot be read."""
    return [each for each in _aws_principals(policy) if _is_missing(each)]


def _aws_principals(policy: Any) -> Iterator[str]:
    try:
        document = json.loads(policy) if isinstance(policy, str | bytes) else policy
    except ValueError:
        return
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    for statement in statements if isinstance(statements, list) else [statements]:
        for element in ("Principal", "NotPrincipal"):
            named = statement.get(element) if isinstance(statement, dict) else None
            values = named.get("AWS", []) if isinstance(named, dict) else []
            yield from (each for each in (values if isinstance(values, list) else [values]) if isinstance(each, str))


def _is_missing(principal: str) -> bool:
    found = _PRINCIPAL.fullmatch(principal)
    if found is None or found["path"].startswith("aws-service-role/"):
        return False
    if "*" in principal or "?" in principal:
        return True
    backend = iam_backends[found["account"]][found["partition"]]
    known = backend.roles.values() if found["kind"] == "role" else backend.users.values()
    return all(each.arn != principal for each in known)


def _orphans(policy: Any) -> list[str]:
    """Unique ids of roles and users that are gone."""
    known = {each.id for backend in _all(iam_backends) for each in (*backend.roles.values(), *backend.users.values())}
    return [each for each in _aws_principals(policy) if _UNIQUE_ID.fullmatch(each) and each not in known]


def _all(backends: Any) -> Iterator[Any]:
    for account in list(backends.values()):
        yield from list(account.values())


def _check_trust(policy: str) -> None:
    for principal in missing_principals(policy):
        raise MalformedPolicyDocument(f'Invalid principal in policy: "AWS":"{principal}"')


def _create_role(original: Callable[..., Any], backend: Any, role_name: str, document: str, *args: Any, **kwargs: Any) -> Any:
    _check_trust(document)
    return original(backend, role_name, document, *args, **kwargs)


def _update_trust(original: Callable[..., Any], backend: Any, role_name: str, document: str) -> None:
    backend.get_role(role_name)
    _check_trust(document)
    original(backend, role_name, document)


def _delete_role(original: Callable[..., Any], backend: Any, role_name: str) -> None:
    role = backend.get_role(role_name)
    original(backend, role_name)
    _turn_into_id(role.arn, role.id)


def _delete_user(original: Callable[..., Any], backend: Any, user_name: str) -> None:
    user = backend.get_user(user_name)
    original(backend, user_name)
    _turn_into_id(user.arn, user.id)


def _turn_into_id(arn: str, unique_id: str) -> None:
    """A policy keeps whom it meant: somebody new of the same name is somebody else."""
    for backend in _all(iam_backends):
        for role in list(backend.roles.values()):
            role.assume_role_policy_document = _renamed(role.assume_role_policy_document, arn, unique_id)
    for backend in _all(kms_backends):
        for key in list(backend.keys.values()):
            key.policy = _renamed(key.policy, arn, unique_id)
    for backend in _all(s3_backends):
        for bucket in list(backend.buckets.values()):
            if bucket.policy and arn in list(_aws_principals(bucket.policy)):
                bucket.policy = _renamed(bucket.policy.decode(), arn, unique_id).encode()


def _renamed(policy: str, arn: str, unique_id: str) -> str:
    """The policy with an id in place of a principal; values of conditions stay as they are."""
    if arn not in list(_aws_principals(policy)):
        return policy
    document = json.loads(policy)
    for statement in document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]:
        for element in ("Principal", "NotPrincipal"):
            named = statement.get(element)
            if isinstance(named, dict) and "AWS" in named:
                values = named["AWS"] if isinstance(named["AWS"], list) else [named["AWS"]]
                changed = [unique_id if each == arn else each for each in values]
                named["AWS"] = changed if isinstance(named["AWS"], list) else changed[0]
    return json.dumps(document)


def _check_key(policy: Any) -> None:
    if policy and (missing_principals(policy) or _orphans(policy)):
        raise JsonRESTError(
            "MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals."
        )


def _create_key(original: Callable[..., Any], backend: Any, policy: Any, *args: Any, **kwargs: Any) -> Any:
    _check_key(policy)
    return original(backend, policy, *args, **kwargs)


def _put_key_policy(original: Callable[..., Any], backend: Any, key_id: str, policy: str) -> None:
    _check_key(policy)
    original(backend, key_id, policy)


def _put_bucket_policy(original: Callable[..., Any], backend: Any, bucket_name: str, policy: bytes) -> None:
    if missing_principals(policy):
        raise S3ClientError("MalformedPolicy", "Invalid principal in policy")
    original(backend, bucket_name, policy)


def _set_topic_attribute(original: Callable[..., Any], backend: Any, topic_arn: str, name: str, value: str) -> None:
    if name.lower() == "policy" and missing_principals(value):
        raise SNSInvalidParameter("Invalid parameter: Policy Error: PrincipalNotFound")
    original(backend, topic_arn, name, value)


def _set_queue_attributes(original: Callable[..., Any], queue: Any, attributes: dict[str, Any], *args: Any, **kwargs: Any) -> None:
    if attributes.get("Policy") and missing_principals(attributes["Policy"]):
        raise InvalidAttributeValue("Policy")
    original(queue, attributes, *args, **kwargs)


def _add_permission(original: Callable[..., Any], backend: Any, function_name: str, qualifier: str, raw: str) -> Any:
    asked = json.loads(raw).get("Principal", "")
    if missing_principals({"Statement": {"Principal": {"AWS": asked}}}):
        raise LambdaClientError(
            "InvalidParameterValueException",
            "The provided principal was invalid. Please check the principal and try again.",
        )
    return original(backend, function_name, qualifier, raw)
