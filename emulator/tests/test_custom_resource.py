import json
import unittest
from typing import Any

from lambda_case import LambdaCase, eventually, zipped
from needs import need_namespaces
from service_case import ACCOUNT, NODE_MODULES, REGION

from delivery_emulator.cloudformation.resource import Made, Refused, ResourceType

CUSTOM = "AWS::CloudFormation::CustomResource"
HANDLERS = NODE_MODULES / "aws-cdk-lib" / "custom-resource-handlers" / "dist"
ANSWER = """
const https = require('https');
exports.handler = async (event) => {
  console.log(JSON.stringify(event));
  const body = JSON.stringify(answer(event));
  const { hostname, pathname, search } = new URL(event.ResponseURL);
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  const options = { hostname, port: 443, path: pathname + search, method: 'PUT', headers };
  await new Promise((resolve, reject) => {
    const request = https.request(options, (response) => response.resume().on('end', resolve));
    request.on('error', reject).end(body);
  });
};
"""


class CustomResources(LambdaCase):
    def provider(self, answer: str, name: str = "provider", **options: Any) -> str:
        self.function(f"const answer = {answer};{ANSWER}", name, **options)
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"

    def events(self) -> dict[str, dict[str, Any]]:
        """What the function was told, by request type; its log may come after its answer."""
        texts = [line.split("\t")[-1] for line in self.lines("/aws/lambda/provider") if "RequestType" in line]
        return {event["RequestType"]: event for event in map(json.loads, texts)}

    def test_create_update_and_delete_tell_the_function_everything(self) -> None:
        token = self.provider("(e) => ({ Status: 'SUCCESS', PhysicalResourceId: 'id-1', Data: { Value: 'x', N: 1 } })")
        old = {"ServiceToken": token, "Flag": True, "Nested": {"Count": 3, "List": [1, "a"]}}
        new = {**old, "Flag": False}
        made = self.make(CUSTOM, old)
        self.assertEqual(made, Made("id-1", {"Value": "x", "N": 1}))
        self.update(CUSTOM, made, old, new)
        ResourceType.registry[CUSTOM]().delete(self.context(), made.physical_id, new)
        told = eventually(lambda: found if len(found := self.events()) == 3 else None)
        create, update, delete = (told[kind] for kind in ("Create", "Update", "Delete"))
        self.assertEqual(create["ResourceProperties"]["Nested"], {"Count": "3", "List": ["1", "a"]})
        self.assertEqual((create["RequestType"], create["LogicalResourceId"]), ("Create", "Thing"))
        self.assertEqual(update["OldResourceProperties"]["Flag"], "true")
        self.assertEqual((update["ResourceProperties"]["Flag"], update["PhysicalResourceId"]), ("false", "id-1"))
        self.assertEqual((delete["RequestType"], delete["PhysicalResourceId"]), ("Delete", "id-1"))
        self.assertEqual(create["StackId"], self.context().stack_id)

    def test_may_hide_what_it_answers(self) -> None:
        for name, answer in (("provider", "true"), ("other", "'true'")):
            token = self.provider(f"() => ({{ Status: 'SUCCESS', PhysicalResourceId: 'id', NoEcho: {answer}, Data: {{ Value: 'hush' }} }})", name)
            self.assertEqual(self.make(CUSTOM, {"ServiceToken": token}), Made("id", {"Value": "hush"}, True))

    def test_an_update_may_answer_with_another_physical_id(self) -> None:
        token = self.provider("(e) => ({ Status: 'SUCCESS', PhysicalResourceId: e.RequestType })")
        properties = {"ServiceToken": token}
        made = self.make(CUSTOM, properties)
        self.assertEqual(self.update(CUSTOM, made, properties, {**properties, "A": "b"}).physical_id, "Update")

    def test_fails_with_the_function_s_reason(self) -> None:
        token = self.provider("() => ({ Status: 'FAILED', Reason: 'no room', PhysicalResourceId: 'half' })")
        with self.assertRaises(Refused) as caught:
            self.make(CUSTOM, {"ServiceToken": token})
        self.assertIn(
            "Received response status [FAILED] from custom resource. Message returned: no room", str(caught.exception)
        )
        self.assertEqual(caught.exception.physical_id, "half")

    def test_fails_when_the_function_fails_every_time(self) -> None:
        self.function("exports.handler = async () => { throw new Error('broken') }", "provider")
        with self.assertRaisesRegex(Refused, "did not receive a response.*broken"):
            self.make(CUSTOM, {"ServiceToken": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:provider"})
        starts = [line for line in self.lines("/aws/lambda/provider") if line.startswith("START")]
        self.assertEqual(len(starts), 3)

    def test_fails_after_the_service_timeout(self) -> None:
        self.function("exports.handler = async () => 'silent'", "provider")
        token = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:provider"
        with self.assertRaisesRegex(Refused, "did not receive a response"):
            self.make(CUSTOM, {"ServiceToken": token, "ServiceTimeout": "1"})

    def test_fails_without_a_physical_id_or_with_a_long_answer(self) -> None:
        one = self.provider("() => ({ Status: 'SUCCESS' })", "one")
        with self.assertRaisesRegex(Refused, "Invalid PhysicalResourceId"):
            self.make(CUSTOM, {"ServiceToken": one})
        two = self.provider(
            "() => ({ Status: 'SUCCESS', PhysicalResourceId: 'x', Data: { A: 'x'.repeat(5000) } })", "two"
        )
        with self.assertRaisesRegex(Refused, "Response object is too long"):
            self.make(CUSTOM, {"ServiceToken": two})

    def test_what_cloudformation_puts_beside_inline_code_answers(self) -> None:
        python = "import cfnresponse\ndef handler(event, context):\n    cfnresponse.send(event, context, cfnresponse.SUCCESS, {'Value': 'python'}, 'id')"
        node = "const r = require('cfn-response'); exports.handler = (e, c) => r.send(e, c, r.SUCCESS, { Value: 'node' }, 'id')"
        for runtime, code, value in (("python3.12", python, "python"), ("nodejs22.x", node, "node")):
            function = {"Code": {"ZipFile": code}, "Handler": "index.handler", "Runtime": runtime, "Role": self.role, "Timeout": 60}
            made = self.make("AWS::Lambda::Function", function, logical_id=value)
            self.assertEqual(self.make(CUSTOM, {"ServiceToken": made.attributes["Arn"]}), Made("id", {"Value": value}))

    def test_python_answers_by_urllib3_too(self) -> None:
        code = """
import json, urllib3
def handler(event, context):
    answer = {"Status": "SUCCESS", "PhysicalResourceId": "id", "Data": {"Value": "pool"}}
    found = urllib3.PoolManager().request("PUT", event["ResponseURL"], headers={"content-type": ""}, body=json.dumps(answer))
    assert found.status == 200
"""
        self.function({"index.py": code}, "provider", Runtime="python3.12")
        token = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:provider"
        self.assertEqual(self.make(CUSTOM, {"ServiceToken": token}), Made("id", {"Value": "pool"}))

    def test_refuses_a_token_that_is_no_function(self) -> None:
        for token, why in (
            (f"arn:aws:sns:{REGION}:{ACCOUNT}:t", "need a Lambda function"),
            (f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:no", "not found"),
        ):
            with self.assertRaisesRegex(Refused, why):
                self.make(CUSTOM, {"ServiceToken": token})


class ProvidersOfTheCdk(LambdaCase):
    def cdk_function(self, directory: str, handler_name: str) -> str:
        """As the CDK packages it: the framework's entry point beside the handler, which may also answer by itself."""
        entry = (HANDLERS / "core" / "nodejs-entrypoint-handler" / "index.js").read_text()
        handler = (HANDLERS / directory / "index.js").read_text()
        files = {"__entrypoint__.js": entry, "index.js": handler}
        self.function(files, "cdk", Handler=handler_name, Timeout=60)
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:cdk"

    def test_auto_delete_objects_empties_the_tagged_bucket(self) -> None:
        s3 = self.client("s3")
        token = self.cdk_function("aws-s3/auto-delete-objects-handler", "index.handler")
        bucket = {"BucketName": "emptied", "Tags": [{"Key": "aws-cdk:auto-delete-objects", "Value": "true"}]}
        self.make("AWS::S3::Bucket", {**bucket, "VersioningConfiguration": {"Status": "Enabled"}})
        properties = {"ServiceToken": token, "BucketName": "emptied"}
        made = self.make(CUSTOM, properties)
        for _ in range(2):
            s3.put_object(Bucket="emptied", Key="a/b", Body=b"x")
        ResourceType.registry[CUSTOM]().delete(self.context(), made.physical_id, properties)
        self.assertNotIn("Versions", s3.list_object_versions(Bucket="emptied"))

    def python_function(self, directory: str, actions: list[str], **options: Any) -> str:
        iam = self.client("iam")
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(RoleName="fn", PolicyName="cdk", PolicyDocument=document)
        self.addCleanup(iam.delete_role_policy, RoleName="fn", PolicyName="cdk")
        code = (HANDLERS / directory / "index.py").read_text()
        self.function({"index.py": code}, "cdk", Runtime="python3.13", Timeout=60, **options)
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:cdk"

    def test_a_bucket_gets_the_notifications_of_its_helper(self) -> None:
        s3, sqs = self.client("s3"), self.client("sqs")
        token = self.python_function("aws-s3/notifications-resource-handler", ["s3:PutBucketNotification"])
        queue = self.make("AWS::SQS::Queue", {"QueueName": "told"})
        statement = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=queue.physical_id, Attributes={"Policy": policy})
        self.make("AWS::S3::Bucket", {"BucketName": "telling"})
        configuration = {"QueueConfigurations": [{"Events": ["s3:ObjectCreated:*"], "QueueArn": queue.attributes["Arn"]}]}
        properties = {"ServiceToken": token, "BucketName": "telling", "NotificationConfiguration": configuration, "Managed": True}
        made = self.make(CUSTOM, properties)
        found = s3.get_bucket_notification_configuration(Bucket="telling")["QueueConfigurations"]
        self.assertEqual([each["QueueArn"] for each in found], [queue.attributes["Arn"]])
        ResourceType.registry[CUSTOM]().delete(self.context(), made.physical_id, properties)
        self.assertNotIn("QueueConfigurations", s3.get_bucket_notification_configuration(Bucket="telling"))

    def test_a_deployment_unpacks_its_files_into_a_bucket_by_the_cli_of_its_layer(self) -> None:
        need_namespaces(self)
        s3 = self.client("s3")
        layer = (NODE_MODULES / "@aws-cdk" / "asset-awscli-v1" / "lib" / "layer.zip").read_bytes()
        arn = self.awslambda.publish_layer_version(LayerName="cli", Content={"ZipFile": layer})["LayerVersionArn"]
        token = self.python_function("aws-s3-deployment/bucket-deployment-handler", ["s3:*"], Layers=[arn])
        for bucket in ("packed", "site"):
            self.make("AWS::S3::Bucket", {"BucketName": bucket})
            self.addCleanup(self.empty, bucket)
        s3.put_object(Bucket="packed", Key="a.zip", Body=zipped({"index.html": "<p>hello</p>", "sub/a.txt": "a"}))
        s3.put_object(Bucket="site", Key="old.txt", Body=b"x")
        properties = {"ServiceToken": token, "SourceBucketNames": ["packed"], "SourceObjectKeys": ["a.zip"], "DestinationBucketName": "site"}
        self.make(CUSTOM, {**properties, "Prune": True})
        self.assertEqual([each["Key"] for each in s3.list_objects_v2(Bucket="site")["Contents"]], ["index.html", "sub/a.txt"])
        self.assertEqual(s3.get_object(Bucket="site", Key="index.html")["ContentType"], "text/html")

    def empty(self, bucket: str) -> None:
        s3 = self.client("s3")
        for each in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
            s3.delete_object(Bucket=bucket, Key=each["Key"])

    def test_the_default_security_group_is_closed(self) -> None:
        ec2 = self.client("ec2")
        token = self.cdk_function("aws-ec2/restrict-default-security-group-handler", "__entrypoint__.handler")
        group = self.make("AWS::EC2::VPC", {"CidrBlock": "10.9.0.0/16"}).attributes["DefaultSecurityGroup"]
        self.make(CUSTOM, {"ServiceToken": token, "DefaultSecurityGroupId": group, "Account": ACCOUNT})
        rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
        self.assertEqual(rules["SecurityGroupRules"], [])


del LambdaCase

if __name__ == "__main__":
    unittest.main()
