"""Who and what holds policies now: roles, users and resources, and which resource of which stack each is."""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from delivery_emulator.authorization.caller_policies import CallerPolicies, policies_of
from delivery_emulator.authorization.resource_policy import resource_policy
from delivery_emulator.cloudformation.store import stores
from delivery_emulator.identity import Caller


def roles_and_users() -> Iterator[tuple[str, CallerPolicies]]:
    """Every role and user there is now, with what it may do."""
    for account, partitions in sorted(iam_backends.items()):
        for backend in list(partitions.values()):
            for role in sorted(backend.roles.values(), key=lambda each: str(each.arn)):
                yield from _one(Caller(account, role.arn, role.id, "", role.arn))
            for user in sorted(backend.users.values(), key=lambda each: str(each.arn)):
                yield from _one(Caller(account, user.arn, user.id, ""))


def _one(caller: Caller) -> Iterator[tuple[str, CallerPolicies]]:
    own = policies_of(caller)
    if own is not None:
        yield caller.principal_arn, own


def resource_policies() -> Iterator[tuple[str, str, str]]:
    """Every policy of a resource there is now: `trust` or `resource`, whose, and its text."""
    for arn in _resources():
        held = resource_policy(arn, "")
        if held.document:
            yield "trust" if ":iam::" in arn else "resource", arn, held.document


def _resources() -> Iterator[str]:
    for _, partitions in sorted(iam_backends.items()):
        for backend in list(partitions.values()):
            yield from sorted(str(role.arn) for role in backend.roles.values())
    for _, partitions in sorted(s3_backends.items()):
        for buckets in list(partitions.values()):
            yield from sorted(f"arn:{each.partition}:s3:::{each.name}" for each in buckets.buckets.values())
    yield from _in_regions(kms_backends, lambda backend: (key.arn for key in backend.keys.values()))
    yield from _in_regions(sns_backends, lambda backend: backend.topics)
    yield from _in_regions(sqs_backends, lambda backend: (queue.queue_arn for queue in backend.queues.values()))
    yield from _in_regions(secretsmanager_backends, lambda backend: (each.arn for each in backend.secrets.values()))
    yield from _in_regions(lambda_backends, lambda backend: (each.function_arn for each in backend.list_functions()))


def _in_regions(backends: Any, arns: Any) -> Iterator[str]:
    for _, regions in sorted(backends.items()):
        for _, backend in sorted(regions.items()):
            yield from sorted(str(arn) for arn in arns(backend))


def places() -> Mapping[str, Mapping[str, Any]]:
    """By ARN, as which resource of which stack something was made; `path` is where the CDK made it."""
    found: dict[str, Mapping[str, Any]] = {}
    for store in stores():
        for stack in store:
            for resource in stack.resources.values():
                if stack.status == "DELETE_COMPLETE" or not resource.physical_id:
                    continue
                metadata = resource.definition.get("Metadata") or {}
                path = metadata.get("aws:cdk:path", f"{stack.name}/{resource.logical_id}")
                arn = resource.attributes.get("Arn") or resource.physical_id
                found[str(arn)] = {"stack": stack.name, "logicalId": resource.logical_id, "path": path}
    return found
