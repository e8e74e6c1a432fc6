import unittest
from typing import Any

from api_case import RestCase, ask

VALUE = "a-key-of-twenty-letters"
FORBIDDEN = (403, {"message": "Forbidden"})


class ApiKeys(RestCase):
    def key(self, **more: Any) -> Any:
        properties = {"Name": "partner", "Enabled": True, "Value": VALUE, **more}
        return self.make("AWS::ApiGateway::ApiKey", properties), properties

    def plan(self, *stages: str, **more: Any) -> Any:
        properties = {"UsagePlanName": "gold", "ApiStages": [{"ApiId": self.api, "Stage": each} for each in stages], **more}
        return self.make("AWS::ApiGateway::UsagePlan", properties), properties

    def join(self, key: Any, plan: Any) -> Any:
        properties = {"KeyId": key.physical_id, "KeyType": "API_KEY", "UsagePlanId": plan.physical_id}
        return self.make("AWS::ApiGateway::UsagePlanKey", properties), properties

    def shop(self) -> str:
        self.method(self.root, "GET", ApiKeyRequired=True)
        self.method(self.resource("open"), "GET")
        self.let_in(f"{self.api}/*")
        return self.deploy()

    def test_let_in_by_a_plan_of_the_stage(self) -> None:
        url = self.shop()
        key, plan = self.key()[0], self.plan("prod")[0]
        sent = [("X-Api-Key", VALUE)]
        self.assertEqual(ask(url, "/", headers=sent).status, 403)
        joined, properties = self.join(key, plan)
        identity = ask(url, "/", headers=sent).json["requestContext"]["identity"]
        self.assertEqual((identity["apiKey"], identity["apiKeyId"]), (VALUE, key.physical_id))
        for wrong in ([], [("x-api-key", "another")], [("Authorization", VALUE)]):
            answer = ask(url, "/", headers=wrong)
            self.assertEqual((answer.status, answer.json), FORBIDDEN)
            self.assertEqual(answer.header("x-amzn-ErrorType"), ["ForbiddenException"])
        self.assertEqual(ask(url, "/open").status, 200)
        self.delete("AWS::ApiGateway::UsagePlanKey", joined, properties)
        self.assertEqual(ask(url, "/", headers=sent).status, 403)

    def test_are_kept_out_disabled_or_by_a_plan_of_another_stage(self) -> None:
        url = self.shop()
        (key, of_key), (plan, of_plan) = self.key(), self.plan("prod")
        self.join(key, plan)
        sent = [("x-api-key", VALUE)]
        self.assertEqual(ask(url, "/", headers=sent).status, 200)
        self.update("AWS::ApiGateway::ApiKey", key, of_key, {**of_key, "Enabled": False})
        self.assertEqual(ask(url, "/", headers=sent).status, 403)
        self.update("AWS::ApiGateway::ApiKey", key, of_key, of_key)
        self.update("AWS::ApiGateway::UsagePlan", plan, of_plan, {**of_plan, "ApiStages": []})
        self.assertEqual(ask(url, "/", headers=sent).status, 403)
        with self.assertRaisesRegex(Exception, f"API Stage not found: {self.api}:test"):
            self.plan("test")

    def test_have_stages_that_let_nobody_in(self) -> None:
        url = self.shop()
        key, properties = self.key(StageKeys=[{"RestApiId": self.api, "StageName": "prod"}])
        found = self.apigateway.get_api_key(apiKey=key.physical_id)
        self.assertEqual(found["stageKeys"], [f"{self.api}/prod"])
        answer = ask(url, "/", headers=[("x-api-key", VALUE)])
        self.assertEqual((answer.status, answer.json), FORBIDDEN)
        self.update("AWS::ApiGateway::ApiKey", key, properties, {**properties, "StageKeys": []})
        self.assertEqual(self.apigateway.get_api_key(apiKey=key.physical_id)["stageKeys"], [])
        self.update("AWS::ApiGateway::ApiKey", key, {**properties, "StageKeys": []}, properties)
        self.assertEqual(self.apigateway.get_api_key(apiKey=key.physical_id)["stageKeys"], [f"{self.api}/prod"])
        with self.assertRaisesRegex(Exception, "Invalid stage identifier specified"):
            self.key(Value="another-key-of-twenty", StageKeys=[{"RestApiId": self.api, "StageName": "none"}])

    def test_and_plans_change_in_place(self) -> None:
        self.shop()
        key, of_key = self.key(Tags=[{"Key": "a", "Value": "b"}])
        self.update("AWS::ApiGateway::ApiKey", key, of_key, {**of_key, "Description": "new", "CustomerId": "c", "Tags": []})
        found = self.apigateway.get_api_key(apiKey=key.physical_id, includeValue=True)
        self.assertEqual((found["description"], found["customerId"], found["tags"], found["value"]), ("new", "c", {}, VALUE))
        rates = {"/open/GET": {"RateLimit": 2.5, "BurstLimit": 3}}
        stage = {"ApiId": self.api, "Stage": "prod"}
        plan, old = self.plan("prod", Throttle={"RateLimit": 10, "BurstLimit": 20}, Quota={"Limit": 100, "Period": "DAY"})
        new = {"UsagePlanName": "silver", "ApiStages": [{**stage, "Throttle": rates}], "Quota": {"Limit": 5, "Period": "WEEK", "Offset": 1}}
        self.update("AWS::ApiGateway::UsagePlan", plan, old, {**new, "Tags": [{"Key": "a", "Value": "b"}]})
        found = self.apigateway.get_usage_plan(usagePlanId=plan.physical_id)
        self.assertEqual((found["name"], found.get("throttle"), found["tags"]), ("silver", None, {"a": "b"}))
        self.assertEqual(found["quota"], {"limit": 5, "offset": 1, "period": "WEEK"})
        self.assertEqual(found["apiStages"][0]["throttle"], {"/open/GET": {"rateLimit": 2.5, "burstLimit": 3}})
        self.update("AWS::ApiGateway::UsagePlan", plan, new, old)
        found = self.apigateway.get_usage_plan(usagePlanId=plan.physical_id)
        self.assertEqual((found["throttle"], found["quota"]), ({"rateLimit": 10.0, "burstLimit": 20}, {"limit": 100, "period": "DAY"}))
        self.assertEqual(found["apiStages"], [{"apiId": self.api, "stage": "prod"}])


if __name__ == "__main__":
    unittest.main()
