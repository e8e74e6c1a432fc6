import json
from typing import Any

from service_case import ACCOUNT
from stack_case import StackCase, body, parameter


def group(name: str = "there", **attributes: Any) -> dict[str, Any]:
    properties = {"LogGroupName": name}
    return {"Type": "AWS::Logs::LogGroup", "Properties": properties, "DeletionPolicy": "Retain", **attributes}


def wanted(name: str = "there", logical_id: str = "Group", kind: str = "AWS::Logs::LogGroup", **identifier: str) -> dict[str, Any]:
    return {"ResourceType": kind, "LogicalResourceId": logical_id, "ResourceIdentifier": identifier or {"LogGroupName": name}}


class Importing(StackCase):
    def setUp(self) -> None:
        super().setUp()
        self.logs = self.client("logs")
        self.logs.create_log_group(logGroupName="there")
        self.addCleanup(self.logs.delete_log_group, logGroupName="there")

    def bring(self, template: str, *resources: dict[str, Any], **more: Any) -> Any:
        return self.change_set(template, "IMPORT", ResourcesToImport=list(resources), **more)

    def history(self) -> list[str]:
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        return [f"{each['LogicalResourceId']} {each['ResourceStatus']}" for each in reversed(events)]

    def test_makes_what_is_there_a_new_stack_s(self) -> None:
        found = self.bring(body(Group=group()), wanted())
        change = found["Changes"][0]["ResourceChange"]
        self.assertEqual((change["Action"], change["PhysicalResourceId"]), ("Import", "there"))
        self.execute()
        self.assertEqual(self.history()[1:], [
            "s IMPORT_IN_PROGRESS", "Group IMPORT_IN_PROGRESS", "Group IMPORT_COMPLETE",
            "Group UPDATE_IN_PROGRESS", "Group UPDATE_COMPLETE", "s IMPORT_COMPLETE",
        ])

    def test_lets_an_existing_stack_take_it_and_go_on(self) -> None:
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=parameter()))
        self.bring(body(P=parameter(), Group=group()), wanted())
        self.execute()
        self.assertEqual(self.status("s"), "IMPORT_COMPLETE")
        told = {"O": {"Value": {"Fn::GetAtt": ["Group", "Arn"]}}}
        kept = json.dumps({"Resources": {"P": parameter(), "Group": group()}, "Outputs": told})
        self.cloudformation.update_stack(StackName="s", TemplateBody=kept)
        output = self.cloudformation.describe_stacks(StackName="s")["Stacks"][0]["Outputs"][0]["OutputValue"]
        self.assertIn(f":{ACCOUNT}:log-group:there", output)
        self.cloudformation.delete_stack(StackName="s")
        self.assertEqual(len(self.logs.describe_log_groups(logGroupNamePrefix="there")["logGroups"]), 1)

    def test_takes_in_what_a_deleted_stack_has_kept(self) -> None:
        def kept(kind: str, **properties: Any) -> dict[str, Any]:
            return {"Type": f"AWS::{kind}", "DeletionPolicy": "Retain", "Properties": properties}

        allow = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:*"}
        statement = {**allow, "Resource": ["arn:aws:s3:::of-trails", "arn:aws:s3:::of-trails/*"]}
        reads = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
        resources = {
            "Bucket": kept("S3::Bucket", BucketName="of-trails"),
            "Policy": kept("S3::BucketPolicy", Bucket={"Ref": "Bucket"}, PolicyDocument={"Version": "2012-10-17", "Statement": [statement]}),
            "Trail": {**kept("CloudTrail::Trail", TrailName="kept", S3BucketName={"Ref": "Bucket"}, IsLogging=True), "DependsOn": "Policy"},
            "Reads": kept("IAM::ManagedPolicy", ManagedPolicyName="reads", PolicyDocument={"Version": "2012-10-17", "Statement": [reads]}),
        }
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(**resources), Capabilities=["CAPABILITY_NAMED_IAM"])
        self.assertEqual(self.status("s"), "CREATE_COMPLETE")
        self.cloudformation.delete_stack(StackName="s")
        arn = f"arn:aws:iam::{ACCOUNT}:policy/reads"
        self.bring(
            body(**resources),
            wanted(kind="AWS::S3::Bucket", logical_id="Bucket", BucketName="of-trails"),
            wanted(kind="AWS::S3::BucketPolicy", logical_id="Policy", Bucket="of-trails"),
            wanted(kind="AWS::CloudTrail::Trail", logical_id="Trail", TrailName="kept"),
            wanted(kind="AWS::IAM::ManagedPolicy", logical_id="Reads", PolicyArn=arn),
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        self.execute()
        self.assertEqual(self.status("s"), "IMPORT_COMPLETE")
        self.assertTrue(self.client("cloudtrail").get_trail_status(Name="kept")["IsLogging"])
        gone = self.bring(body(Trail=kept("CloudTrail::Trail", TrailName="kept", S3BucketName="of-trails", IsLogging=True)), wanted(kind="AWS::CloudTrail::Trail", logical_id="Trail", TrailName="kept"), stack="t")
        self.assertIn("kept already exists in stack", gone["StatusReason"])

    def test_fails_for_what_is_not_there_or_another_stack_s(self) -> None:
        found = self.bring(body(Group=group("nowhere")), wanted("nowhere"))
        self.assertEqual((found["Status"], found["ExecutionStatus"]), ("FAILED", "UNAVAILABLE"))
        self.assertIn("'nowhere' was not found", found["StatusReason"])
        self.bring(body(Group=group()), wanted(), stack="owner")
        self.execute(stack="owner")
        found = self.bring(body(Group=group()), wanted(), stack="t")
        self.assertRegex(found["StatusReason"], r"^there already exists in stack arn:\S+/owner/")

    def test_gives_back_what_it_could_not_import(self) -> None:
        self.logs.create_log_group(logGroupName="gone")
        self.bring(body(Group=group(), Lost=group("gone", DependsOn="Group")), wanted(), wanted("gone", "Lost"))
        self.logs.delete_log_group(logGroupName="gone")
        self.execute()
        self.assertEqual(self.status("s"), "IMPORT_ROLLBACK_COMPLETE")
        self.assertEqual(self.cloudformation.describe_stack_resources(StackName="s")["StackResources"], [])
        reasons = [each.get("ResourceStatusReason", "") for each in self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]]
        self.assertIn("Resource of type 'AWS::Logs::LogGroup' with identifier 'gone' was not found.", reasons)

    def test_leaves_what_it_imports_as_it_is(self) -> None:
        kept = {"LogGroupName": "there", "RetentionInDays": 30}
        self.bring(body(Group=group(Properties=kept)), wanted())
        self.execute()
        self.assertNotIn("retentionInDays", self.found())
        self.cloudformation.update_stack(StackName="s", TemplateBody=body(Group=group(Properties={**kept, "RetentionInDays": 60})))
        self.assertEqual(self.found()["retentionInDays"], 60)

    def found(self) -> Any:
        return self.logs.describe_log_groups(logGroupNamePrefix="there")["logGroups"][0]

    def existing(self, template: str, kind: str = "CREATE", **more: Any) -> Any:
        return self.change_set(template, kind, ImportExistingResources=True, **more)

    def test_takes_what_exists_instead_of_making_it(self) -> None:
        tags = [{"Key": "Team", "Value": "one"}]
        both = body(Group=group(Properties={"LogGroupName": "there", "RetentionInDays": 30}), P=parameter({"Fn::GetAtt": ["Group", "Arn"]}))  # type: ignore[arg-type]
        made = self.existing(both, Tags=tags)
        actions = [(each["ResourceChange"]["Action"], each["ResourceChange"]["LogicalResourceId"]) for each in made["Changes"]]
        self.assertEqual((actions, made["ImportExistingResources"]), ([("Import", "Group"), ("Add", "P")], True))
        self.execute()
        self.assertEqual(self.status("s"), "CREATE_COMPLETE")
        self.assertIn("Group IMPORT_COMPLETE", self.history())
        self.assertNotIn("retentionInDays", self.found())
        self.assertEqual(self.logs.list_tags_for_resource(resourceArn=self.found()["logGroupArn"])["tags"], {"Team": "one"})
        self.assertIn("log-group:there", self.ssm.get_parameter(Name="/stack/p")["Parameter"]["Value"])

    def test_takes_nothing_whose_name_is_not_a_text_or_that_is_another_stack_s(self) -> None:
        named = group(Properties={"LogGroupName": {"Fn::Sub": "there"}})
        found = self.existing(body(Group=named))
        self.assertEqual(found["Changes"][0]["ResourceChange"]["Action"], "Add")
        self.assertIn("ResourceExistenceCheck", found["StatusReason"])
        self.bring(body(Group=group()), wanted(), stack="owner")
        self.execute(stack="owner")
        self.assertIn("ResourceExistenceCheck", self.existing(body(Group=group()), stack="t")["StatusReason"])

    def test_fails_where_what_exists_would_not_be_kept(self) -> None:
        for policy in ("Delete", None):
            bare = group(DeletionPolicy=policy) if policy else {key: value for key, value in group().items() if key != "DeletionPolicy"}
            found = self.existing(body(Group=bare), name=f"c{policy}")
            self.assertEqual(found["Status"], "FAILED")
            self.assertRegex(found["StatusReason"], r"must have the DeletionPolicy .* are Group \(\{LogGroupName=there\}\)$")

    def test_leaves_what_was_imported_where_the_rest_fails(self) -> None:
        kept = group(DeletionPolicy="RetainExceptOnCreate")
        broken = parameter(name="/stack/q", DependsOn="Group")
        broken["Properties"]["AllowedPattern"] = "^w$"
        self.existing(body(Group=kept, Q=broken))
        self.execute()
        self.assertEqual(self.status("s"), "ROLLBACK_COMPLETE")
        self.cloudformation.delete_stack(StackName="s")
        self.assertTrue(self.found())

    def test_is_refused_for_everything_but_an_import(self) -> None:
        """Sentences that others have recorded on AWS; those about outputs and tags are reported of `cdk import`."""
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=parameter()))
        both = {"P": parameter(), "Group": group()}
        told = {"O": {"Value": "v"}}
        cases: list[tuple[str, str, list[dict[str, Any]], dict[str, Any]]] = [
            ("Must Provide at least one resource to import", body(**both), [], {}),
            ("Every resource to import must have unique LogicalResourceId", body(**both), [wanted(), wanted()], {}),
            ("The logical resource ids [Other] provided in ResourceToImport do not exist", body(**both), [wanted(logical_id="Other")], {}),
            ("Invalid resource identifier for resource type AWS::Logs::LogGroup. Expected [LogGroupName]", body(**both), [wanted(Arn="x")], {}),
            ("does not match with resource type defined in the template", body(**both), [wanted(kind="AWS::SNS::Topic", TopicArn="x")], {}),
            ("AWS::SSM::Parameter cannot be imported in the emulator", body(**both), [wanted(logical_id="P", kind="AWS::SSM::Parameter")], {}),
            ("Resources [Q] is missing from ResourceToImport list", body(**both, Q=parameter(name="/q")), [wanted()], {}),
            ("You have modified resources [P]", body(P=parameter("w"), Group=group()), [wanted()], {}),
            ("you cannot modify or add [Outputs]", json.dumps({"Resources": both, "Outputs": told}), [wanted()], {}),
            ("you cannot modify or add [Tags]", body(**both), [wanted()], {"Tags": [{"Key": "k", "Value": "v"}]}),
        ]
        for message, template, resources, more in cases:
            with self.subTest(message=message):
                create = self.cloudformation.create_change_set
                request = {"StackName": "s", "ChangeSetName": "c", "ChangeSetType": "IMPORT", "TemplateBody": template}
                self.refused("ValidationError", message, create, **request, ResourcesToImport=resources, **more)
        bare = {key: value for key, value in group().items() if key != "DeletionPolicy"}
        message = "The following resources to import [Group] must have DeletionPolicy attribute specified in the template."
        create, request = self.cloudformation.create_change_set, {"StackName": "s", "ChangeSetName": "c", "ChangeSetType": "IMPORT"}
        self.refused("ValidationError", message, create, **request, TemplateBody=body(P=parameter(), Group=bare), ResourcesToImport=[wanted()])
        self.bring(body(**both), wanted())
        self.execute()
        message = "The template should contain at least one new resource to import."
        self.refused("ValidationError", message, create, **request, TemplateBody=body(**both), ResourcesToImport=[wanted()])
        update = {**request, "ChangeSetType": "UPDATE", "TemplateBody": body(**both), "ResourcesToImport": [wanted()]}
        self.refused("ValidationError", "type IMPORT only", create, **update)

    def test_is_told_by_what_resources_are_known(self) -> None:
        summary = self.cloudformation.get_template_summary(TemplateBody=body(P=parameter(), Group=group(), Custom={"Type": "Custom::X"}))
        self.assertEqual(summary["ResourceIdentifierSummaries"], [
            {"ResourceType": "AWS::Logs::LogGroup", "LogicalResourceIds": ["Group"], "ResourceIdentifiers": ["LogGroupName"]},
            {"ResourceType": "AWS::SSM::Parameter", "LogicalResourceIds": ["P"], "ResourceIdentifiers": ["Name"]},
        ])
