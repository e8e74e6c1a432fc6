"""Where cases are asked: an endpoint, or AWS, as somebody of one account."""

import functools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from fidelity.case import Call
from fidelity.outcome import Outcome

_OPERATIONS = frozenset({"CreateStack", "UpdateStack", "DeleteStack", "ExecuteChangeSet", "RollbackStack", "ContinueUpdateRollback"})
"""Of CloudFormation: what they have begun is waited for, and the stack's status belongs to the answer."""


@dataclass
class Place:
    """An endpoint (None: AWS) and the credentials of an account there."""

    endpoint: str | None
    account: str
    region: str
    credentials: Mapping[str, str]
    patience: float = 0
    """Seconds for which an error that nobody expected is asked again: on AWS a new role is not everywhere at once."""
    poll: float = 0.05
    _clients: dict[tuple[str, str | None], Any] = field(default_factory=dict)

    @property
    def partition(self) -> str:
        return _partition(self.region)

    def ask(self, call: Call, asked: Mapping[str, Any], by: str | None = None) -> Outcome:
        """One call and what came of it. Raises what botocore raises where there is no answer at all."""
        client = self._client(call.service, by)
        method = client.meta.method_to_api_mapping
        name = next((python for python, api in method.items() if api == call.operation), None)
        if name is None:
            raise LookupError(f"{call.service} has no operation {call.operation}")
        stack = self._stack(client, asked) if self._deploys(call) else ("", 0)
        try:
            output = getattr(client, name)(**_as_sent(asked, client.meta.service_model.operation_model(call.operation).input_shape))
        except ClientError as error:
            return Outcome(error=error.response["Error"]["Code"], says=error.response["Error"].get("Message", ""))
        output = {key: _read(value) for key, value in output.items() if key != "ResponseMetadata"}
        if call.service == "cloudformation" and call.operation == "CreateChangeSet":
            return Outcome(output=self._made(client, output["Id"]))
        return self._ended(client, output, *stack) if self._deploys(call) else Outcome(output=output)

    @staticmethod
    def _deploys(call: Call) -> bool:
        return call.service == "cloudformation" and call.operation in _OPERATIONS

    @staticmethod
    def _stack(client: Any, asked: Mapping[str, Any]) -> tuple[str, int]:
        """The stack that a call is about, with the number of its events."""
        try:
            stack = client.describe_stacks(StackName=asked["StackName"])["Stacks"][0]["StackId"]
            return stack, len(client.describe_stack_events(StackName=stack)["StackEvents"])
        except (ClientError, KeyError):  # there is none yet, or none is named: the call itself says so
            return "", 0

    def _ended(self, client: Any, output: dict[str, Any], stack: str, began: int) -> Outcome:
        """Waits until the stack's operation has ended."""
        name = output.get("StackId") or stack
        if not name:  # there was none to delete
            return Outcome(output=output)
        while (found := client.describe_stacks(StackName=name)["Stacks"][0])["StackStatus"].endswith("_IN_PROGRESS"):
            time.sleep(self.poll)
        events = client.describe_stack_events(StackName=name)["StackEvents"]
        new = reversed(events[: len(events) - (began if name == stack else 0)])
        reasons = ((each["LogicalResourceId"], each.get("ResourceStatusReason", "")) for each in new if "FAILED" in each["ResourceStatus"])
        return Outcome(output=output, stack=found["StackStatus"], because=tuple(reasons))

    def _made(self, client: Any, change_set: str) -> dict[str, Any]:
        """Waits until a change set is there, and answers its description."""
        while (found := client.describe_change_set(ChangeSetName=change_set))["Status"] in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
            time.sleep(self.poll)
        return dict(found)

    def _client(self, service: str, by: str | None) -> Any:
        if (service, by) not in self._clients:
            # What a client would refuse by itself is to reach the service; nothing is tried twice.
            config = Config(parameter_validation=False, retries={"max_attempts": 0}, s3={"addressing_style": "path"})
            keys = self._session(by) if by else self.credentials
            made = boto3.client(service, endpoint_url=self.endpoint, region_name=self.region, config=config, **keys)
            self._clients[service, by] = made
        return self._clients[service, by]

    def _session(self, role: str) -> dict[str, str]:
        found = self._client("sts", None).assume_role(RoleArn=role, RoleSessionName="case")["Credentials"]
        names = {"aws_access_key_id": "AccessKeyId", "aws_secret_access_key": "SecretAccessKey", "aws_session_token": "SessionToken"}
        return {ours: found[theirs] for ours, theirs in names.items()}


@functools.cache
def _partition(region: str) -> str:
    return str(boto3.Session().get_partition_for_region(region))


def _as_sent(value: Any, shape: Any) -> Any:
    """An object where the API takes a text is sent as JSON: policies, templates, event patterns."""
    kind = getattr(shape, "type_name", None)
    if kind == "string" and isinstance(value, Mapping | list):
        return json.dumps(value)
    if kind == "structure" and isinstance(value, Mapping):
        return {key: _as_sent(each, shape.members.get(key)) for key, each in value.items()}
    if kind == "list" and isinstance(value, list):
        return [_as_sent(each, shape.member) for each in value]
    if kind == "map" and isinstance(value, Mapping):
        return {key: _as_sent(each, shape.value) for key, each in value.items()}
    return value


def _read(value: Any) -> Any:
    return value.read().decode("utf-8", "replace") if isinstance(value, StreamingBody) else value
