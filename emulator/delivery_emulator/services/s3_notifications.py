"""S3: who is told of objects must let S3 in when a bucket is told of him, and of one event at one object only one may be told.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html,
https://repost.aws/knowledge-center/unable-validate-destination-s3 and, for names of objects,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html.
"""

import itertools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends
from moto.s3.exceptions import S3ClientError
from moto.s3.models import S3Backend
from moto.s3.responses import S3Response
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from delivery_emulator.policy import OnBehalfOf
from delivery_emulator.service_access import why_kept_out
from delivery_emulator.services import kms, lambda_service
from delivery_emulator.services.patch import around

_KINDS = ("CloudFunction", "Queue", "Topic")
_NAME = re.compile(rb"(?<=<Name>)(prefix|suffix)(?=</Name>)", re.IGNORECASE)
_OVERLAPS = "Configurations overlap. Configurations on the same bucket cannot share a common event type."
_AMBIGUOUS = (
    "Configuration is ambiguously defined. "
    "Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type."
)


def install() -> None:
    """Patch moto's S3."""
    around(S3Backend, "put_bucket_notification_configuration")(_put)
    around(S3Response, "_notification_config_from_body")(_parse)


def _parse(original: Callable[..., Any], response: Any) -> Any:
    """A rule's name is written either way."""
    response.body = _NAME.sub(lambda found: found.group().lower(), response.body)
    return original(response)


def _put(original: Callable[..., Any], backend: Any, bucket_name: str, configuration: dict[str, Any]) -> None:
    bucket = backend.get_bucket(bucket_name)
    told = [(each, each[kind]) for kind in _KINDS for each in (configuration or {}).get(f"{kind}Configuration", [])]
    for (one, _), (other, _) in itertools.combinations(told, 2):
        if _share(one, other):
            raise S3ClientError("InvalidArgument", _AMBIGUOUS if one.get("Filter") or other.get("Filter") else _OVERLAPS)
    if not all(lets_in(arn, bucket) for _, arn in told):
        raise S3ClientError("InvalidArgument", "Unable to validate the following destination configurations")
    original(backend, bucket_name, configuration)


def _share(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether an event at an object may be one for both."""
    (prefix, suffix), (other_prefix, other_suffix) = _ends(one.get("Filter")), _ends(other.get("Filter"))
    return (
        any(_include(a, b) or _include(b, a) for a in one["Event"] for b in other["Event"])
        and (prefix.startswith(other_prefix) or other_prefix.startswith(prefix))
        and (suffix.endswith(other_suffix) or other_suffix.endswith(suffix))
    )


def _include(event: str, other: str) -> bool:
    return event == other or event.endswith("*") and other.startswith(event[:-1])


def _ends(filters: Mapping[str, Any] | None) -> tuple[str, str]:
    """The prefix and the suffix of a filter, whose values are percent-encoded."""
    rules = {rule["Name"]: unquote_plus(rule["Value"]) for rule in filters["S3Key"]["FilterRule"]} if filters else {}
    return rules.get("prefix", ""), rules.get("suffix", "")


def is_told(configuration: Any, event: str, key: str) -> bool:
    """Whether whoever one of moto's configurations names is told of an event at an object."""
    prefix, suffix = _ends(configuration.filters)
    return any(_include(each, event) for each in configuration.events) and key.startswith(prefix) and key.endswith(suffix)


def lets_in(arn: str, bucket: Any) -> bool:
    """Whether a function, queue or topic is there and its policy, and the policy of its key, let S3 in for the bucket."""
    service, region, account = arn.split(":")[2:5]
    source = f"arn:{arn.split(':')[1]}:s3:::{bucket.name}"
    if service == "lambda":
        try:
            function = lambda_backends[account][region].get_function(arn)
        except UnknownFunctionException:
            return False
        return lambda_service.may_invoke(function, arn, "bucket-invokes-function", source, bucket.account_id)
    on = OnBehalfOf(bucket.account_id, region, source, **{"queue" if service == "sqs" else "topic": arn})
    told: Any = sqs_backends[account][region].queues.get(arn.split(":")[5]) if service == "sqs" else sns_backends[account][region].topics.get(arn)
    if told is None:
        return False
    policies = [json.loads(told.policy)] if told.policy else []
    why = why_kept_out(policies, "bucket-sends-to-queue" if service == "sqs" else "bucket-publishes", arn, on)
    return (why or kms.why_not_told(getattr(told, "kms_master_key_id", None), account, region, "bucket-encrypts", on)) is None
