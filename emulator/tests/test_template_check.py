"""What CloudFormation refuses of a request before it starts; `emulator/cases/cloudformation/refusals.yaml` has the templates."""

import json
from typing import Any

import boto3
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from engine import thing
from patience import PATIENCE
from service_case import ACCOUNT, REGION, SECRET
from stack_case import StackCase, body

from delivery_emulator.cloudformation.request_check import HONOURED
from delivery_emulator.cloudformation.template_check import COUNTS

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ONE = {"A": thing()}


def many(count: int, value: Any) -> dict[str, Any]:
    return {f"N{number}": value for number in range(count)}


def template(**sections: Any) -> str:
    return json.dumps({"Resources": ONE, **sections})


class Quotas(StackCase):
    """CloudFormation user guide, "Understand CloudFormation quotas"."""

    def refuses(self, message: str, given: str, **request: Any) -> None:
        create = self.cloudformation.create_stack
        self.refused("ValidationError", message, create, **{"StackName": "s", "TemplateBody": given, **request})
        self.assertEqual(self.cloudformation.describe_stacks()["Stacks"], [])

    def test_counts(self) -> None:
        sections: dict[str, Any] = {
            "Parameters": {"Type": "String", "Default": "d"},
            "Outputs": {"Value": "v"},
            "Mappings": {"k": {"a": "v"}},
        }
        for section, value in sections.items():
            message = f"Template format error: Number of {section.lower()}, 201, is greater than maximum allowed, 200"
            self.refuses(message, template(**{section: many(201, value)}))
        self.refuses("Number of resources, 501, is greater than maximum allowed, 500", json.dumps({"Resources": many(501, thing())}))
        self.refuses("Number of attributes of mapping M, 201", template(Mappings={"M": many(201, {"a": "v"})}))
        within = template(**{section: many(COUNTS[section], value) for section, value in sections.items()})
        self.assertEqual(self.change_set(within, "CREATE")["Status"], "CREATE_COMPLETE")

    def test_lengths(self) -> None:
        self.refuses("'Description' length is greater than 1024.", template(Description="d" * 1025))
        self.refuses("is longer than 255 characters", json.dumps({"Resources": {"A" * 256: thing()}}))
        at_most = json.dumps({"Description": "d" * 1024, "Resources": {"A" * 255: thing()}})
        self.assertEqual(self.change_set(at_most, "CREATE")["Status"], "CREATE_COMPLETE")

    def test_size_of_a_body(self) -> None:
        message = "at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200"
        self.refuses(message, template(Metadata={"M": "x" * 51_200}))
        room = 51_200 - len(template(Metadata={"M": ""}))
        self.assertEqual(self.change_set(template(Metadata={"M": "x" * room}), "CREATE")["Status"], "CREATE_COMPLETE")

    def test_size_of_an_object(self) -> None:
        s3 = self.client("s3")
        s3.create_bucket(Bucket="large-templates", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.addCleanup(s3.delete_bucket, Bucket="large-templates")
        s3.put_object(Bucket="large-templates", Key="t", Body=template(Metadata={"M": "x" * 1_000_000}).encode())
        self.addCleanup(s3.delete_object, Bucket="large-templates", Key="t")
        create, url = self.cloudformation.create_stack, f"{self.endpoint}/large-templates/t"
        message = "Template may not exceed 1000000 bytes in size."
        self.refused("ValidationError", message, create, StackName="s", TemplateURL=url)

    def test_names_of_stacks_and_change_sets(self) -> None:
        """API reference of `CreateStack`: letters, digits and hyphens, at most 128 characters."""
        pattern = "at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
        self.refuses(f"Value '1st' {pattern}", body(**ONE), StackName="1st")
        self.refuses(f"Value 'a_b' {pattern}", body(**ONE), StackName="a_b")
        self.refuses("Member must have length less than or equal to 128", body(**ONE), StackName="a" * 129)
        self.refused("ValidationError", "at 'changeSetName'", self.change_set, template=body(**ONE), kind="CREATE", name="a b")
        self.cloudformation.create_stack(StackName="a" * 128, TemplateBody=body(**ONE))


class Requests(StackCase):
    def sent(self, **query: str) -> tuple[int, str, str]:
        """Status, content type and text of what a query is answered, whatever it says."""
        signed = AWSRequest("POST", f"{self.endpoint}/", data=query, headers=FORM)
        credentials = boto3.Session(ACCOUNT, SECRET).get_credentials()
        SigV4Auth(credentials, "cloudformation", REGION).add_auth(signed)
        prepared = signed.prepare()
        answer = requests.post(prepared.url, data=prepared.body, headers=dict(prepared.headers), timeout=PATIENCE)
        return answer.status_code, answer.headers["Content-Type"], answer.text

    def test_refuse_every_parameter_that_is_not_honoured_by_name(self) -> None:
        for action in HONOURED:
            status, kind, text = self.sent(Action=action, Version="2010-05-15", Bogus="x")
            self.assertEqual((status, kind), (400, "text/xml"))
            self.assertIn("does not support the parameter(s) Bogus: leave them out", text)

    def test_refuse_what_is_not_to_be_had_by_name(self) -> None:
        given = {"Action": "CreateStack", "StackName": "s", "TemplateBody": body(**ONE)}
        for name, value, told in (
            ("DeploymentConfig.Mode", "EXPRESS", "DeploymentConfig.Mode=EXPRESS"),
            ("DeploymentConfig.DisableRollback", "false", "DeploymentConfig.DisableRollback"),
            ("RollbackConfiguration.MonitoringTimeInMinutes", "1", "RollbackConfiguration"),
            ("StackPolicyURL", "https://s3/x", "StackPolicyURL"),
        ):
            self.assertIn(f"the parameter(s) {told}: leave them out", self.sent(**given, **{name: value})[2])
        change_set = {**given, "Action": "CreateChangeSet", "ChangeSetName": "c", "DeploymentMode": "REVERT_DRIFT"}
        self.assertIn("the parameter(s) DeploymentMode: leave them out", self.sent(**change_set)[2])
        taken = self.sent(**given, **{"DeploymentConfig.Mode": "STANDARD"})
        self.assertEqual(taken[0], 200, taken[2])

    def test_tell_what_is_missing(self) -> None:
        message = "1 validation error detected: Value null at &#x27;stackName&#x27; failed to satisfy constraint: Member must not be null"
        self.assertIn(message.replace("&#x27;", "'"), self.sent(Action="DeleteStack")[2].replace("&#x27;", "'").replace("&apos;", "'"))

    def test_answer_unknown_calls_in_xml(self) -> None:
        status, kind, text = self.sent(Action="Nonsense", Version="2010-05-15")
        self.assertEqual((status, kind), (400, "text/xml"))
        self.assertIn("<Code>InvalidAction</Code><Message>Could not find operation Nonsense for version 2010-05-15</Message>", text)
        status, kind, text = self.sent(Action="ListTypes", Version="2010-05-15")
        self.assertEqual((status, kind), (501, "text/xml"))
        self.assertIn("<Code>NotImplemented</Code>", text)

    def test_honour_resource_types_and_timeouts(self) -> None:
        create, given = self.cloudformation.create_stack, {"StackName": "s", "TemplateBody": body(**ONE)}
        message = "Resource type Test::Unit::Thing is not allowed by parameter ResourceTypes"
        self.refused("ValidationError", message, create, **given, ResourceTypes=["AWS::S3::*"])
        late = "Member must have value greater than or equal to 1"
        config = Config(parameter_validation=False, retries={"max_attempts": 0})
        keys = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": SECRET}
        careless = boto3.client("cloudformation", endpoint_url=self.endpoint, region_name=REGION, config=config, **keys)
        self.refused("ValidationError", late, careless.create_stack, **given, TimeoutInMinutes=0)
        message = "Either DisableRollback or OnFailure can be specified, not both."
        self.refused("ValidationError", message, create, **given, DisableRollback=True, OnFailure="DELETE")
        create(**given, ResourceTypes=["Test::Unit::*"], TimeoutInMinutes=5)
        self.assertEqual(self.cloudformation.describe_stacks(StackName="s")["Stacks"][0]["TimeoutInMinutes"], 5)

    def test_notify_topics_of_every_event(self) -> None:
        sns, sqs = self.client("sns"), self.client("sqs")
        topic = sns.create_topic(Name="told-of-stacks")["TopicArn"]
        self.addCleanup(sns.delete_topic, TopicArn=topic)
        queue = sqs.create_queue(QueueName="told-of-stacks")["QueueUrl"]
        self.addCleanup(sqs.delete_queue, QueueUrl=queue)
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        allowed = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        lost = f"{topic}-that-is-not-there"
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(**ONE), NotificationARNs=[topic, lost])
        self.assertEqual(self.status("s"), "CREATE_COMPLETE")
        found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
        told = [json.loads(each["Body"])["Message"] for each in found]
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        self.assertEqual(len(told), len(events))
        for event in events:
            self.assertTrue(any(f"EventId='{event['EventId']}'" in each for each in told), event)
        self.assertTrue(any("ResourceStatus='CREATE_COMPLETE'" in each and "StackName='s'" in each for each in told))

    def test_mask_what_is_hidden_in_events(self) -> None:
        secret = {"P": {"Type": "String", "NoEcho": True, "Default": "hush-hush"}}
        given = json.dumps({"Parameters": secret, "Resources": {"A": thing({"Value": {"Fn::Sub": "say ${P}"}}, Metadata={"k": "v"})}})
        self.cloudformation.create_stack(StackName="s", TemplateBody=given)
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        shown = [each["ResourceProperties"] for each in events if each["LogicalResourceId"] == "A"]
        self.assertEqual(set(shown), {'{"Value":"say ****"}'})
        detail = self.cloudformation.describe_stack_resource(StackName="s", LogicalResourceId="A")["StackResourceDetail"]
        self.assertEqual(detail["Metadata"], '{"k":"v"}')
