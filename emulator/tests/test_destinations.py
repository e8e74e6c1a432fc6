"""What becomes of an event behind its first receiver: buses that forward, buses as destinations of functions, aliases."""

import json
from typing import Any

from lambda_case import LambdaCase, eventually
from policies import allow, document
from service_case import ACCOUNT, REGION

BUS = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/audit"
SEND = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}


class Destinations(LambdaCase):
    def setUp(self) -> None:
        super().setUp()
        self.events, self.sqs = self.client("events"), self.client("sqs")
        self.events.create_event_bus(Name="audit")
        self.url = self.sqs.create_queue(QueueName="heard", Attributes={"Policy": document(SEND)})["QueueUrl"]
        self.events.put_rule(Name="hear", EventBusName="audit", EventPattern=json.dumps({"account": [ACCOUNT]}))
        self.target("hear", "audit", f"arn:aws:sqs:{REGION}:{ACCOUNT}:heard")

    def tearDown(self) -> None:
        self.events.remove_targets(Rule="hear", EventBusName="audit", Ids=["1"])
        self.events.delete_rule(Name="hear", EventBusName="audit")
        self.events.delete_event_bus(Name="audit")
        self.sqs.delete_queue(QueueUrl=self.url)

    def target(self, rule: str, bus: str, arn: str, **more: str) -> None:
        self.events.put_targets(Rule=rule, EventBusName=bus, Targets=[{"Id": "1", "Arn": arn, **more}])

    def heard(self) -> list[Any]:
        return [json.loads(each["Body"]) for each in self.sqs.receive_message(QueueUrl=self.url).get("Messages", [])]

    def forwarding(self, *statements: dict[str, Any]) -> str:
        iam, name = self.client("iam"), f"forwards-{len(statements)}"
        trust = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}
        arn = str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))["Role"]["Arn"])
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document(*statements))
        return arn

    def test_a_bus_has_the_event_of_another_as_it_is_where_the_role_may_put_it(self) -> None:
        self.events.put_rule(Name="forward", EventPattern=json.dumps({"source": ["shop"]}))
        entry = {"Source": "shop", "DetailType": "Order", "Detail": json.dumps({"id": 7}), "Resources": ["arn:aws:s3:::x"]}
        self.target("forward", "default", BUS, RoleArn=self.forwarding())
        self.events.put_events(Entries=[entry])
        self.assertEqual(self.heard(), [])
        self.target("forward", "default", BUS, RoleArn=self.forwarding(allow("events:PutEvents", BUS)))
        put = self.events.put_events(Entries=[entry])["Entries"][0]["EventId"]
        (found,) = self.heard()
        self.assertEqual((found["id"], found["resources"], found["detail"], found["source"]), (put, ["arn:aws:s3:::x"], {"id": 7}, "shop"))

    def test_a_bus_is_told_what_a_function_answered_and_how_it_failed(self) -> None:
        self.function("exports.handler = async ({ fail }) => { if (fail) throw new RangeError(fail); return { done: 1 } }")
        self.client("iam").put_role_policy(RoleName="fn", PolicyName="own", PolicyDocument=document(allow("events:PutEvents", BUS)))
        both = {"OnSuccess": {"Destination": BUS}, "OnFailure": {"Destination": BUS}}
        self.awslambda.put_function_event_invoke_config(FunctionName="data", MaximumRetryAttempts=0, DestinationConfig=both)
        for event, result, payload in (({}, "Success", {"done": 1}), ({"fail": "so"}, "Failure", None)):
            self.invoke(event=event, InvocationType="Event")
            (found,) = eventually(self.heard)
            self.assertEqual((found["source"], found["detail-type"]), ("lambda", f"Lambda Function Invocation Result - {result}"))
            self.assertEqual(found["resources"], [BUS, f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:data:$LATEST"])
            self.assertEqual(found["detail"]["responsePayload"] if payload else found["detail"]["requestPayload"], payload or event)

    def test_a_function_is_told_the_alias_that_it_was_invoked_by(self) -> None:
        self.function("exports.handler = async (event, { invokedFunctionArn, functionVersion }) => [invokedFunctionArn, functionVersion]")
        version = self.awslambda.publish_version(FunctionName="data")["Version"]
        alias = self.awslambda.create_alias(FunctionName="data", Name="live", FunctionVersion=version)["AliasArn"]
        for name, more in ((alias, {}), ("data:live", {}), ("data", {"Qualifier": "live"})):
            self.assertEqual(self.invoke(name, **more)[0], [alias, version])
        own = alias.removesuffix(":live")
        self.assertEqual([self.invoke()[0], self.invoke(f"data:{version}")[0]], [[own, "$LATEST"], [f"{own}:{version}", version]])

    def test_a_pattern_is_tried(self) -> None:
        event = dict.fromkeys(("id", "account", "source", "time", "region", "detail-type"), "1") | {"resources": [], "detail": {"n": 3}}
        for least, result in ((2, True), (3, False)):
            pattern = json.dumps({"detail": {"n": [{"numeric": [">", least]}]}})
            self.assertEqual(self.events.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"], result)
