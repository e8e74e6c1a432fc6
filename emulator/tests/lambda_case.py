"""Functions of Node.js in the emulator: how tests make them, run them and read what they log."""

import io
import json
import threading
import time
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from patience import PATIENCE
from service_case import ServiceCase


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def zipped(files: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def eventually(question: Callable[[], Any]) -> Any:
    """The first truthy answer."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := question()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still no answer after {PATIENCE} s")
    return answer


def end_of_invocations() -> None:
    """Wait for what a test has set off and not waited for: the next one has functions and logs of the same names."""
    for thread in threading.enumerate():
        if thread.name == "invocation":
            thread.join(PATIENCE)


class LambdaCase(ServiceCase):
    def setUp(self) -> None:
        self.awslambda = self.client("lambda")
        self.logs = self.client("logs")
        iam = self.client("iam")
        self.role = iam.create_role(RoleName="fn", AssumeRolePolicyDocument=trust("lambda.amazonaws.com"))["Role"][
            "Arn"
        ]
        self.addCleanup(iam.delete_role, RoleName="fn")
        # What Lambda wants a role to be allowed when a function with a VPC or dead letters is made.
        allowed = {"Effect": "Allow", "Action": ["ec2:*NetworkInterface*", "sqs:SendMessage"], "Resource": "*"}
        iam.put_role_policy(RoleName="fn", PolicyName="own", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}))
        self.addCleanup(iam.delete_role_policy, RoleName="fn", PolicyName="own")
        self.addCleanup(self.delete_log_groups)
        self.addCleanup(end_of_invocations)

    def delete_log_groups(self) -> None:
        for group in self.logs.describe_log_groups()["logGroups"]:
            self.logs.delete_log_group(logGroupName=group["logGroupName"])

    def function(self, files: str | Mapping[str, str], name: str = "data", **options: Any) -> str:
        code = {"index.js": files} if isinstance(files, str) else files
        spec = {"Runtime": "nodejs20.x", "Handler": "index.handler", "Role": self.role, "Timeout": PATIENCE, **options}
        self.awslambda.create_function(FunctionName=name, Code={"ZipFile": zipped(code)}, **spec)
        self.addCleanup(self.awslambda.delete_function, FunctionName=name)
        return name

    def invoke(self, name: str = "data", event: Any = None, **options: Any) -> tuple[Any, dict[str, Any]]:
        answer = self.awslambda.invoke(FunctionName=name, Payload=json.dumps(event), **options)
        body = answer["Payload"].read()
        return json.loads(body) if body else None, answer

    def lines(self, group: str) -> list[str]:
        try:
            return [event["message"] for event in self.logs.filter_log_events(logGroupName=group)["events"]]
        except self.logs.exceptions.ResourceNotFoundException:
            return []  # the function makes its group with its first line
