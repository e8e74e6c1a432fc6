"""CloudWatch Logs: a log group's key must let the service in, and the look-ups that moto lacks."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.models import LogGroup, LogsBackend, LogStream
from moto.logs.responses import LogsResponse
from moto.utilities.utils import get_partition

from delivery_emulator.delays import Late
from delivery_emulator.policy import OnBehalfOf
from delivery_emulator.services import cloudtrail_history, kms
from delivery_emulator.services.patch import add, around

KEY_PATHS = ("logs-encrypts",)

PAGE = 50

RETENTION_DAYS = frozenset(
    (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
)
"""The only days that a log group can keep its events (PutRetentionPolicy)."""


def install() -> None:
    """Patch moto's CloudWatch Logs."""
    around(LogsBackend, "create_log_group")(_create_log_group)
    around(LogsBackend, "delete_log_group")(_delete_log_group)
    around(LogsBackend, "put_retention_policy")(_put_retention_policy)
    around(LogsBackend, "put_metric_filter")(_put_metric_filter)
    around(LogsBackend, "_find_log_group")(_find_log_group)
    around(LogGroup, "to_describe_dict")(_describe)
    around(LogStream, "put_log_events")(_store)
    around(LogGroup, "get_log_events")(_read_stream)
    around(LogGroup, "filter_log_events")(_read)
    around(LogsResponse, "describe_log_groups")(_describe_log_groups)
    add(LogsResponse, "associate_kms_key")(_associate_kms_key)
    add(LogsResponse, "disassociate_kms_key")(_disassociate_kms_key)


def check_key(account: str, region: str, group: str, key_arn: str) -> None:
    """Raise AWS's refusal unless the key exists here, is enabled, symmetric, and lets CloudWatch Logs in."""
    arn = f"arn:{get_partition(region)}:logs:{region}:{account}:log-group:{group}"
    key = kms.find_key(key_arn)
    if key is None or key.region != region or key.key_state != "Enabled" or key.key_spec != "SYMMETRIC_DEFAULT":
        raise _refusal(arn)
    if kms.why_not(key, KEY_PATHS, OnBehalfOf(account, region, arn)):
        raise _refusal(arn)


def _refusal(arn: str) -> InvalidParameterException:
    return InvalidParameterException(
        f"The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'"
    )


def _create_log_group(
    original: Callable[..., Any], backend: Any, log_group_name: str, *args: Any, **kwargs: Any
) -> Any:
    if kwargs.get("kmsKeyId") and log_group_name not in backend.groups:
        check_key(backend.account_id, backend.region_name, log_group_name, kwargs["kmsKeyId"])
    return original(backend, log_group_name, *args, **kwargs)


def _delete_log_group(original: Callable[..., Any], backend: Any, log_group_name: str) -> None:
    group = backend.groups.get(log_group_name)
    original(backend, log_group_name)
    backend.tagger.delete_all_tags_for_resource(group.arn)
    filters = backend.filters.metric_filters
    filters[:] = [item for item in filters if item["logGroupName"] != log_group_name]


def _put_retention_policy(original: Callable[..., Any], backend: Any, log_group_name: str, days: int) -> None:
    if days not in RETENTION_DAYS:
        allowed = ", ".join(str(each) for each in sorted(RETENTION_DAYS))
        raise InvalidParameterException(
            constraint=f"Member must satisfy enum value set: [{allowed}]", parameter="retentionInDays", value=days
        )
    original(backend, log_group_name, days)


def _put_metric_filter(
    original: Callable[..., Any], backend: Any, filter_name: str, pattern: str, group: str, transformations: Any
) -> None:
    """A filter of the same name is replaced, where moto keeps both."""
    if group not in backend.groups:
        raise ResourceNotFoundException()
    backend.filters.delete_filter(filter_name, group)
    original(backend, filter_name, pattern, group, transformations)


def _find_log_group(
    original: Callable[..., Any], backend: Any, log_group_id: str | None = None, log_group_name: str | None = None
) -> Any:
    """An identifier is a name or an ARN; moto's own loop answers with the wrong group."""
    if log_group_id and not log_group_name:
        log_group_name = log_group_id.removesuffix(":*").split(":log-group:")[-1]
    return original(backend, log_group_name=log_group_name)


def _describe(original: Callable[..., Any], group: Any) -> dict[str, Any]:
    from moto.logs.models import logs_backends

    filters = logs_backends[group.account_id][group.region].filters.metric_filters
    count = sum(1 for item in filters if item["logGroupName"] == group.name)
    return {**original(group), "metricFilterCount": count, "logGroupClass": "STANDARD"}


def _describe_log_groups(original: Callable[..., Any], response: Any) -> str:
    identifiers = response._get_param("logGroupIdentifiers")
    pattern = response._get_param("logGroupNamePattern")
    prefix = response._get_param("logGroupNamePrefix")
    if sum(1 for given in (identifiers, pattern, prefix) if given) > 1:
        raise InvalidParameterException(
            "Only one of logGroupNamePrefix, logGroupNamePattern and logGroupIdentifiers can be given."
        )
    if not identifiers and not pattern:
        return str(original(response))
    if identifiers:
        names = {item.removesuffix(":*").split(":log-group:")[-1] for item in identifiers}
        return _page(response, [group for name, group in response.logs_backend.groups.items() if name in names], ())
    matching = [group for name, group in response.logs_backend.groups.items() if pattern.lower() in name.lower()]
    return _page(response, matching, ("kmsKeyId",))


def _page(response: Any, groups: list[Any], without: tuple[str, ...]) -> str:
    """One page, in name order; the token is the last name of the page before."""
    limit = response._get_param("limit", PAGE)
    after = response._get_param("nextToken") or ""
    rest = sorted((group for group in groups if group.name > after), key=lambda group: str(group.name))
    shown = [group.to_describe_dict() for group in rest[:limit]]
    answer = {"logGroups": [{key: group[key] for key in group if key not in without} for group in shown]}
    if len(rest) > limit:
        return json.dumps({**answer, "nextToken": rest[limit - 1].name})
    return json.dumps(answer)


def _group_of(response: Any) -> Any:
    return response.logs_backend._find_log_group(
        log_group_id=response._get_param("resourceIdentifier"), log_group_name=response._get_param("logGroupName")
    )


def _late_key(group: Any) -> Late[str | None]:
    """The key that a group encrypts with: what it is made with counts at once, what it is given later does late."""
    late: Late[str | None] = group.__dict__.setdefault("delivery_key", Late("log-group-key", group.kms_key_id))
    return late


def _store(original: Callable[..., Any], stream: Any, log_events: list[dict[str, Any]]) -> Any:
    """Nothing is encrypted here, but each event knows the key that it would be encrypted with."""
    before, key_arn = len(stream.events), _late_key(stream.log_group).in_force()
    answer = original(stream, log_events)
    for event in stream.events[before:]:
        event.delivery_key = key_arn
    return answer


def _read_stream(original: Callable[..., Any], group: Any, log_stream_name: str, *args: Any, **kwargs: Any) -> Any:
    _need_keys(group, [log_stream_name])
    return original(group, log_stream_name, *args, **kwargs)


def _read(original: Callable[..., Any], group: Any, name: str, log_stream_names: Any, *args: Any, **kwargs: Any) -> Any:
    _need_keys(group, log_stream_names or group.streams)
    return original(group, name, log_stream_names, *args, **kwargs)


def _need_keys(group: Any, streams: Iterable[str]) -> None:
    """Raise unless CloudWatch Logs may use every key that events of these streams are under, whatever the group has now."""
    events = (event for name in list(streams) if name in group.streams for event in list(group.streams[name].events))
    # An event that is being stored at this moment does not know its key yet.
    for key_arn in {event.__dict__.get("delivery_key") for event in events} - {None}:
        check_key(group.account_id, group.region, group.name, key_arn)


def _associate_kms_key(response: Any) -> str:
    group = _group_of(response)
    key_arn = response._get_param("kmsKeyId")
    check_key(group.account_id, group.region, group.name, key_arn)
    _late_key(group).change(key_arn)
    group.kms_key_id = key_arn
    _note(group, "AssociateKmsKey", {"kmsKeyId": key_arn})
    return "{}"


def _disassociate_kms_key(response: Any) -> str:
    group = _group_of(response)
    _late_key(group).change(None)
    group.kms_key_id = None
    _note(group, "DisassociateKmsKey", {})
    return "{}"


def _note(group: Any, name: str, parameters: dict[str, str]) -> None:
    named = {"logGroupName": group.name, **parameters}
    cloudtrail_history.note(group.account_id, group.region, "logs.amazonaws.com", name, named)
