"""A resource under another logical id than before: what there can be only one of is not made twice."""

import json
from typing import Any

from stack_case import StackCase
from test_failed_updates import resource, role

SENDERS = [{"Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "sqs:SendMessage", "Resource": "*"}]
MAY_READ = [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]
READER = role(Policies=[{"PolicyName": "read", "PolicyDocument": {"Version": "2012-10-17", "Statement": MAY_READ}}])


def function(answer: int = 1) -> dict[str, Any]:
    code = {"ZipFile": f"exports.handler = async () => {answer}"}
    held = {"Fn::GetAtt": ["R", "Arn"]}
    return resource("AWS::Lambda::Function", FunctionName="f", Handler="index.handler", Runtime="nodejs22.x", Role=held, Code=code)


class SecondOfAKind(StackCase):
    def deploy(self, **resources: Any) -> str:
        """The stack's status, with the first failure's reason."""
        exists = self.cloudformation.list_stacks(StackStatusFilter=["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
        change = self.cloudformation.update_stack if exists["StackSummaries"] else self.cloudformation.create_stack
        change(StackName="s", TemplateBody=json.dumps({"Resources": resources}), Capabilities=["CAPABILITY_NAMED_IAM"])
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        failed = [str(each["ResourceStatusReason"]) for each in events if each["ResourceStatus"].endswith("_FAILED")]
        return " ".join([self.status("s"), *failed[:1]])

    def refuse(self, words: str, thing: dict[str, Any], **base: Any) -> None:
        """The thing is made as A, and refused as B beside it."""
        self.assertEqual(self.deploy(**base, A=thing), "CREATE_COMPLETE")
        said = self.deploy(**base, B=thing)
        self.assertIn("UPDATE_ROLLBACK_COMPLETE", said)
        self.assertIn(words, said)

    def test_the_policy_of_a_bucket(self) -> None:
        statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::bucket-of-one-policy/*"}
        document = {"Version": "2012-10-17", "Statement": [{**statement, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
        bucket = resource("AWS::S3::Bucket", BucketName="bucket-of-one-policy")
        held = resource("AWS::S3::BucketPolicy", Bucket={"Ref": "Bucket"}, PolicyDocument=document)
        self.refuse("The bucket policy already exists on bucket bucket-of-one-policy.", held, Bucket=bucket)
        self.assertIn("SecureTransport", self.client("s3").get_bucket_policy(Bucket="bucket-of-one-policy")["Policy"])

    def test_the_mapping_of_a_queue_to_a_function(self) -> None:
        mapping = resource("AWS::Lambda::EventSourceMapping", FunctionName={"Ref": "F"}, EventSourceArn={"Fn::GetAtt": ["Q", "Arn"]})
        self.refuse("provided mapping already exists. Please update or delete", mapping, R=READER, F=function(), Q=resource("AWS::SQS::Queue"))

    def test_the_url_of_a_function(self) -> None:
        url = resource("AWS::Lambda::Url", TargetFunctionArn={"Ref": "F"}, AuthType="NONE")
        self.refuse("FunctionUrlConfig exists for this Lambda function", url, R=READER, F=function())

    def test_the_method_of_a_resource(self) -> None:
        root = {"RestApiId": {"Ref": "Api"}, "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]}}
        method = resource("AWS::ApiGateway::Method", HttpMethod="GET", AuthorizationType="NONE", Integration={"Type": "MOCK"}, **root)
        api = resource("AWS::ApiGateway::RestApi", Name="a")
        self.refuse("Method already exists for this resource", method, Api=api)
        changed = {**method, "Properties": {**method["Properties"], "OperationName": "look"}}
        self.assertEqual(self.deploy(Api=api, A=changed).split()[0], "UPDATE_COMPLETE")

    def test_a_log_stream(self) -> None:
        stream = resource("AWS::Logs::LogStream", LogGroupName={"Ref": "G"}, LogStreamName="s")
        self.refuse("The specified log stream already exists", stream, G=resource("AWS::Logs::LogGroup"))

    def test_a_version_of_a_function_that_has_not_changed(self) -> None:
        version = resource("AWS::Lambda::Version", FunctionName={"Ref": "F"})
        self.refuse("A version for this Lambda function exists ( 1 ). Modify the function", version, R=READER, F=function())

    def test_versions_are_counted_whichever_of_them_are_deleted(self) -> None:
        for number in (1, 2, 3):
            version = resource("AWS::Lambda::Version", FunctionName={"Ref": "F"})
            live = resource("AWS::Lambda::Alias", Name="live", FunctionName={"Ref": "F"}, FunctionVersion={"Fn::GetAtt": [f"V{number}", "Version"]})
            self.deploy(**{"R": READER, "F": function(number), f"V{number}": version, "Live": live})
            self.assertEqual(self.client("lambda").get_alias(FunctionName="f", Name="live")["FunctionVersion"], str(number))
            listed = self.client("lambda").list_versions_by_function(FunctionName="f")["Versions"]
            self.assertEqual([each["Version"] for each in listed], ["$LATEST", str(number)])

    def test_the_policy_of_a_queue_goes_with_the_former_resource(self) -> None:
        """As the registry's handlers do: both set the queue's one policy, the last one to none."""
        queue = resource("AWS::SQS::Queue", QueueName="q")
        held = resource("AWS::SQS::QueuePolicy", Queues=[{"Ref": "Q"}], PolicyDocument={"Version": "2012-10-17", "Statement": SENDERS})
        self.deploy(Q=queue, A=held)
        self.assertEqual(self.deploy(Q=queue, B=held), "UPDATE_COMPLETE")
        sqs = self.client("sqs")
        url = sqs.get_queue_url(QueueName="q")["QueueUrl"]
        self.assertNotIn("Attributes", sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]))
