"""Step Functions: executions run, by moto's interpreter of the Amazon States Language, and call what their states call as the machine's role.

Sources: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html, API_StartExecution.html (names);
https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html (what a role must be allowed, what is logged), in the words of
https://github.com/aws/aws-cdk/issues/26432; https://github.com/lumigo-io/lumigo-CLI/issues/83 (the words about a role that does not trust).
"""

import copy
import functools
import json
import re
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.iam.models import iam_backends
from moto.stepfunctions import responses
from moto.stepfunctions.models import StateMachine
from moto.stepfunctions.parser.api import ExecutionStatus

from delivery_emulator import clients, journal
from delivery_emulator.authorization.caller_policies import identity_policies
from delivery_emulator.identity import Caller
from delivery_emulator.policy import OnBehalfOf, Principal, Request, evaluate
from delivery_emulator.role_trust import NotTrusted, assume, why_not_assumed
from delivery_emulator.services.patch import around
from delivery_emulator.services.stepfunctions_logs import log_of
from delivery_emulator.sessions import Session, open_session

_CALLED = (
    *(r"lambda:invoke(?:\.waitForTaskToken)?", r"dynamodb:(?:get|put|update|delete)Item", r"sqs:sendMessage(?:\.waitForTaskToken)?"),
    *(r"sns:publish(?:\.waitForTaskToken)?", r"events:putEvents(?:\.waitForTaskToken)?"),
    *(r"states:startExecution(?:\.sync(?::2)?|\.waitForTaskToken)?", r"aws-sdk:[A-Za-z0-9]+:[A-Za-z0-9]+"),
)
NOT_RUN = rf':states:::(?!(?:{"|".join(_CALLED)})\\*")[A-Za-z0-9:.-]+|"Mode\\*" *: *\\*"DISTRIBUTED|"Credentials\\*" *:|:activity:[A-Za-z0-9_-]+'
"""What of a definition's text is not run here, as a regular expression of Python and of JavaScript."""
_LOGS = (
    *("CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries"),
    *("PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"),
)
_RENEWED_AFTER = 1800.0
"""Seconds for which a role's session is used; it would last an hour."""
_ENDS = {"ProgramEnded": "SUCCEEDED", "ProgramStopped": "ABORTED", "ProgramError": "FAILED", "ProgramTimedOut": "TIMED_OUT"}
_sessions: dict[str, tuple[float, Session, str]] = {}


def install() -> None:
    """Have moto run machines. What runs them is loaded with the first one: it takes as long to load as all the rest."""
    responses.__dict__["get_backend"] = machines_of
    StateMachine.__deepcopy__ = _without_executions  # type: ignore[attr-defined]


def machines_of(account: str, region: str) -> Any:
    """The state machines of an account in a region."""
    return _interpreter()[account][region]


@functools.cache
def _interpreter() -> Any:
    from moto.stepfunctions.parser.asl.utils import boto_client

    boto_client.__dict__["boto_client_for"] = _client
    from moto.stepfunctions.parser import models
    from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication, Execution
    from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker

    kind = models.StepFunctionsParserBackend
    around(kind, "create_state_machine")(_create)
    around(kind, "update_state_machine")(_update)
    around(kind, "start_execution")(_start)
    around(Execution, "start")(_start_logged)
    around(ExecutionWorker, "_execution_logic")(_run)
    around(BaseExecutionWorkerCommunication, "terminated")(_end)
    return models.stepfunctions_parser_backends


def _without_executions(machine: Any, _memo: Any) -> Any:
    """What an execution keeps of its machine: moto would copy the executions before it, too, which cannot be."""
    kept = copy.copy(machine)
    kept.executions = []
    return kept


def _client(region: str, service: str, state_credentials: Any = None) -> Any:
    """Whom a state calls a service as: a session of its machine's role."""
    role = str(state_credentials.role_arn)
    session = _session(role, region, _sessions[role][2])
    credentials = clients.Credentials(session.access_key_id, session.secret_access_key, session.session_token)
    return clients.client(service, credentials, region)


def _session(role: str, region: str, machine: str) -> Session:
    """The role's session; a new one from time to time, as its trust then lets. Raises `NotTrusted`, in the words of the service."""
    began, session, _ = _sessions.get(role, (0.0, None, ""))
    if session is None or time.monotonic() - began > _RENEWED_AFTER:
        session = _trusted(role, region, machine)
        _sessions[role] = (time.monotonic(), session, machine)
    return session


def _trusted(role: str, region: str, machine: str) -> Session:
    account, name = role.split(":")[4], f"states-{uuid.uuid4().hex[:12]}"
    if why_not_assumed("machine-assumes-role", role, OnBehalfOf(account, region, machine)) is None:
        return open_session(role, iam_backends[account][role.split(":")[1]].get_role_by_arn(role).id, name, 3600)
    try:
        return assume(Caller(account, role, account, account, service=f"states.{region}.amazonaws.com"), role, name)
    except NotTrusted as error:
        raise NotTrusted(
            "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role."
        ) from error


def _check(backend: Any, machine: str, definition: str | None, role: str, logging: Mapping[str, Any] | None) -> None:
    found = re.search(NOT_RUN, definition or "")
    if found is not None:
        raise JsonRESTError("InvalidDefinition", f"the emulator does not run {found[0].strip(':')}")
    _sessions.pop(role, None)
    try:
        _session(role, backend.region_name, machine)
    except NotTrusted as error:
        raise JsonRESTError("AccessDeniedException", str(error)) from error
    if (logging or {}).get("destinations"):
        for action in _LOGS:
            request = Request(Principal.aws(role), f"logs:{action}", "*", {})
            if evaluate(identity_policies(role), request).effect not in ("allow", "cannot-tell"):
                raise JsonRESTError("AccessDeniedException", "The state machine IAM Role is not authorized to access the Log Destination")


def _create(original: Callable[..., Any], backend: Any, name: str, definition: str, roleArn: str, **more: Any) -> Any:
    arn = f"arn:{backend.partition}:states:{backend.region_name}:{backend.account_id}:stateMachine:{name}"
    _check(backend, arn, definition, roleArn, more.get("loggingConfiguration"))
    there = next((each for each in backend.state_machines if each.name == name), None)
    if there is not None and there.definition != definition:
        raise JsonRESTError("StateMachineAlreadyExists", f"State Machine Already Exists: '{there.arn}'")
    return original(backend, name, definition, roleArn, **more)


def _update(original: Callable[..., Any], backend: Any, arn: str, definition: Any = None, role_arn: Any = None, **more: Any) -> Any:
    machine = backend.describe_state_machine(arn)
    _check(backend, arn, definition, role_arn or machine.roleArn, more.get("logging_configuration"))
    return original(backend, arn, definition, role_arn, **more)


def _start(original: Callable[..., Any], backend: Any, state_machine_arn: str, name: str | None = None, *more: Any, **others: Any) -> Any:
    return original(backend, state_machine_arn, name or str(uuid.uuid4()), *more, **others)


def _start_logged(original: Callable[..., Any], execution: Any) -> None:
    execution._cloud_watch_logging_session = log_of(execution.state_machine, execution.exec_arn)
    original(execution)


def _run(original: Callable[..., Any], worker: Any) -> None:
    """An execution whose interpreter fails has failed: nobody else would ever end it."""
    try:
        original(worker)
    except Exception as error:  # the boundary of a thread
        execution = worker._execution_communication.execution
        journal.note_defect(f"the execution {execution.exec_arn}")
        execution.stop_date, execution.exec_status = datetime.now(timezone.utc), ExecutionStatus.FAILED
        execution.error, execution.cause = "States.Runtime", f"the emulator's interpreter failed: {type(error).__name__}: {error}"


def _end(_original: Callable[..., Any], communication: Any) -> None:
    """How an execution has ended, before it says that it has. Moto does it the other way round, and keeps a text as output that is no JSON."""
    execution = communication.execution
    environment = execution.exec_worker.env
    state = environment.program_state()
    error = getattr(state, "error", None) or {}
    execution.stop_date = datetime.now(timezone.utc)
    execution.output = json.dumps(environment.states.get_input(), separators=(",", ":"), ensure_ascii=False)
    execution.error, execution.cause = error.get("error"), error.get("cause")
    execution.exec_status = ExecutionStatus[_ENDS[type(state).__name__]]
