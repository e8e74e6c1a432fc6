"""S3: what it tells queues, topics, functions and EventBridge of objects, in the form of its documents.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (records and the test message),
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (events). Which fields the record of a delete marker has is unconfirmed.
"""

import base64
import functools
import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.s3 import notifications
from moto.s3.models import FakeDeleteMarker, S3Backend
from moto.s3.responses import S3Response
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from delivery_emulator import journal
from delivery_emulator.services import lambda_service
from delivery_emulator.services.events import put_service_event
from delivery_emulator.services.patch import around
from delivery_emulator.services.s3_notifications import is_told, lets_in

_log = logging.getLogger(__name__)
_tagging: ContextVar[bool] = ContextVar("tagging", default=False)
_deleting: ContextVar[bool] = ContextVar("deleting", default=False)
_EMPTY = "d41d8cd98f00b204e9800998ecf8427e"
_REMOVED = "ObjectRemoved:"
_REASONS: Mapping[str, str] = {
    "ObjectCreated:Put": "PutObject",
    "ObjectCreated:Post": "POST Object",
    "ObjectCreated:Copy": "CopyObject",
    "ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
    "ObjectRemoved:Delete": "DeleteObject",
    "ObjectRemoved:DeleteMarkerCreated": "DeleteObject",
}
_DELETIONS: Mapping[str, str] = {
    "ObjectRemoved:Delete": "Permanently Deleted",
    "ObjectRemoved:DeleteMarkerCreated": "Delete Marker Created",
}


def install() -> None:
    """Patch moto's messages."""
    around(S3Backend, "_set_delete_marker")(_mark_deleted)
    around(S3Backend, "delete_object")(_delete)
    around(S3Response, "put_object_tagging")(_tag)
    notifications.send_event = _tell
    notifications.send_test_event = _test
    notifications._get_s3_event = functools.partial(_record, notifications._get_s3_event)


def _tag(original: Callable[..., Any], response: Any) -> Any:
    token = _tagging.set(True)
    try:
        return original(response)
    finally:
        _tagging.reset(token)


def _tell(account_id: str, event_name: Any, bucket: Any, key: Any) -> None:
    """Whoever is to hear of it, in whichever account; whoever acts on the object hears nothing of what fails.

    An object that is put has no event of its tags besides, which moto sends, and moto's word about a deleted version is not the version's.
    """
    tagged = event_name == notifications.S3NotificationEvent.OBJECT_TAGGING_PUT_EVENT and not _tagging.get()
    configuration = bucket.notification_configuration
    if configuration is None or tagged or _deleting.get():
        return
    for each in (*configuration.cloud_function, *configuration.queue, *configuration.topic):
        if is_told(each, event_name, key.name):
            _reach(bucket, each.arn, notifications._get_s3_event(event_name, bucket, key, each.id))
    if configuration.event_bridge is not None:
        _put_event(bucket, event_name, key)


def _test(account_id: str, bucket: Any) -> None:
    """What a queue or topic is told once it is to be told of a bucket."""
    configuration = bucket.notification_configuration
    for arn in {each.arn for each in (*configuration.queue, *configuration.topic)}:
        told = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": _now(), "Bucket": bucket.name}
        _reach(bucket, arn, told | {"RequestId": _request_id(), "HostId": _host_id()})


def _reach(bucket: Any, arn: str, told: Any) -> None:
    """Asks the policy again, which may have changed since the bucket was told of it."""
    _, _, service, region, account, *_, name = arn.split(":")
    if not lets_in(arn, bucket):
        _log.warning("bucket %s does not tell %s, which is gone or does not let S3 in", bucket.name, arn)
        journal.note_doubt(f"not delivered: bucket {bucket.name} to {arn}, which is gone or does not let S3 in")
    elif service == "lambda":
        lambda_service.invoke_for_service(lambda_backends[account][region].get_function(arn), told)
    elif service == "sqs":
        sqs_backends[account][region].send_message(name, json.dumps(told))
    else:
        sns_backends[account][region].publish(arn=arn, message=json.dumps(told), subject="Amazon S3 Notification")


def _delete(
    original: Callable[..., Any], backend: Any, bucket_name: str, key_name: str, version_id: str | None = None, bypass: bool = False
) -> Any:
    """A version is told of when it is gone, whether others are left or not."""
    bucket = backend.get_bucket(bucket_name)
    if version_id is None or not bucket.is_versioned:
        return original(backend, bucket_name, key_name, version_id, bypass)
    version = next((each for each in bucket.keys.getlist(key_name, []) if str(each.version_id) == str(version_id)), None)
    token = _deleting.set(True)
    try:
        answer = original(backend, bucket_name, key_name, version_id, bypass)
    finally:
        _deleting.reset(token)
    if version is not None:
        notifications.send_event(backend.account_id, notifications.S3NotificationEvent.OBJECT_REMOVED_DELETE_EVENT, bucket, version)
    return answer


def _record(original: Callable[..., Any], event_name: Any, bucket: Any, key: Any, notification_id: str) -> Any:
    """Version 2.1, with what moto leaves out."""
    event = original(event_name, bucket, _measured(key), notification_id)
    record = event["Records"][0]
    record["eventTime"] = _now()
    record["requestParameters"] = {"sourceIPAddress": "127.0.0.1"}
    record["responseElements"] = {"x-amz-request-id": _request_id(), "x-amz-id-2": _host_id()}
    record["userIdentity"] = {"principalId": f"AWS:{bucket.account_id}"}
    record["s3"]["bucket"]["ownerIdentity"] = {"principalId": bucket.account_id}
    entry = record["s3"]["object"]
    entry["key"] = entry["key"].replace("%2F", "/")
    entry["sequencer"] = _sequencer()
    if bucket.is_versioned:
        entry["versionId"] = key.version_id
    if str(record["eventName"]).startswith(_REMOVED):
        entry.pop("size")
    if record["eventName"] == "ObjectRemoved:Delete":
        entry.pop("eTag")
    return event


class _Marker:
    """A delete marker as an object, which moto asks for what it has none of."""

    def __init__(self, marker: Any) -> None:
        self.name, self.version_id, self.etag, self.size = marker.name, marker.version_id, _EMPTY, 0


def _measured(key: Any) -> Any:
    return _Marker(key) if isinstance(key, FakeDeleteMarker) else key


def _mark_deleted(original: Callable[..., Any], backend: Any, bucket_name: str, key_name: str) -> Any:
    """moto tells nobody of markers."""
    marker = original(backend, bucket_name, key_name)
    kind = notifications.S3NotificationEvent.OBJECT_REMOVED_DELETE_MARKER_CREATED_EVENT
    notifications.send_event(backend.account_id, kind, backend.get_bucket(bucket_name), marker)
    return marker


def _put_event(bucket: Any, event_name: Any, key: Any) -> None:
    """On the default bus of the bucket's owner and region."""
    name, kind = str(event_name.value).removeprefix("s3:"), notifications._detail_type(event_name)
    key = _measured(key)
    entry = {"key": key.name, "size": key.size, "etag": key.etag.replace('"', "")}
    if bucket.is_versioned:
        entry["version-id"] = key.version_id
    if name in _REASONS:
        entry["sequencer"] = _sequencer()
    if not name.startswith("ObjectCreated:"):
        entry.pop("size")
    detail = {
        "version": "0",
        "bucket": {"name": bucket.name},
        "object": entry,
        "request-id": _request_id(),
        "requester": bucket.account_id,
        "source-ip-address": "127.0.0.1",
        **({"reason": _REASONS[name]} if name in _REASONS else {}),
        **({"deletion-type": _DELETIONS[name]} if name in _DELETIONS else {}),
    }
    put_service_event(bucket.account_id, bucket.region_name, kind, "aws.s3", [bucket.arn], detail)


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _sequencer() -> str:
    return f"{time.time_ns():018X}"


def _request_id() -> str:
    return secrets.token_hex(8).upper()


def _host_id() -> str:
    return base64.b64encode(secrets.token_bytes(56)).decode()
