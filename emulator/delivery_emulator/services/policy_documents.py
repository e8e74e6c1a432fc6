"""Policies of resources and roles: AWS refuses one that breaks the grammar, or that is not about the resource it is put on.

Words are those that people were answered: S3 https://github.com/aws-samples/aws-serverless-appsync-app/issues/4 (resource),
https://github.com/versity/versitygw/issues/650 (action), https://github.com/humanmade/S3-Uploads/issues/239 (conditions); SQS
https://github.com/aws/aws-cdk/issues/15602; SNS https://github.com/hashicorp/terraform/issues/12740 (actions); KMS
https://github.com/aws-samples/data-mesh-datazone-cdk-cloudformation/issues/17; Secrets Manager
https://github.com/awsdocs/aws-cloudformation-user-guide/pull/623; roles https://github.com/hashicorp/terraform/issues/35086 (services).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.models import IAMBackend
from moto.iam.policy_validation import IAMPolicyDocumentValidator, IAMTrustPolicyDocumentValidator
from moto.kms.models import KmsBackend
from moto.s3.exceptions import S3ClientError
from moto.s3.models import S3Backend
from moto.secretsmanager.models import SecretsManagerBackend
from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import SNSBackend
from moto.sqs.exceptions import InvalidAttributeValue, SQSException
from moto.sqs.models import Queue

from delivery_emulator.constraints import held
from delivery_emulator.policy.pattern import matches
from delivery_emulator.services.patch import arguments, around
from delivery_emulator.services.policy_grammar import condition_keys, fault_in, named, statements_of
from delivery_emulator.services.s3_policies import objection

_SERVICE = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.(amazonaws\.[a-z.]+|amazon\.com|aws\.internal)")
"""How services are called; which there are nobody lists."""
_TOPIC_ACTIONS = ("AddPermission", "DeleteTopic", "GetDataProtectionPolicy", "GetTopicAttributes", "ListSubscriptionsByTopic", "ListTagsForResource")
_MORE_TOPIC_ACTIONS = ("Publish", "PutDataProtectionPolicy", "Receive", "RemovePermission", "SetTopicAttributes", "Subscribe", "TagResource", "UntagResource")
"""What can be asked of a topic ("Receive" of older policies too): https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html"""


def install() -> None:
    """Ask before moto saves a policy."""
    around(S3Backend, "put_bucket_policy")(_bucket)
    around(Queue, "_set_attributes")(_queue)
    around(SNSBackend, "set_topic_attribute")(_topic)
    around(KmsBackend, "create_key")(_new_key)
    around(KmsBackend, "put_key_policy")(_key)
    around(SecretsManagerBackend, "put_resource_policy")(_secret)
    around(IAMBackend, "create_role")(_role)
    for name in ("create_policy", "create_policy_version", "put_role_policy", "put_user_policy", "put_group_policy"):
        around(IAMBackend, name)(_identity)
    IAMTrustPolicyDocumentValidator.validate = lambda self: _check_trust(self._policy_document)


def _bucket(original: Callable[..., Any], backend: Any, bucket_name: str, policy: bytes) -> None:
    fault = fault_in(policy) or objection(statements_of(policy), backend.get_bucket(bucket_name).arn)
    if fault is not None:
        raise S3ClientError("MalformedPolicy", fault)
    original(backend, bucket_name, policy)


def _queue(original: Callable[..., Any], queue: Any, attributes: dict[str, Any], *args: Any, **kwargs: Any) -> None:
    policy = attributes.get("Policy")
    if policy:
        if fault_in(policy) is not None:
            raise InvalidAttributeValue("Policy")
        for statement in statements_of(policy):
            actions = named(statement, "Action")
            if any(each != "*" and not each.lower().startswith("sqs:") for each in actions):
                raise InvalidAttributeValue("Policy")
            over = held("sqs:actions-of-a-statement", len(actions), str(len(actions)))
            if over is not None:
                raise SQSException("OverLimit", over)
    original(queue, attributes, *args, **kwargs)


def _topic(original: Callable[..., Any], backend: Any, topic_arn: str, name: str, value: str) -> None:
    if name.lower() == "policy":
        if fault_in(value) is not None:
            raise SNSInvalidParameter("Invalid parameter: Policy Error: null")
        actions = [each for statement in statements_of(value) for each in named(statement, "Action")]
        known = [f"sns:{each}".lower() for each in (*_TOPIC_ACTIONS, *_MORE_TOPIC_ACTIONS)]
        if not all(any(matches(each.lower(), one) for one in known) for each in actions):
            raise SNSInvalidParameter("Invalid parameter: Policy statement action out of service scope!")
    original(backend, topic_arn, name, value)


def _check_key(policy: str | None) -> None:
    fault = fault_in(policy) if policy else None
    if fault is None:
        return
    missing = re.fullmatch(r"Missing required field (\w+)", fault)
    told = f"Policy contains a statement with no {missing[1].lower()}." if missing else fault
    raise JsonRESTError("MalformedPolicyDocumentException", told)


def _new_key(original: Callable[..., Any], backend: Any, policy: Any, *args: Any, **kwargs: Any) -> Any:
    _check_key(policy)
    return original(backend, policy, *args, **kwargs)


def _key(original: Callable[..., Any], backend: Any, key_id: str, policy: str) -> None:
    _check_key(policy)
    original(backend, key_id, policy)


def _secret(original: Callable[..., Any], backend: Any, secret_id: str, policy: str) -> Any:
    if fault_in(policy) is not None:
        raise JsonRESTError("MalformedPolicyDocumentException", "This policy has invalid syntax.")
    return original(backend, secret_id, policy)


def _role(original: Callable[..., Any], backend: Any, role_name: str, document: str, *args: Any, **kwargs: Any) -> Any:
    _check_trust(document)
    return original(backend, role_name, document, *args, **kwargs)


def _check_trust(document: str) -> None:
    fault = fault_in(document, trust=True) or next(_faults_of_trust(document), None)
    if fault is not None:
        raise MalformedPolicyDocument(fault)


def _faults_of_trust(document: str) -> Iterator[str]:
    for statement in statements_of(document):
        if not all(each.lower().startswith("sts:") for each in named(statement, "Action")):
            yield "AssumeRole policy may only specify STS AssumeRole actions."
        principal = statement.get("Principal", statement.get("NotPrincipal"))
        for service in named(principal, "Service") if isinstance(principal, dict) else []:
            if not _SERVICE.fullmatch(service):
                yield f'Invalid principal in policy: "SERVICE":"{service}"'


def _identity(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What moto's validation of identity policies leaves out."""
    asked = arguments(original, *args, **kwargs)
    document = asked["policy_document"] if "policy_document" in asked else asked["policy_json"]
    IAMPolicyDocumentValidator(document).validate()
    for statement in statements_of(document):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise MalformedPolicyDocument("Policy document should not specify a principal.")
        if not re.fullmatch(r"[0-9A-Za-z]*", statement.get("Sid", "")):
            raise MalformedPolicyDocument(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
            )
        if any(":" not in key for key in condition_keys(statement)):
            raise MalformedPolicyDocument("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    return original(*args, **kwargs)
