import json

from botocore.exceptions import ClientError
from lambda_case import LambdaCase, zipped
from service_case import ACCOUNT, REGION

FUNCTION = "AWS::Lambda::Function"


class FunctionResources(LambdaCase):
    def test_a_function_says_when_its_code_or_configuration_was_changed(self) -> None:
        code = {"ZipFile": "exports.handler = async () => 1"}
        properties = {"Code": code, "Handler": "index.handler", "Role": self.role, "Runtime": "nodejs24.x"}
        name = self.make(FUNCTION, properties).physical_id

        def changed() -> str:
            return str(self.awslambda.get_function_configuration(FunctionName=name)["LastModified"])

        made = changed()
        self.awslambda.update_function_configuration(FunctionName=name, Description="another")
        configured = changed()
        self.awslambda.update_function_code(FunctionName=name, ZipFile=zipped({"index.js": "exports.handler = async () => 2"}))
        self.assertLess(made, configured)
        self.assertLess(configured, changed())

    def test_a_function_is_read_back_and_changes_in_place(self) -> None:
        vpc = self.make("AWS::EC2::VPC", {"CidrBlock": "10.1.0.0/16"}).physical_id
        subnet = {"VpcId": vpc, "CidrBlock": "10.1.1.0/24", "AvailabilityZone": f"{REGION}a"}
        network = {
            "SubnetIds": [self.make("AWS::EC2::Subnet", subnet).physical_id],
            "SecurityGroupIds": [
                self.make("AWS::EC2::SecurityGroup", {"GroupDescription": "g", "VpcId": vpc}).physical_id
            ],
        }
        old = {
            "FunctionName": "data-processing-dev",
            "Code": {"ZipFile": "exports.handler = async () => 1"},
            "Handler": "index.handler",
            "Role": self.role,
            "Runtime": "nodejs24.x",
            "MemorySize": 512,
            "Timeout": 60,
            "Description": "first",
            "Environment": {"Variables": {"AA": "1"}},
            "VpcConfig": network,
            "DeadLetterConfig": {"TargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"},
            "TracingConfig": {"Mode": "Active"},
            "LoggingConfig": {"LogGroup": "/aws/lambda/data-processing-dev", "LogFormat": "JSON"},
            "EphemeralStorage": {"Size": 1024},
            "KmsKeyArn": self.client("kms").create_key()["KeyMetadata"]["Arn"],
            "Architectures": ["arm64"],
            "ReservedConcurrentExecutions": 5,
            "Tags": [{"Key": "Owner", "Value": "a"}, {"Key": "Old", "Value": "b"}],
        }
        made = self.make(FUNCTION, old)
        found = self.awslambda.get_function(FunctionName=made.physical_id)
        config = found["Configuration"]
        self.assertEqual(made.attributes["Arn"], config["FunctionArn"])
        for name in ("MemorySize", "Timeout", "Description", "Environment", "DeadLetterConfig", "EphemeralStorage"):
            self.assertEqual(config[name], old[name], name)
        self.assertEqual((config["TracingConfig"], config["KMSKeyArn"]), (old["TracingConfig"], old["KmsKeyArn"]))
        self.assertEqual((config["Architectures"], config["LoggingConfig"]["LogFormat"]), (["arm64"], "JSON"))
        self.assertEqual(config["VpcConfig"]["VpcId"], vpc)
        self.assertEqual(found["Concurrency"], {"ReservedConcurrentExecutions": 5})

        new = {key: old[key] for key in ("FunctionName", "Handler", "Role", "Runtime")}
        new |= {
            "Code": {"ZipFile": "exports.handler = async () => 2"},
            "MemorySize": "256",
            "Tags": [{"Key": "Owner", "Value": "c"}],
        }
        self.update(FUNCTION, made, old, new)
        found = self.awslambda.get_function(FunctionName=made.physical_id)
        config = found["Configuration"]
        self.assertEqual((config["MemorySize"], config["Timeout"], config["Description"]), (256, 3, ""))
        self.assertFalse({"VpcConfig", "DeadLetterConfig", "KMSKeyArn", "Environment"} & set(config))
        self.assertEqual((config["TracingConfig"]["Mode"], config["EphemeralStorage"]["Size"]), ("PassThrough", 512))
        self.assertEqual(config["LoggingConfig"]["LogFormat"], "Text")
        self.assertNotIn("Concurrency", found)
        self.assertEqual(found["Tags"], {"Owner": "c"})
        self.assertEqual(self.invoke(made.physical_id)[0], 2)
        self.delete(FUNCTION, made, new)

    def test_permissions_versions_aliases_and_asynchronous_settings(self) -> None:
        function = self.function("exports.handler = async () => 'v1'")
        permission = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": function,
            "Principal": "s3.amazonaws.com",
            "SourceArn": "arn:aws:s3:::data",
            "SourceAccount": ACCOUNT,
        }
        made = self.make("AWS::Lambda::Permission", permission)
        statement = json.loads(self.awslambda.get_policy(FunctionName=function)["Policy"])["Statement"][0]
        self.assertEqual(statement["Principal"], {"Service": "s3.amazonaws.com"})
        self.assertEqual(statement["Condition"]["ArnLike"], {"AWS:SourceArn": "arn:aws:s3:::data"})
        self.delete("AWS::Lambda::Permission", made, permission)
        with self.assertRaisesRegex(ClientError, "ResourceNotFoundException"):
            self.awslambda.get_policy(FunctionName=function)

        settings = {"FunctionName": function, "Qualifier": "$LATEST", "MaximumRetryAttempts": 0}
        made = self.make("AWS::Lambda::EventInvokeConfig", settings)
        self.update("AWS::Lambda::EventInvokeConfig", made, settings, {**settings, "MaximumRetryAttempts": 1})
        found = self.awslambda.get_function_event_invoke_config(FunctionName=function)
        self.assertEqual(found["MaximumRetryAttempts"], 1)

        version = self.make("AWS::Lambda::Version", {"FunctionName": function})
        alias = {"FunctionName": function, "FunctionVersion": version.attributes["Version"], "Name": "live"}
        made_alias = self.make("AWS::Lambda::Alias", alias)
        for_alias = {"Action": "lambda:InvokeFunction", "FunctionName": made_alias.physical_id, "Principal": "apigateway.amazonaws.com"}
        self.make("AWS::Lambda::Permission", for_alias)
        allowed = json.loads(self.awslambda.get_policy(FunctionName=function, Qualifier="live")["Policy"])["Statement"]
        self.assertEqual([each["Resource"].rsplit(":", 1)[-1] for each in allowed], ["live"])
        code = zipped({"index.js": "exports.handler = async () => 'v2'"})
        self.awslambda.update_function_code(FunctionName=function, ZipFile=code)
        self.assertEqual((self.invoke()[0], self.invoke(Qualifier="live")[0]), ("v2", "v1"))
