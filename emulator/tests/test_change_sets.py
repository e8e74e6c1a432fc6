import json

from stack_case import StackCase, body, parameter

NO_CHANGES = "The submitted information didn't contain changes."


class ChangeSets(StackCase):
    def test_create_update_and_do_nothing(self) -> None:
        made = self.change_set(body(P=parameter()), "CREATE")
        self.assertEqual((made["Status"], made["ExecutionStatus"]), ("CREATE_COMPLETE", "AVAILABLE"))
        self.assertEqual(self.status("s"), "REVIEW_IN_PROGRESS")
        self.assertEqual(made["Changes"][0]["ResourceChange"]["Action"], "Add")
        self.execute()
        self.assertEqual(self.status("s"), "CREATE_COMPLETE")
        self.assertEqual(self.ssm.get_parameter(Name="/stack/p")["Parameter"]["Value"], "v")
        changed = self.change_set(body(P=parameter("w")))
        change = changed["Changes"][0]["ResourceChange"]
        self.assertEqual((change["Action"], change["Replacement"], change["Scope"]), ("Modify", "False", ["Properties"]))
        self.assertEqual(change["Details"][0]["Target"]["Name"], "Value")
        self.execute()
        self.assertEqual(self.ssm.get_parameter(Name="/stack/p")["Parameter"]["Value"], "w")
        same = self.change_set(body(P=parameter("w")), name="same")
        self.assertEqual((same["Status"], same["ExecutionStatus"]), ("FAILED", "UNAVAILABLE"))
        self.assertTrue(same["StatusReason"].startswith(NO_CHANGES))
        self.refused("InvalidChangeSetStatus", "cannot be executed", self.execute, name="same")

    def test_tell_what_causes_a_change(self) -> None:
        given = {"Given": {"Type": "String", "Default": "one"}, "Secret": {"Type": "String", "Default": "hush-hush", "NoEcho": True}}
        q = parameter({"Fn::GetAtt": ["P", "Value"]}, "/stack/q")  # type: ignore[arg-type]
        r = parameter({"Fn::Sub": "${Secret} ${P}"}, "/stack/r")  # type: ignore[arg-type]
        p = parameter({"Ref": "Given"})  # type: ignore[arg-type]

        def template(name: str) -> str:
            renamed = {**p, "Properties": {**p["Properties"], "Name": name}}
            return json.dumps({"Parameters": given, "Resources": {"P": renamed, "Q": q, "R": r}})

        self.change_set(template("/stack/p"), "CREATE")
        self.execute()
        self.change_set(template("/stack/new"), Parameters=[{"ParameterKey": "Given", "ParameterValue": "two"}])
        found = self.cloudformation.describe_change_set(StackName="s", ChangeSetName="c", IncludePropertyValues=True)["Changes"]
        changes = {each["ResourceChange"]["LogicalResourceId"]: each["ResourceChange"] for each in found}
        told = {
            name: [(each["Target"]["Name"], each["ChangeSource"], each.get("CausingEntity")) for each in change["Details"]]
            for name, change in changes.items()
        }
        self.assertEqual(told, {
            "P": [("Name", "DirectModification", None), ("Value", "ParameterReference", "Given")],
            "Q": [("Value", "ResourceAttribute", "P.Value")],
            "R": [("Value", "ResourceReference", "P")],
        })
        self.assertEqual(changes["P"]["Details"][1]["Target"]["BeforeValue"], "one")
        self.assertIn('"Value":"two"', changes["P"]["AfterContext"])
        self.assertIn('"Value":"**** /stack/p"', changes["R"]["BeforeContext"])
        short = self.cloudformation.describe_change_set(StackName="s", ChangeSetName="c")["Changes"][0]["ResourceChange"]
        self.assertNotIn("AfterContext", short)

    def test_are_made_before_what_they_import_is_exported(self) -> None:
        importing = parameter({"Fn::ImportValue": "missing"})  # type: ignore[arg-type]
        self.assertEqual(self.change_set(body(P=importing), "CREATE")["Status"], "CREATE_COMPLETE")
        self.execute()
        self.assertEqual(self.status("s"), "ROLLBACK_COMPLETE")
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        self.assertTrue(any("No export named missing found" in each.get("ResourceStatusReason", "") for each in events))

    def test_tell_replacement_and_removal(self) -> None:
        self.change_set(body(P=parameter(), Q=parameter(name="/stack/q")), "CREATE")
        self.execute()
        found = self.change_set(body(P=parameter(name="/stack/other")))["Changes"]
        shown = [(one["ResourceChange"]["LogicalResourceId"], one["ResourceChange"]["PolicyAction"]) for one in found]
        self.assertEqual(shown, [("P", "ReplaceAndDelete"), ("Q", "Delete")])
        self.assertEqual(found[0]["ResourceChange"]["Replacement"], "True")

    def test_count_outputs_and_tags_as_changes(self) -> None:
        self.change_set(body(P=parameter()), "CREATE")
        self.execute()
        outputs = json.dumps({"Resources": {"P": parameter()}, "Outputs": {"O": {"Value": {"Ref": "P"}}}})
        self.assertEqual(self.change_set(outputs)["Status"], "CREATE_COMPLETE")
        self.execute()
        described = self.cloudformation.describe_stacks(StackName="s")["Stacks"][0]
        self.assertEqual(described["Outputs"], [{"OutputKey": "O", "OutputValue": "/stack/p"}])
        tagged = self.change_set(outputs, Tags=[{"Key": "k", "Value": "v"}])
        self.assertEqual(tagged["Changes"][0]["ResourceChange"]["Scope"], ["Tags"])
        self.execute()
        tags = self.ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/stack/p")["TagList"]
        self.assertEqual(tags, [{"Key": "k", "Value": "v"}])

    def test_roll_back_with_the_reason(self) -> None:
        self.ssm.put_parameter(Name="/stack/taken", Value="x", Type="String")
        self.addCleanup(self.ssm.delete_parameter, Name="/stack/taken")
        self.change_set(body(P=parameter(), T=parameter(name="/stack/taken", DependsOn="P")), "CREATE")
        self.execute()
        self.assertEqual(self.status("s"), "ROLLBACK_COMPLETE")
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        reason = next(e["ResourceStatusReason"] for e in events if e["ResourceStatus"] == "CREATE_FAILED")
        self.assertRegex(reason, r'^Resource handler returned message: ".*already exists.*HandlerErrorCode: AlreadyExists\)$')
        with self.assertRaises(self.ssm.exceptions.ParameterNotFound):
            self.ssm.get_parameter(Name="/stack/p")
        self.refused("ValidationError", "is in ROLLBACK_COMPLETE state and can not be updated.", self.change_set, template="{}")
        failed = self.cloudformation.describe_events(StackName="s", Filters={"FailedEvents": True})["OperationEvents"]
        self.assertEqual([event["LogicalResourceId"] for event in failed], ["T"])

    def test_are_refused_where_they_do_not_fit_the_stack(self) -> None:
        self.refused("ValidationError", "Stack [s] does not exist", self.change_set, template=body(P=parameter()))
        self.refused("ValidationError", "Member must satisfy enum value set", self.change_set, template="{}", kind="EXPORT")
        self.change_set(body(P=parameter()), "CREATE")
        self.refused("AlreadyExistsException", "already exists", self.change_set, template=body(P=parameter()), kind="CREATE")
        self.execute()
        self.refused("ValidationError", "already exists and cannot be created again", self.change_set, template="{}", kind="CREATE")
        missing = self.cloudformation.describe_change_set
        self.refused("ChangeSetNotFound", "ChangeSet [no] does not exist", missing, StackName="s", ChangeSetName="no")
        self.cloudformation.delete_change_set(StackName="s", ChangeSetName="no")

    def test_refuse_unsupported_types_and_properties_before_a_stack_exists(self) -> None:
        unknown = body(X={"Type": "AWS::Glue::Job"})
        self.refused("ValidationError", "Unrecognized resource types: [AWS::Glue::Job]", self.change_set, template=unknown, kind="CREATE")
        odd = parameter()
        odd["Properties"]["Policies"] = "x"
        message = "P (AWS::SSM::Parameter): Encountered unsupported property Policies"
        self.refused("ValidationError", message, self.change_set, template=body(P=odd), kind="CREATE")
        self.assertEqual(self.cloudformation.describe_stacks()["Stacks"], [])
