import json

from service_case import ACCOUNT, OTHER_ACCOUNT, REGION
from stack_case import StackCase, body, parameter


class Stacks(StackCase):
    def test_are_created_updated_and_deleted_directly(self) -> None:
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=parameter()))
        self.refused(
            "AlreadyExistsException", "Stack [s] already exists",
            self.cloudformation.create_stack, StackName="s", TemplateBody=body(P=parameter()),
        )
        update = self.cloudformation.update_stack
        self.refused("ValidationError", "No updates are to be performed.", update, StackName="s", TemplateBody=body(P=parameter()))
        update(StackName="s", TemplateBody=body(P=parameter("w")))
        self.assertEqual(self.status("s"), "UPDATE_COMPLETE")
        stack_id = self.cloudformation.describe_stacks(StackName="s")["Stacks"][0]["StackId"]
        self.cloudformation.delete_stack(StackName="s")
        self.assertEqual(self.status(stack_id), "DELETE_COMPLETE")
        describe = self.cloudformation.describe_stacks
        self.refused("ValidationError", "Stack with id s does not exist", describe, StackName="s")
        self.cloudformation.delete_stack(StackName="s")

    def test_are_described_by_resource_and_listed(self) -> None:
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=parameter()))
        by_physical_id = self.cloudformation.describe_stack_resources(PhysicalResourceId="/stack/p")
        self.assertEqual(by_physical_id["StackResources"][0]["StackName"], "s")
        summaries = self.cloudformation.list_stack_resources(StackName="s")["StackResourceSummaries"]
        self.assertEqual(summaries[0]["PhysicalResourceId"], "/stack/p")
        detail = self.cloudformation.describe_stack_resource(StackName="s", LogicalResourceId="P")
        self.assertEqual(detail["StackResourceDetail"]["ResourceStatus"], "CREATE_COMPLETE")
        listed = self.cloudformation.list_stacks(StackStatusFilter=["CREATE_COMPLETE"])["StackSummaries"]
        self.assertEqual([stack["StackName"] for stack in listed], ["s"])
        self.assertEqual(
            self.cloudformation.get_template(StackName="s")["TemplateBody"], json.loads(body(P=parameter()))
        )

    def test_cannot_be_deleted_while_protected(self) -> None:
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=parameter()), EnableTerminationProtection=True)
        message = "Stack [s] cannot be deleted while TerminationProtection is enabled"
        self.refused("ValidationError", message, self.cloudformation.delete_stack, StackName="s")
        self.cloudformation.update_termination_protection(StackName="s", EnableTerminationProtection=False)
        self.cloudformation.delete_stack(StackName="s")

    def test_hold_on_to_exports_that_are_in_use(self) -> None:
        exporting = {"Resources": {"P": parameter()}, "Outputs": {"O": {"Value": "v", "Export": {"Name": "e"}}}}
        self.cloudformation.create_stack(StackName="a", TemplateBody=json.dumps(exporting))
        importing = parameter({"Fn::ImportValue": "e"}, "/stack/i")  # type: ignore[arg-type]
        self.cloudformation.create_stack(StackName="b", TemplateBody=body(I=importing))
        self.assertEqual(self.ssm.get_parameter(Name="/stack/i")["Parameter"]["Value"], "v")
        message = "Export e cannot be deleted as it is in use by b"
        self.refused("ValidationError", message, self.cloudformation.delete_stack, StackName="a")
        self.assertEqual(self.cloudformation.list_imports(ExportName="e")["Imports"], ["b"])
        self.assertEqual(self.cloudformation.list_exports()["Exports"][0]["Name"], "e")
        self.cloudformation.update_stack(StackName="a", TemplateBody=body(P=parameter()))
        self.assertEqual(self.status("a"), "UPDATE_ROLLBACK_COMPLETE")
        self.cloudformation.delete_stack(StackName="b")

    def test_read_an_output_of_another_region_without_an_export(self) -> None:
        there = self.client("cloudformation", region="us-west-2")
        giving = {"Resources": {"P": parameter()}, "Outputs": {"O": {"Value": "v"}}}
        there.create_stack(StackName="giver", TemplateBody=json.dumps(giving))
        for asked, status in (
            ({"StackName": "giver", "OutputName": "O", "Region": "us-west-2"}, "CREATE_COMPLETE"),
            ({"StackName": "giver", "OutputName": "O"}, "ROLLBACK_COMPLETE"),
            ({"StackName": "giver", "OutputName": "X", "Region": "us-west-2"}, "ROLLBACK_COMPLETE"),
        ):
            with self.subTest(asked=asked):
                taking = parameter({"Fn::GetStackOutput": asked}, "/stack/o")  # type: ignore[arg-type]
                self.cloudformation.create_stack(StackName="taker", TemplateBody=body(I=taking))
                self.assertEqual(self.status("taker"), status)
                if status == "CREATE_COMPLETE":
                    self.assertEqual(self.ssm.get_parameter(Name="/stack/o")["Parameter"]["Value"], "v")
                self.cloudformation.delete_stack(StackName="taker")
        odd = parameter({"Fn::GetStackOutput": {"StackName": "giver", "OutputName": "O", "RoleArn": "arn"}}, "/stack/o")  # type: ignore[arg-type]
        message, create = "Fn::GetStackOutput takes StackName, OutputName and Region", self.cloudformation.create_stack
        self.refused("ValidationError", message, create, StackName="taker", TemplateBody=body(I=odd))
        there.delete_stack(StackName="giver")

    def test_are_deleted_on_failure_where_that_is_wanted(self) -> None:
        broken = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "Nonsense", "Value": "v"}}
        stack_id = self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=broken), OnFailure="DELETE")["StackId"]
        self.assertEqual(self.status(stack_id), "DELETE_COMPLETE")

    def test_are_kept_apart_by_account_and_region(self) -> None:
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=parameter()))
        for other in (self.client("cloudformation", OTHER_ACCOUNT), self.client("cloudformation", region="us-west-2")):
            self.assertEqual(other.describe_stacks()["Stacks"], [])

    def test_read_their_template_from_s3(self) -> None:
        s3 = self.client("s3")
        place = {"LocationConstraint": REGION}
        s3.create_bucket(Bucket="templates-of-a-test", CreateBucketConfiguration=place)
        self.addCleanup(s3.delete_bucket, Bucket="templates-of-a-test")
        s3.put_object(Bucket="templates-of-a-test", Key="a/t.json", Body=body(P=parameter()).encode())
        self.addCleanup(s3.delete_object, Bucket="templates-of-a-test", Key="a/t.json")
        url = f"{self.endpoint}/templates-of-a-test/a/t.json"
        self.cloudformation.create_stack(StackName="s", TemplateURL=url)
        self.assertEqual(self.status("s"), "CREATE_COMPLETE")
        missing = f"{self.endpoint}/templates-of-a-test/no.json"
        self.refused("ValidationError", "S3 error", self.cloudformation.create_stack, StackName="t", TemplateURL=missing)

    def test_read_dynamic_references(self) -> None:
        self.ssm.put_parameter(Name="/stack/source", Value="from-ssm", Type="String")
        self.addCleanup(self.ssm.delete_parameter, Name="/stack/source")
        secrets = self.client("secretsmanager")
        secret = secrets.create_secret(Name="stack-secret", SecretString='{"k": "hush"}')["ARN"]
        self.addCleanup(secrets.delete_secret, SecretId=secret, ForceDeleteWithoutRecovery=True)
        value = f"{{{{resolve:ssm:/stack/source}}}}/{{{{resolve:secretsmanager:{secret}:SecretString:k}}}}"
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=parameter(value)))
        self.assertEqual(self.ssm.get_parameter(Name="/stack/p")["Parameter"]["Value"], "from-ssm/hush")
        missing = parameter("{{resolve:ssm:/nowhere}}", "/stack/q")
        self.cloudformation.create_stack(StackName="t", TemplateBody=body(Q=missing))
        self.assertEqual(self.status("t"), "ROLLBACK_COMPLETE")

    def test_summarize_templates(self) -> None:
        template = json.dumps({
            "Description": "d",
            "Parameters": {"P": {"Type": "String", "Default": "x", "AllowedValues": ["x", "y"]}},
            "Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}},
        })
        summary = self.cloudformation.get_template_summary(TemplateBody=template)
        self.assertEqual((summary["Capabilities"], summary["ResourceTypes"]), (["CAPABILITY_NAMED_IAM"], ["AWS::IAM::Role"]))
        self.assertEqual(summary["Parameters"][0]["ParameterConstraints"]["AllowedValues"], ["x", "y"])
        validated = self.cloudformation.validate_template(TemplateBody=template)
        self.assertEqual(validated["Parameters"][0]["DefaultValue"], "x")
        create = self.cloudformation.create_stack
        message = "Requires capabilities : [CAPABILITY_NAMED_IAM]"
        self.refused("InsufficientCapabilitiesException", message, create, StackName="s", TemplateBody=template)

    def test_refuse_what_would_otherwise_be_ignored(self) -> None:
        create = self.cloudformation.create_stack
        message = "does not support the parameter(s) StackPolicyURL"
        self.refused("ValidationError", message, create, StackName="s", TemplateBody=body(P=parameter()), StackPolicyURL="https://x")


class ExecutionRoles(StackCase):
    def role(self, name: str, service: str) -> str:
        trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        iam = self.client("iam")
        self.addCleanup(iam.delete_role, RoleName=name)
        self.addCleanup(self.delete_all)
        return str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"])

    def test_act_where_they_trust_cloudformation(self) -> None:
        arn = self.role("exec", "cloudformation.amazonaws.com")
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=parameter()), RoleARN=arn)
        self.assertEqual(self.cloudformation.describe_stacks(StackName="s")["Stacks"][0]["RoleARN"], arn)
        user = self.ssm.describe_parameters()["Parameters"][0]["LastModifiedUser"]
        self.assertTrue(user)

    def test_are_refused_where_they_do_not(self) -> None:
        create = self.cloudformation.create_stack
        request = {"StackName": "s", "TemplateBody": body(P=parameter())}
        other_service = self.role("codebuild-only", "codebuild.amazonaws.com")
        for arn, message in (
            (other_service, "is invalid or cannot be assumed"),
            (f"arn:aws:iam::{ACCOUNT}:role/nobody", "is invalid or cannot be assumed"),
            (f"arn:aws:iam::{OTHER_ACCOUNT}:role/exec", "Cross-account pass role is not allowed."),
        ):
            self.refused("ValidationError", message, create, **request, RoleARN=arn)
