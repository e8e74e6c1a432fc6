"""Modes in which permissions are judged, and what is reported."""

import json
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session as BotocoreHTTPSession
from judged_case import JudgedCase
from policies import allow
from service_case import ACCOUNT, REGION, SECRET

from delivery_emulator.authorization import judge
from delivery_emulator.authorization.report import report


class Recorded(JudgedCase):
    """Modes, and what is reported."""

    def identity(self, name: str) -> dict[str, Any]:
        found = report(judge.current())["identities"]
        return next(each for each in found if each["arn"] == f"arn:aws:iam::{ACCOUNT}:role/{name}")

    def test_a_report_names_what_would_have_been_refused_and_lets_it_happen(self) -> None:
        judge.begin("report")
        name = self.bucket()
        s3 = self.acting("s3")
        s3.put_object(Bucket=name, Key="a", Body=b"")
        s3.put_object(Bucket=name, Key="a", Body=b"")
        (refused,) = report(judge.current())["refused"]
        self.assertEqual((refused["identity"], refused["action"], refused["count"]), (f"arn:aws:iam::{ACCOUNT}:role/r", "s3:PutObject", 2))

    def test_off_judges_nothing(self) -> None:
        judge.begin("off")
        self.acting("s3").put_object(Bucket=self.bucket(), Key="a", Body=b"")
        self.assertEqual(report(judge.current())["calls"], 0)

    def test_a_call_without_a_row_is_not_judged_and_counted(self) -> None:
        self.acting("ssm").describe_parameters()
        (missed,) = report(judge.current())["notJudged"]
        self.assertEqual((missed["operation"], missed["count"]), ("ssm:DescribeParameters", 1))

    def test_a_condition_key_that_is_not_known_makes_no_yes_and_no_no(self) -> None:
        name = self.bucket()
        condition = {"StringEquals": {"aws:ResourceTag/kind": "x"}}
        s3 = self.acting("s3", allow("s3:ListBucket", Condition=condition))
        s3.list_objects_v2(Bucket=name)
        found = report(judge.current())
        self.assertEqual((found["refused"], len(found["notJudged"])), ([], 1))
        because = found["notJudged"][0]["because"]
        self.assertTrue(because.endswith("statement 1 of policy 1: the emulator does not know aws:ResourceTag/kind"), because)

    def test_statements_say_what_they_were_needed_for(self) -> None:
        name = self.bucket()
        s3 = self.acting("s3", allow(["s3:ListBucket", "s3:GetObject"], Sid="Read"), allow("s3:PutObject", Sid="Write"))
        s3.list_objects_v2(Bucket=name)
        read, write = self.identity("r")["statements"]
        self.assertEqual((read["refusedWithout"], read["neverUsed"]), (["s3:ListBucket"], ["s3:GetObject"]))
        self.assertEqual((write["refusedWithout"], write["neverUsed"]), ([], ["s3:PutObject"]))

    def test_a_chain_of_roles_is_told_by_its_beginning(self) -> None:
        judge.begin("report")
        target = self.role(name="target")
        first = self.acting("sts", allow("sts:AssumeRole"))
        keys = self.session(target, by=first)
        self.refused(self.client("ssm", **keys).get_parameter, Name="none")
        (refused,) = report(judge.current())["refused"]
        self.assertEqual(refused["origin"], f"arn:aws:sts::{ACCOUNT}:assumed-role/r/se")

    def test_a_session_is_told_what_it_was_asked_for_and_nothing_of_others(self) -> None:
        judge.begin("report")
        self.acting("sqs", name="other").list_queues()
        keys = self.session(self.role(allow("sts:AssumeRole")))
        target = self.role(name="target")
        beyond = self.session(target, by=self.client("sts", **keys))
        self.refused(self.client("ssm", **beyond).get_parameter, Name="none")
        self.client("ssm", **beyond).describe_parameters()
        told = self.told(keys)
        parameter = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/none"
        self.assertEqual(told["calls"], [["ssm:GetParameter", parameter], ["sts:AssumeRole", target]])
        self.assertEqual(told["notJudged"], ["ssm:DescribeParameters"])
        self.assertEqual([json.loads(policy)["Statement"][0]["Action"] for policy in told["policies"]], ["sts:AssumeRole"])
        judge.begin("off")
        self.assertIsNone(self.told(keys))

    def told(self, keys: dict[str, str]) -> Any:
        return _call(keys, self.endpoint, "EmulatorSessionCalls", {})[1]

    def call(self, operation: str, body: dict[str, Any], keys: dict[str, str] | None = None) -> tuple[int, str, str]:
        root = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": SECRET}
        status, answer = _call(keys or root, self.endpoint, operation, body)
        return status, str(answer.get("__type", "")), str(answer.get("message", ""))

    def test_only_the_root_user_begins_and_reads(self) -> None:
        keys = self.session(self.role())
        for operation in ("EmulatorJudgePermissions", "EmulatorReportPermissions"):
            with self.subTest(operation=operation):
                self.assertEqual(self.call(operation, {"mode": "off"}, keys)[1], "AccessDeniedException")
        self.assertEqual(self.call("EmulatorJudgePermissions", {"mode": "perhaps"})[1], "ValidationException")
        self.assertEqual(self.call("EmulatorJudgePermissions", {"mode": "report"})[0], 200)
        self.assertEqual(judge.current().mode, "report")

    def test_what_a_service_does_with_a_role_can_be_asked_for(self) -> None:
        keys = self.session(self.role(allow("codebuild:StartBuild")))
        asked = [{"action": "codebuild:StartBuild", "resource": "*"}]
        self.assertEqual(self.call("EmulatorRequirePermissions", {"permissions": asked}, keys)[0], 200)
        asked.append({"action": "codebuild:StopBuild", "resource": "*"})
        _, code, message = self.call("EmulatorRequirePermissions", {"permissions": asked}, keys)
        self.assertEqual(code, "AccessDeniedException")
        self.assertIn("codebuild:StopBuild", message)

    def test_an_action_of_two_names_is_asked_for_by_either(self) -> None:
        first, second = "codeconnections:UseConnection", "codestar-connections:UseConnection"
        asked = [{"action": first, "or": second, "resource": f"arn:aws:codeconnections:{REGION}:{ACCOUNT}:connection/c"}]
        denied = {**allow(first), "Effect": "Deny"}
        for name, policies, code in [
            ("first", [allow(first)], ""),
            ("second", [allow(second)], ""),
            ("neither", [allow("codebuild:StartBuild")], "AccessDeniedException"),
            ("denied", [allow(second), denied], "AccessDeniedException"),
        ]:
            with self.subTest(name):
                keys = self.session(self.role(*policies, name=name))
                _, said, message = self.call("EmulatorRequirePermissions", {"permissions": asked}, keys)
                self.assertEqual((said, first in message), (code, code != ""))
        refused = report(judge.current())["refused"]
        self.assertEqual([(each["identity"].rpartition("/")[2], each["action"]) for each in refused], [("neither", first), ("denied", first)])


def _call(keys: dict[str, str], endpoint: str, operation: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Send a call that botocore does not know."""
    headers = {"X-Amz-Target": f"CodePipeline_20150709.{operation}", "Content-Type": "application/x-amz-json-1.1"}
    request = AWSRequest("POST", f"{endpoint}/", headers, json.dumps(body).encode())
    SigV4Auth(Credentials(*keys.values()), "codepipeline", REGION).add_auth(request)
    answer = BotocoreHTTPSession().send(request.prepare())
    return answer.status_code, json.loads(answer.content)
