"""S3: names of buckets and keys, tags, lists for access, rules of a lifecycle, and events that two destinations would share.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (names), object-keys.html (keys), CostAllocTagging.html
(tags), about-object-ownership.html (lists), lifecycle-transition-general-considerations.html and intro-lifecycle-rules.html (rules),
notification-how-to-filtering.html (events), all of the same guide.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import request
from moto.s3.exceptions import InvalidBucketName, S3ClientError
from moto.s3.models import FakeBucket, S3Backend
from moto.s3.responses import S3Response

from delivery_emulator.services.patch import around

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}")
_RESERVED = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_ENDS = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
_MOST_TAGS = 50
_MOST_KEY = 1024
_DAYS_IN_STANDARD = 30
_INFREQUENT = ("STANDARD_IA", "ONEZONE_IA")
_WITH_LISTS = ("ObjectWriter", "BucketOwnerPreferred")


def install() -> None:
    """Ask before moto saves something."""
    around(S3Backend, "create_bucket")(_create_bucket)
    around(S3Backend, "put_bucket_tagging")(_put_tags)
    around(S3Backend, "put_object")(_put_object)
    around(S3Backend, "put_bucket_acl")(_put_acl)
    around(S3Response, "_acl_from_headers")(_acl_of_request)
    around(FakeBucket, "set_lifecycle")(_set_lifecycle)


def _create_bucket(original: Callable[..., Any], backend: Any, bucket_name: str, *args: Any, **kwargs: Any) -> Any:
    fits = _NAME.fullmatch(bucket_name) and ".." not in bucket_name and not _ADDRESS.fullmatch(bucket_name)
    if not fits or bucket_name.startswith(_RESERVED) or bucket_name.endswith(_RESERVED_ENDS):
        raise InvalidBucketName()
    return original(backend, bucket_name, *args, **kwargs)


def _put_tags(original: Callable[..., Any], backend: Any, bucket_name: str, tags: Mapping[str, str]) -> None:
    if len(tags) > _MOST_TAGS:
        raise S3ClientError("BadRequest", f"Bucket tag count cannot be greater than {_MOST_TAGS}")
    original(backend, bucket_name, tags)


def _put_object(original: Callable[..., Any], backend: Any, bucket_name: str, key_name: str, *args: Any, **kwargs: Any) -> Any:
    if len(key_name.encode()) > _MOST_KEY:
        raise S3ClientError("KeyTooLongError", "Your key is too long")
    return original(backend, bucket_name, key_name, *args, **kwargs)


def _put_acl(original: Callable[..., Any], backend: Any, bucket_name: str, acl: Any) -> None:
    _check_list(backend.get_bucket(bucket_name), acl)
    original(backend, bucket_name, acl)


def _acl_of_request(original: Callable[..., Any], response: Any, headers: Mapping[str, str]) -> Any:
    acl = original(response, headers)
    if acl is not None and response.bucket_name in response.backend.buckets:
        _check_list(response.backend.buckets[response.bucket_name], acl)
    return acl


def _check_list(bucket: Any, acl: Any) -> None:
    """Lists count only where the owner of the bucket does not own all that is in it; of a new bucket he does, unless it is made otherwise."""
    rule = request.headers.get("x-amz-object-ownership") or bucket.ownership_rule
    if acl is not None and len(acl.grants) > 1 and rule not in _WITH_LISTS:
        raise S3ClientError("AccessControlListNotSupported", "The bucket does not allow ACLs")


def _set_lifecycle(original: Callable[..., Any], bucket: Any, rules: list[Mapping[str, Any]]) -> None:
    fault = next((each for rule in rules for each in _faults_of_rule(rule)), None)
    if fault is not None:
        raise S3ClientError("InvalidArgument", fault)
    original(bucket, rules)


def _faults_of_rule(rule: Mapping[str, Any]) -> Iterator[str]:
    expires = _days(rule.get("Expiration") or {})
    if expires is not None and expires < 1:
        yield "'Days' for Expiration action must be a positive integer"
    transitions = rule.get("Transition") or []
    for each in transitions if isinstance(transitions, list) else [transitions]:
        days, storage = _days(each), each.get("StorageClass")
        if days is None:
            continue
        if storage in _INFREQUENT and days < _DAYS_IN_STANDARD:
            yield f"'Days' in Transition action must be greater than or equal to {_DAYS_IN_STANDARD} for storageClass '{storage}'"
        if expires is not None and expires <= days:
            told = f"'Days' in the Expiration action for filter '(prefix={(rule.get('Filter') or {}).get('Prefix') or ''})'"
            yield f"{told} must be greater than 'Days' in the Transition action"


def _days(action: Mapping[str, Any]) -> int | None:
    return int(action["Days"]) if action.get("Days") is not None else None
