import json
import unittest

from botocore.exceptions import ClientError
from judged_case import JudgedCase
from lambda_case import eventually
from service_case import ACCOUNT, REGION, ServiceCase

OTHER = "333333333333"


class Buses(ServiceCase):
    def setUp(self) -> None:
        self.events = self.client("events")

    def test_a_bus_changes_in_place_and_its_rules_hear_its_events_only(self) -> None:
        old = {"Name": "orders", "Description": "of orders", "DeadLetterConfig": {"Arn": "arn:aws:sqs:x"}, "Tags": [{"Key": "A", "Value": "1"}]}
        made = self.make("AWS::Events::EventBus", old)
        arn = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/orders"
        self.assertEqual((made.physical_id, made.attributes), ("orders", {"Arn": arn, "Name": "orders"}))
        self.update("AWS::Events::EventBus", made, old, {"Name": "orders", "KmsKeyIdentifier": "alias/k"})
        found = self.events.describe_event_bus(Name="orders")
        self.assertEqual((found.get("Description"), found.get("DeadLetterConfig"), found["KmsKeyIdentifier"]), (None, None, "alias/k"))
        self.assertEqual(self.events.list_tags_for_resource(ResourceARN=arn)["Tags"], [])
        queue = self.make("AWS::SQS::Queue", {"QueueName": "heard"})
        policy = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}]}
        self.make("AWS::SQS::QueuePolicy", {"Queues": [queue.physical_id], "PolicyDocument": policy})
        target = {"Id": "q", "Arn": queue.attributes["Arn"]}
        self.make("AWS::Events::Rule", {"Name": "r", "EventBusName": "orders", "EventPattern": {"source": ["shop"]}, "Targets": [target]})
        for bus in ("default", "orders"):
            self.events.put_events(Entries=[{"Source": "shop", "DetailType": "t", "Detail": json.dumps({"on": bus}), "EventBusName": bus}])
        sqs = self.client("sqs")
        messages = eventually(lambda: sqs.receive_message(QueueUrl=queue.physical_id, MaxNumberOfMessages=10).get("Messages"))
        self.assertEqual([json.loads(each["Body"])["detail"] for each in messages], [{"on": "orders"}])
        with self.assertRaisesRegex(ClientError, "ResourceAlreadyExistsException"):
            self.make("AWS::Events::EventBus", {"Name": "orders"})

    def test_statements_of_a_bus_come_change_and_go_by_themselves(self) -> None:
        self.make("AWS::Events::EventBus", {"Name": "shared"})

        def statement(action: str) -> dict[str, object]:
            return {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}, "Action": action, "Resource": "*"}

        one = {"EventBusName": "shared", "StatementId": "one", "Statement": statement("events:PutEvents")}
        two = {**one, "StatementId": "two"}
        made = [self.make("AWS::Events::EventBusPolicy", each) for each in (one, two)]

        def actions() -> dict[str, str]:
            text = self.events.describe_event_bus(Name="shared").get("Policy")
            return {each["Sid"]: each["Action"] for each in json.loads(text or '{"Statement": []}')["Statement"]}

        self.assertEqual(actions(), {"one": "events:PutEvents", "two": "events:PutEvents"})
        self.update("AWS::Events::EventBusPolicy", made[0], one, {**one, "Statement": statement("events:PutRule")})
        self.assertEqual(actions(), {"one": "events:PutRule", "two": "events:PutEvents"})
        self.delete("AWS::Events::EventBusPolicy", made[0], one)
        self.assertEqual(actions(), {"two": "events:PutEvents"})
        with self.assertRaisesRegex(ClientError, "ResourceNotFoundException"):
            self.make("AWS::Events::EventBusPolicy", {**one, "EventBusName": "absent"})


class Forwarded(ServiceCase):
    """From the default bus of one account to a bus of another, whose events a queue hears."""

    def setUp(self) -> None:
        self.here, self.there = self.client("events"), self.client("events", OTHER)
        self.here.put_rule(Name="forward", EventPattern=json.dumps({"source": ["shop"]}))

    def bus(self, account: str, name: str, *statements: object) -> str:
        client = self.client("events", account)
        client.create_event_bus(Name=name)
        if statements:
            client.put_permission(EventBusName=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
        return f"arn:aws:events:{REGION}:{account}:event-bus/{name}"

    def heard_by(self, account: str, bus: str) -> str:
        sqs, events, name = self.client("sqs", account), self.client("events", account), f"heard-{bus}"
        send = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}
        url = str(sqs.create_queue(QueueName=name, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [send]})})["QueueUrl"])
        events.put_rule(Name="hear", EventBusName=bus, EventPattern=json.dumps({"source": ["shop"]}))
        events.put_targets(Rule="hear", EventBusName=bus, Targets=[{"Id": "q", "Arn": f"arn:aws:sqs:{REGION}:{account}:{name}"}])
        return url

    def put(self, source: str = "shop") -> None:
        self.here.put_events(Entries=[{"Source": source, "DetailType": "Order", "Detail": "{}"}])

    def count(self, url: str, account: str) -> int:
        attributes = self.client("sqs", account).get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        return int(attributes["Attributes"]["ApproximateNumberOfMessages"])

    def test_a_bus_of_another_account_is_told_as_its_policy_lets_the_account(self) -> None:
        arn = self.bus(OTHER, "shared")
        url = self.heard_by(OTHER, "shared")
        self.here.put_targets(Rule="forward", Targets=[{"Id": "b", "Arn": arn}])
        statement = {"Sid": "s", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "events:PutEvents", "Resource": arn}
        for changed, expected in (
            (None, 0),
            ({"Condition": {"StringEquals": {"events:source": "other"}}}, 0),
            ({"Condition": {"StringEquals": {"events:source": "shop", "events:detail-type": "Order"}}}, 1),
            ({}, 2),
        ):
            if changed is not None:
                policy = json.dumps({"Version": "2012-10-17", "Statement": [{**statement, **changed}]})
                self.there.put_permission(EventBusName="shared", Policy=policy)
            self.put()
            self.assertEqual(self.count(url, OTHER), expected, changed)

    def test_what_came_from_another_bus_reaches_no_third_one(self) -> None:
        second, third = self.bus(ACCOUNT, "second"), self.bus(ACCOUNT, "third")
        urls = [self.heard_by(ACCOUNT, name) for name in ("second", "third")]
        self.here.put_targets(Rule="forward", Targets=[{"Id": "b", "Arn": second}])
        self.here.put_rule(Name="on", EventBusName="second", EventPattern=json.dumps({"source": ["shop"]}))
        self.here.put_targets(Rule="on", EventBusName="second", Targets=[{"Id": "b", "Arn": third}])
        self.put()
        self.assertEqual([self.count(url, ACCOUNT) for url in urls], [1, 0])
        self.here.put_events(Entries=[{"Source": "shop", "DetailType": "Order", "Detail": "{}", "EventBusName": "second"}])
        self.assertEqual([self.count(url, ACCOUNT) for url in urls], [2, 1])


class Judged(JudgedCase):
    def test_events_are_asked_for_the_bus_that_they_name(self) -> None:
        owner = self.client("events")
        for name in ("mine", "yours"):
            owner.create_event_bus(Name=name)
            self.addCleanup(owner.delete_event_bus, Name=name)
        arn = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/"
        events = self.acting("events", {"Effect": "Allow", "Action": "events:PutEvents", "Resource": f"{arn}mine"})

        def put(*buses: str) -> int:
            entries = [{"Source": "shop", "DetailType": "t", "Detail": "{}", **({"EventBusName": bus} if bus else {})} for bus in buses]
            return int(events.put_events(Entries=entries)["FailedEntryCount"])

        self.assertEqual(put("mine", f"{arn}mine"), 0)
        for buses, named in ((("",), "default"), (("mine", "yours"), "yours")):
            with self.assertRaisesRegex(ClientError, f"AccessDenied.*events:PutEvents on resource: {arn}{named}"):
                put(*buses)
        statement = {"Sid": "s", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/r"}, "Action": "events:PutEvents", "Resource": f"{arn}yours"}
        owner.put_permission(EventBusName="yours", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        self.assertEqual(put("mine", "yours"), 0)


del JudgedCase

if __name__ == "__main__":
    unittest.main()
