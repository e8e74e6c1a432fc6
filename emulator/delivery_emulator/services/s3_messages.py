"""S3: what it tells queues, topics, functions and EventBridge of objects, in the form of its documents.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (records and the test message),
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (events). Which fields the record of a delete marker has is unconfirmed.
"""

import base64
import functools
import json
import secrets
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import Any

from moto.s3 import notifications
from moto.s3.models import FakeDeleteMarker, S3Backend
from moto.s3.responses import S3Response
from moto.sns.models import sns_backends

from delivery_emulator.services.events import put_service_event
from delivery_emulator.services.patch import around

_tagging: ContextVar[bool] = ContextVar("tagging", default=False)
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
    around(S3Response, "put_object_tagging")(_tag)
    notifications.send_event = functools.partial(_send, notifications.send_event)
    notifications._get_s3_event = functools.partial(_record, notifications._get_s3_event)
    notifications._get_test_event = _test_message
    notifications._send_sns_message = _publish
    notifications._send_event_bridge_message = _put_event


def _tag(original: Callable[..., Any], response: Any) -> Any:
    token = _tagging.set(True)
    try:
        return original(response)
    finally:
        _tagging.reset(token)


def _send(original: Callable[..., Any], account_id: str, event_name: Any, bucket: Any, key: Any) -> None:
    """An object that is put has no event of its tags besides, which moto sends."""
    if event_name != notifications.S3NotificationEvent.OBJECT_TAGGING_PUT_EVENT or _tagging.get():
        original(account_id, event_name, bucket, key)


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


def _test_message(bucket_name: str) -> dict[str, Any]:
    """What a queue or topic is told once it is to be told of a bucket."""
    told = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": _now(), "Bucket": bucket_name}
    return told | {"RequestId": _request_id(), "HostId": _host_id()}


def _publish(account_id: str, event_body: Any, topic_arn: str, region_name: str) -> None:
    topics = sns_backends[topic_arn.split(":")[4]][region_name]
    if topic_arn in topics.topics:
        topics.publish(arn=topic_arn, message=json.dumps(event_body), subject="Amazon S3 Notification")


def _put_event(account_id: str, bucket: Any, event_name: Any, key: Any) -> None:
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
