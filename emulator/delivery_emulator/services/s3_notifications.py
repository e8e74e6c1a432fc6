"""S3: who is told of objects must let S3 in when a bucket is told of him, and S3 looks.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html and
https://repost.aws/knowledge-center/unable-validate-destination-s3.
"""

import json
from collections.abc import Callable
from typing import Any

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends
from moto.s3.exceptions import S3ClientError
from moto.s3.models import S3Backend
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from delivery_emulator.policy import OnBehalfOf
from delivery_emulator.service_access import why_kept_out
from delivery_emulator.services import lambda_service
from delivery_emulator.services.patch import around

_KINDS = ("CloudFunction", "Queue", "Topic")


def install() -> None:
    """Patch moto's S3."""
    around(S3Backend, "put_bucket_notification_configuration")(_put)


def _put(original: Callable[..., Any], backend: Any, bucket_name: str, configuration: dict[str, Any]) -> None:
    bucket = backend.get_bucket(bucket_name)
    for kind in _KINDS:
        for each in (configuration or {}).get(f"{kind}Configuration", []):
            if not lets_in(each[kind], bucket):
                raise S3ClientError("InvalidArgument", "Unable to validate the following destination configurations")
    original(backend, bucket_name, configuration)


def lets_in(arn: str, bucket: Any) -> bool:
    """Whether a function, queue or topic is there and its policy lets S3 in for the bucket."""
    service, region, account = arn.split(":")[2:5]
    source = f"arn:{arn.split(':')[1]}:s3:::{bucket.name}"
    if service == "lambda":
        try:
            function = lambda_backends[account][region].get_function(arn)
        except UnknownFunctionException:
            return False
        return lambda_service.may_invoke(function, arn, "bucket-invokes-function", source, bucket.account_id)
    path = "bucket-sends-to-queue" if service == "sqs" else "bucket-publishes"
    policy = _policy_of_queue(arn, region, account) if service == "sqs" else _policy_of_topic(arn, region, account)
    return policy is not None and why_kept_out([policy], path, arn, OnBehalfOf(bucket.account_id, region, source)) is None


def _policy_of_queue(arn: str, region: str, account: str) -> dict[str, Any] | None:
    """What a queue says; an empty policy where it says nothing, None where there is no queue."""
    queue = sqs_backends[account][region].queues.get(arn.split(":")[5])
    if queue is None:
        return None
    return json.loads(queue.policy) if queue.policy else {"Statement": []}


def _policy_of_topic(arn: str, region: str, account: str) -> dict[str, Any] | None:
    topic = sns_backends[account][region].topics.get(arn)
    return None if topic is None else json.loads(topic.policy)
