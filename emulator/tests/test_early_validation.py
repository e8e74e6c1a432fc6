import json
from typing import Any

from judged_case import JudgedCase
from service_case import ACCOUNT, REGION
from stack_case import StackCase, body, parameter

HINT = "To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information."


def group(name: str = "taken", **properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": name, **properties}}


class EarlyValidation(StackCase):
    def refusal(self, template: str, kind: str = "CREATE", **more: Any) -> tuple[str, list[dict[str, Any]]]:
        """The reason of a change set that fails, and what `DescribeEvents` tells of it."""
        found = self.change_set(template, kind, **more)
        self.assertEqual((found["Status"], found["ExecutionStatus"]), ("FAILED", "UNAVAILABLE"))
        events = self.cloudformation.describe_events(ChangeSetName=found["ChangeSetId"], Filters={"FailedEvents": True})
        return found["StatusReason"], events["OperationEvents"]

    def test_refuses_what_a_schema_does_not_allow(self) -> None:
        odd = group(RetentionInDays=2)
        reason, events = self.refusal(body(Group=odd, P=parameter()))
        self.assertEqual(reason, f"The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation]. {HINT}")
        told = [(each["LogicalResourceId"], each["ValidationName"], each["ValidationPath"], each["EventType"]) for each in events]
        self.assertEqual(told, [("Group", "PROPERTY_VALIDATION", "/Resources/Group/Properties/RetentionInDays", "VALIDATION_ERROR")])
        self.assertEqual(events[0]["ValidationStatusReason"], "#/RetentionInDays: failed validation constraint for keyword [enum]")
        self.assertEqual(self.status("s"), "REVIEW_IN_PROGRESS")
        stack = self.cloudformation.describe_events(StackName="s", Filters={"FailedEvents": True})["OperationEvents"]
        self.assertEqual([each["EventId"] for each in stack], [events[0]["EventId"]])

    def test_names_what_is_missing(self) -> None:
        lacking = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String"}}
        events = self.refusal(body(P=lacking))[1]
        self.assertEqual([(each["ValidationStatusReason"], each["ValidationPath"]) for each in events],
                         [("#: required key [Value] not found", "/Resources/P/Properties")])

    def test_says_nothing_of_what_is_not_known_yet(self) -> None:
        made = {"Fn::GetAtt": ["P", "Value"]}
        secret = "{{resolve:ssm:/stack/days}}"
        for name, days in (("made", made), ("read", secret)):
            found = self.change_set(body(P=parameter(), Group=group("free", RetentionInDays=days)), "CREATE", stack=name)
            self.assertEqual(found["Status"], "CREATE_COMPLETE", found.get("StatusReason"))
        given = {"Days": {"Type": "Number", "Default": 2}}
        template = json.dumps({"Parameters": given, "Resources": {"Group": group("free", RetentionInDays={"Ref": "Days"})}})
        self.assertIn("PropertyValidation", self.refusal(template)[0])

    def test_refuses_names_that_are_taken(self) -> None:
        logs = self.client("logs")
        logs.create_log_group(logGroupName="taken")
        self.addCleanup(logs.delete_log_group, logGroupName="taken")
        reason, events = self.refusal(body(Group=group()))
        self.assertEqual(reason, f"The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. {HINT}")
        self.assertEqual([(each["ValidationStatusReason"], each["ValidationPath"]) for each in events],
                         [("Resource of type 'AWS::Logs::LogGroup' with identifier 'taken' already exists.", "/Resources/Group")])
        joined = group({"Fn::Sub": "ta${Rest}"})  # type: ignore[arg-type]
        by_parameter = json.dumps({"Parameters": {"Rest": {"Type": "String", "Default": "ken"}}, "Resources": {"Group": joined}})
        self.assertIn("ResourceExistenceCheck", self.refusal(by_parameter, name="joined")[0])
        both = self.refusal(body(Group=group(), Odd=group("odd", RetentionInDays=2)), name="both")[0]
        self.assertIn("[AWS::EarlyValidation::ResourceExistenceCheck, AWS::EarlyValidation::PropertyValidation]", both)

    def test_looks_up_every_type_that_can_be_imported(self) -> None:
        """Nothing of it is there: each answers so, whatever its service says."""
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}]}
        key = {"AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}], "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}]}
        alarm = {"ComparisonOperator": "LessThanThreshold", "EvaluationPeriods": 1, "MetricName": "m", "Namespace": "n", "Period": 60}
        role = f"arn:aws:iam::{ACCOUNT}:role/r"
        named: dict[str, dict[str, Any]] = {
            "AWS::CloudWatch::Alarm": {"AlarmName": "free", **alarm, "Statistic": "Sum", "Threshold": 1},
            "AWS::DynamoDB::Table": {"TableName": "free", "BillingMode": "PAY_PER_REQUEST", **key},
            "AWS::IAM::Role": {"RoleName": "free", "AssumeRolePolicyDocument": trust},
            "AWS::Lambda::Function": {"FunctionName": "free", "Role": role, "Handler": "h", "Runtime": "nodejs20.x", "Code": {"ZipFile": "x"}},
            "AWS::Logs::LogGroup": {"LogGroupName": "free"},
            "AWS::S3::Bucket": {"BucketName": "free-for-all"},
        }
        resources = {f"R{number}": {"Type": kind, "Properties": given} for number, (kind, given) in enumerate(named.items())}
        found = self.change_set(body(**resources), "CREATE", Capabilities=["CAPABILITY_NAMED_IAM"])
        self.assertEqual((found["Status"], len(found["Changes"])), ("CREATE_COMPLETE", 6), found.get("StatusReason"))
        s3 = self.client("s3")
        s3.create_bucket(Bucket="free-for-all", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.addCleanup(s3.delete_bucket, Bucket="free-for-all")
        events = self.refusal(body(**resources), name="later", Capabilities=["CAPABILITY_NAMED_IAM"])[1]
        self.assertEqual([each["ValidationPath"] for each in events], ["/Resources/R5"])

    def test_looks_only_at_what_a_change_set_touches(self) -> None:
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(Group=group("own"), P=parameter()))
        found = self.change_set(body(Group=group("own", RetentionInDays=30), P=parameter()))
        self.assertEqual(found["Status"], "CREATE_COMPLETE")
        self.assertIn("PropertyValidation", self.refusal(body(Group=group("own", RetentionInDays=2), P=parameter()), "UPDATE", name="odd")[0])


class Unseen(JudgedCase):
    def test_a_name_that_the_caller_may_not_look_up_is_left_to_the_deployment(self) -> None:
        logs = self.client("logs")
        logs.create_log_group(logGroupName="taken")
        self.addCleanup(logs.delete_log_group, logGroupName="taken")
        cloudformation = self.acting("cloudformation", {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"})
        cloudformation.create_change_set(StackName="s", ChangeSetName="c", ChangeSetType="CREATE", TemplateBody=body(Group=group()))
        self.assertEqual(cloudformation.describe_change_set(StackName="s", ChangeSetName="c")["Status"], "CREATE_COMPLETE")
