"""EventBridge: functions, queues, topics, state machines and other buses are told of events as policies let them.

Sources of what other buses take: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html, eb-bus-to-bus.html (no third bus) and
eb-event-bus-perms.html (condition keys). Which of the documented error codes stands for which fault is unconfirmed.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends
from moto.events.models import events_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from delivery_emulator import journal
from delivery_emulator.authorization.caller_policies import identity_policies
from delivery_emulator.policy import OnBehalfOf, Principal, Request, evaluate
from delivery_emulator.role_trust import why_not_assumed
from delivery_emulator.service_access import why_kept_out
from delivery_emulator.services import kms, lambda_service
from delivery_emulator.services.stepfunctions import machines_of

_forwarded: ContextVar[bool] = ContextVar("forwarded", default=False)


class Undelivered(Exception):
    """Why a target is not told, and the error code that its dead-letter queue is told."""

    def __init__(self, why: str, code: str = "NO_PERMISSIONS") -> None:
        super().__init__(why)
        self.code = code


def _invoke(rule: Any, target: Mapping[str, Any], given: str) -> None:
    arn = target["Arn"]
    try:
        function = lambda_backends[arn.split(":")[4]][arn.split(":")[3]].get_function(arn)
    except UnknownFunctionException as error:
        raise Undelivered(f"there is no function {arn}", "NO_RESOURCE") from error
    if not lambda_service.may_invoke(function, arn, "rule-invokes-function", rule.arn, rule.account_id):
        raise Undelivered(f"the policy of {arn} does not let EventBridge in")
    lambda_service.invoke_for_service(function, json.loads(given))


def _publish(rule: Any, target: Mapping[str, Any], given: str) -> None:
    """As the target's execution role, or as EventBridge itself, which no condition of a policy may narrow."""
    arn = target["Arn"]
    account, region = arn.split(":")[4], arn.split(":")[3]
    topic = sns_backends[account][region].topics.get(arn)
    if topic is None:
        raise Undelivered(f"there is no topic {arn}", "NO_RESOURCE")
    on = OnBehalfOf(rule.account_id, rule.region_name, rule.arn, topic=arn)
    own = [json.loads(topic.policy)]
    why = (
        _why_not_as_role(target["RoleArn"], arn, own, topic.kms_master_key_id, on)
        if "RoleArn" in target
        else why_kept_out(own, "rule-publishes", arn, on)
        or kms.why_not_told(topic.kms_master_key_id, account, region, "rule-encrypts", on)
    )
    if why is not None:
        raise Undelivered(why)
    sns_backends[account][region].publish(message=given, arn=arn)


def _why_not_as_role(role_arn: str, topic_arn: str, topic_policies: list[dict[str, Any]], key_id: str | None, on: OnBehalfOf) -> str | None:
    """The role's own policies must let it, and neither the key's nor a Deny of the topic's may keep it out."""
    why = why_not_assumed("rule-assumes-target-role", role_arn, on)
    if why is not None:
        return f"{role_arn}, {why}"
    policies, principal = identity_policies(role_arn), Principal.aws(role_arn)
    if key_id and "alias/aws/" not in key_id:
        why = _why_not_with_key(role_arn, kms.find_any_key(key_id, *topic_arn.split(":")[4:2:-1]), on)
        if why is not None:
            return why
    for asked in (policies, [*policies, *topic_policies]):
        decision = evaluate(asked, Request(principal, "sns:Publish", topic_arn, {"aws:SecureTransport": "true"}))
        if decision.effect != "allow":
            return f"{role_arn}, sns:Publish: {decision.because}"
    return None


def _why_not_with_key(role_arn: str, key: Any, on: OnBehalfOf) -> str | None:
    """The role's policies and the key's must let it use the key of the topic."""
    if key is None:
        return "there is no such key as the topic's"
    through_topic = {"kms:ViaService": f"sns.{on.region}.amazonaws.com", "kms:CallerAccount": on.account}
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        for asked in (identity_policies(role_arn), [json.loads(key.policy)]):
            decision = evaluate(asked, Request(Principal.aws(role_arn), action, key.arn, through_topic))
            if decision.effect != "allow":
                return f"{role_arn}, {action}: {decision.because}"
    return None


def _send(rule: Any, target: Mapping[str, Any], given: str) -> None:
    """With an execution role, a queue is told as moto tells it."""
    group = (target.get("SqsParameters") or {}).get("MessageGroupId")
    send_to_queue(rule, target["Arn"], given, ask="RoleArn" not in target, group_id=group)


def send_to_queue(rule: Any, arn: str, body: str, *, ask: bool = True, **more: Any) -> None:
    """A queue is told by EventBridge itself, as its policy and its key let it; raises `Undelivered` where they do not."""
    region, account, name = arn.split(":")[3:6]
    queues = sqs_backends[account][region]
    queue = queues.queues.get(name)
    if queue is None:
        raise Undelivered("The specified queue does not exist.", "NO_RESOURCE")
    why = _why_not_sent(queue, OnBehalfOf(rule.account_id, rule.region_name, rule.arn, queue=arn)) if ask else None
    if why is not None:
        raise Undelivered(why)
    queues.send_message(name, body, **more)


def _why_not_sent(queue: Any, on: OnBehalfOf) -> str | None:
    policies, key_id = [json.loads(queue.policy)] if queue.policy else [], getattr(queue, "kms_master_key_id", None)
    region, account = queue.queue_arn.split(":")[3:5]
    why = why_kept_out(policies, "rule-sends-to-queue", queue.queue_arn, on)
    return why or kms.why_not_told(key_id, account, region, "rule-encrypts-for-queue", on)


def _start(rule: Any, target: Mapping[str, Any], given: str) -> None:
    """A state machine is started as the target's execution role, without which EventBridge takes no such target."""
    arn = target["Arn"]
    if "RoleArn" not in target:
        raise Undelivered("a state machine needs an execution role", "INVALID_PARAMETER")
    _ask_role(rule, target["RoleArn"], "states:StartExecution", arn)
    machines_of(arn.split(":")[4], arn.split(":")[3]).start_execution(arn, str(uuid.uuid4()), given)


def _forward(rule: Any, target: Mapping[str, Any], given: str) -> None:
    """Another bus has the event as it is, with its id and resources, as the target's execution role, where there is one; a third bus has it not."""
    arn = target["Arn"]
    if _forwarded.get():
        raise Undelivered("EventBridge does not route what came from another bus to a third one", "THIRD_ACCOUNT_HOP_DETECTED")
    bus = events_backends[arn.split(":")[4]][arn.split(":")[3]].event_buses.get(arn.rpartition("/")[2])
    if bus is None:
        raise Undelivered(f"there is no bus {arn}", "NO_RESOURCE")
    if "RoleArn" in target:
        _ask_role(rule, target["RoleArn"], "events:PutEvents", arn)
    event = json.loads(given)
    _ask_bus(rule, target, bus.policy, event)
    token = _forwarded.set(True)
    try:
        for each in list(bus.rules.values()):
            each.send_to_targets(event)
    finally:
        _forwarded.reset(token)


def _ask_bus(rule: Any, target: Mapping[str, Any], policy: Any, event: Mapping[str, Any]) -> None:
    """The bus of another account must let the role in, or the account where there is none; in its own account it may keep them out."""
    arn = target["Arn"]
    principal = Principal.aws(target.get("RoleArn") or f"arn:{arn.split(':')[1]}:iam::{rule.account_id}:root")
    context = {"aws:SourceArn": rule.arn, "events:source": str(event["source"]), "events:detail-type": str(event["detail-type"])}
    decision = evaluate([json.loads(policy)] if policy else [], Request(principal, "events:PutEvents", arn, context))
    elsewhere = arn.split(":")[4] != rule.account_id
    if decision.effect == "explicit-deny" or (elsewhere and decision.effect == "implicit-deny"):
        raise Undelivered(f"{arn}, events:PutEvents: {decision.because}")
    if decision.effect == "cannot-tell":
        journal.note_doubt(f"may be refused on AWS: rule {rule.name}, events:PutEvents on {arn}: {decision.because}")


def _ask_role(rule: Any, role_arn: str, action: str, resource: str) -> None:
    """Raises `Undelivered` where EventBridge may not take the role, or the role's policies do not let it."""
    why = why_not_assumed("rule-assumes-target-role", role_arn, OnBehalfOf(rule.account_id, rule.region_name, rule.arn))
    if why is not None:
        raise Undelivered(f"{role_arn}, {why}", "FAILED_TO_ASSUME_ROLE")
    decision = evaluate(identity_policies(role_arn), Request(Principal.aws(role_arn), action, resource))
    if decision.effect != "allow":
        raise Undelivered(f"{role_arn}, {action}: {decision.because}")


TELLERS: Mapping[str, Callable[[Any, Mapping[str, Any], str], None]] = {
    "events": _forward,
    "lambda": _invoke,
    "sns": _publish,
    "sqs": _send,
    "states": _start,
}
"""By the service of a target's ARN: given the rule, the target and its input."""
