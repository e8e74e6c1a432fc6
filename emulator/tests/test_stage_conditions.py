"""What is noted of the conditions of stages, what becomes of an override, and how attempts are numbered."""

import threading
import uuid
from typing import Any
from unittest.mock import patch

from moto.codepipeline.models import codepipeline_backends
from pipeline_case import NAME
from service_case import ACCOUNT, REGION
from verb_case import ONE, TWO, VerbCase

from delivery_emulator.services import codepipeline_conditions, codepipeline_executions

CHECK = {"category": "Rule", "owner": "AWS", "provider": "VariableCheck", "version": "1"}


class ConditionCase(VerbCase):
    def condition(self, status: str, moment: str = "beforeEntry", execution: str = ONE, **more: Any) -> None:
        self.note(execution, status, stageName="prod", condition=moment, **more)

    def rule(self, status: str, run: str = "run", moment: str = "beforeEntry", execution: str = ONE, summary: str = "") -> None:
        output = {"output": {"executionResult": {"externalExecutionSummary": summary}}} if summary else {}
        read = {"ruleTypeId": CHECK, "configuration": {"Variable": "#{A.B}"}, "resolvedConfiguration": {"Variable": "b"}}
        of = {"ruleExecutionId": run, "ruleName": "Check", "stageName": "prod", "condition": moment}
        self.note(execution, status, rule={**of, "input": read, **output})

    def failed(self, moment: str = "beforeEntry", execution: str = ONE, **more: Any) -> None:
        self.note(execution, "InProgress")
        self.condition("InProgress", moment, execution)
        self.rule("InProgress", execution, moment, execution)
        self.rule("Failed", execution, moment, execution, "b is not a")
        self.condition("Failed", moment, execution, statusSummary="Check: b is not a")
        self.note(execution, "Failed", stageName="prod")
        self.note(execution, "Failed", **more)


class TestStates(ConditionCase):
    def test_of_a_condition_and_its_rules_are_what_was_noted(self) -> None:
        self.assertNotIn("beforeEntryConditionState", self.stage_state())
        self.failed()
        state = self.stage_state()["beforeEntryConditionState"]
        self.assertEqual(state["latestExecution"], {"status": "Failed", "summary": "Check: b is not a"})
        (one,) = state["conditionStates"]
        self.assertEqual(one["latestExecution"]["status"], "Failed")
        self.assertEqual([(each["ruleName"], each["latestExecution"]["summary"]) for each in one["ruleStates"]], [("Check", "b is not a")])

    def test_of_another_run_take_the_place_of_the_last_and_history_keeps_both(self) -> None:
        self.failed()
        self.condition("InProgress")
        self.rule("InProgress", "again")
        self.assertEqual([each["latestExecution"]["ruleExecutionId"] for each in self.stage_state()["beforeEntryConditionState"]["conditionStates"][0]["ruleStates"]], ["again"])
        listed = self.pipelines.list_rule_executions(pipelineName=NAME, filter={"pipelineExecutionId": ONE})["ruleExecutionDetails"]
        self.assertEqual({each["ruleExecutionId"]: each["status"] for each in listed}, {ONE: "Failed", "again": "InProgress"})
        self.assertEqual(listed[0]["input"]["resolvedConfiguration"], {"Variable": "b"})

    def test_of_what_nobody_runs_any_more_are_abandoned_with_the_reason(self) -> None:
        self.note(ONE, "InProgress")
        self.condition("InProgress")
        self.rule("InProgress")
        pipeline = codepipeline_backends[ACCOUNT][REGION].pipelines[NAME]
        execution = codepipeline_executions.executions_of(pipeline)[ONE]
        codepipeline_executions.abandon(pipeline, ACCOUNT, REGION, execution, "it is gone")
        state = self.stage_state()["beforeEntryConditionState"]
        self.assertEqual(state["latestExecution"], {"status": "Abandoned", "summary": "it is gone"})
        (rule,) = state["conditionStates"][0]["ruleStates"]
        self.assertEqual((rule["latestExecution"]["status"], rule["latestExecution"]["summary"]), ("Abandoned", "it is gone"))
        (listed,) = self.pipelines.list_rule_executions(pipelineName=NAME)["ruleExecutionDetails"]
        self.assertEqual((listed["status"], listed["input"]["resolvedConfiguration"]), ("Abandoned", {"Variable": "b"}))

    def test_a_skipped_stage_is_shown_so_and_the_summary_of_an_execution_listed(self) -> None:
        self.note(ONE, "InProgress")
        self.note(ONE, "Skipped", stageName="prod")
        self.note(ONE, "Succeeded", statusSummary="prod was skipped")
        self.assertEqual(self.stage_state()["latestExecution"]["status"], "Skipped")
        (listed,) = self.pipelines.list_pipeline_executions(pipelineName=NAME)["pipelineExecutionSummaries"]
        self.assertEqual(listed["statusSummary"], "prod was skipped")

    def test_fails_an_execution_that_is_not_there_and_an_owner_that_there_is_not(self) -> None:
        self.no("PipelineExecutionNotFoundException", self.pipelines.list_rule_executions, pipelineName=NAME, filter={"pipelineExecutionId": TWO})
        types = {each["id"]["provider"]: each for each in self.pipelines.list_rule_types()["ruleTypes"]}
        self.assertEqual([each["name"] for each in types["VariableCheck"]["ruleConfigurationProperties"] if each["required"]], ["Operator", "Value", "Variable"])
        self.no("ValidationException", self.pipelines.list_rule_types, ruleOwnerFilter="Custom")


class TestOverrides(ConditionCase):
    def override(self, execution: str = ONE, stage: str = "prod", kind: str = "BEFORE_ENTRY") -> None:
        self.pipelines.override_stage_condition(pipelineName=NAME, stageName=stage, pipelineExecutionId=execution, conditionType=kind)

    def test_while_the_condition_is_looked_at_are_an_order(self) -> None:
        self.note(ONE, "InProgress")
        self.condition("InProgress")
        self.override()
        self.assertEqual(self.orders(), [{"kind": "override", "stageName": "prod", "condition": "beforeEntry"}])

    def test_of_what_has_failed_its_stage_are_taken_by_whoever_waits(self) -> None:
        self.failed("onSuccess", retryable=True)

        def work() -> None:
            self.orders(seconds=5)
            self.orders(after=1)

        worker = threading.Thread(target=work)
        worker.start()
        self.override(kind="ON_SUCCESS")
        worker.join()
        self.no("ConflictException", self.override, kind="ON_SUCCESS")

    def test_fails_where_nobody_waits_or_whoever_did_is_gone(self) -> None:
        self.failed()
        self.no("ConflictException", self.override)
        self.note(ONE, "Failed", retryable=True)
        with patch.object(codepipeline_conditions, "TO_BE_TAKEN", 0.01):
            self.no("ConflictException", self.override)
        self.assertEqual(self.orders(), [])

    def test_fails_a_condition_that_is_met_was_not_come_to_or_has_skipped(self) -> None:
        self.note(ONE, "InProgress")
        self.no("ConditionNotOverridableException", self.override)
        self.condition("InProgress")
        self.condition("Succeeded")
        self.no("ConditionNotOverridableException", self.override)
        self.condition("Failed")
        self.note(ONE, "Skipped", stageName="prod")
        self.no("ConditionNotOverridableException", self.override)

    def test_fails_an_older_execution_what_is_no_stage_and_no_kind(self) -> None:
        self.failed(execution=ONE)
        self.failed(execution=TWO)
        self.no("NotLatestPipelineExecutionException", self.override, ONE)
        self.no("StageNotFoundException", self.override, stage="staging")
        self.no("ValidationException", self.override, kind="ON_FAILURE")


class TestJobs(ConditionCase):
    """What a rule gives to a function is answered by it, once."""

    def give(self) -> str:
        token = str(uuid.uuid4())
        self.note(ONE, "InProgress")
        read = {"ruleTypeId": {**CHECK, "provider": "LambdaInvoke"}, "configuration": {}, "resolvedConfiguration": {}}
        of = {"ruleExecutionId": "run", "ruleName": "Ask", "stageName": "prod", "condition": "onSuccess"}
        self.note(ONE, "InProgress", rule={**of, "input": read, "token": token})
        return token

    def say_no(self, job: str, kind: str = "JobFailed") -> None:
        self.pipelines.put_job_failure_result(jobId=job, failureDetails={"type": kind, "message": "slow"})

    def test_are_answered_with_yes_or_with_no_and_why(self) -> None:
        first, second = self.give(), self.give()
        self.pipelines.put_job_success_result(jobId=first)
        self.say_no(second)
        told = [(each["token"], each["succeeded"], each["summary"]) for each in self.orders()]
        self.assertEqual(told, [(first, True, ""), (second, False, "slow")])

    def test_fails_a_second_answer_an_unknown_job_and_a_kind_that_there_is_not(self) -> None:
        job = self.give()
        self.no("ValidationException", self.say_no, job, "BadMood")
        self.say_no(job)
        self.no("InvalidJobStateException", self.pipelines.put_job_success_result, jobId=job)
        self.no("JobNotFoundException", self.say_no, str(uuid.uuid4()))

    def test_go_on_until_an_answer_has_no_token_any_more(self) -> None:
        job = self.give()
        self.pipelines.put_job_success_result(jobId=job, continuationToken="half")
        details = {"summary": "all"}
        self.pipelines.put_job_success_result(jobId=job, executionDetails=details, outputVariables={"Colour": "red"})
        told = [(each.get("continuationToken"), each["summary"], each["variables"]) for each in self.orders()]
        self.assertEqual(told, [("half", "", {}), (None, "all", {"Colour": "red"})])
        self.no("InvalidJobStateException", self.say_no, job)

    def test_are_given_by_actions_too(self) -> None:
        token = str(uuid.uuid4())
        self.note(ONE, "InProgress")
        read = {"actionTypeId": {"category": "Invoke", "owner": "AWS", "provider": "Lambda", "version": "1"}, "configuration": {}, "resolvedConfiguration": {}, "region": "us-east-1"}
        action = {"actionExecutionId": "run", "actionName": "Ask", "stageName": "prod", "input": read}
        self.note(ONE, "InProgress", action={**action, "job": token})
        self.pipelines.put_job_success_result(jobId=token)
        self.assertEqual([each["token"] for each in self.orders()], [token])
        self.note(ONE, "InProgress", action={**action, "actionExecutionId": "again", "job": "1d0e9f5e-0000-4000-8000-000000000000"})
        self.note(ONE, "Failed", action={**action, "actionExecutionId": "again"})
        self.no("InvalidJobStateException", self.say_no, "1d0e9f5e-0000-4000-8000-000000000000")

    def test_fails_an_answer_to_a_rule_that_has_ended(self) -> None:
        job = self.give()
        self.rule("Failed", summary="timed out")
        self.no("InvalidJobStateException", self.say_no, job)


class TestAttempts(ConditionCase):
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html"""

    def setUp(self) -> None:
        super().setUp()
        self.told: list[tuple[str, str, float, dict[str, Any]]] = []

        def tell(_a: str, _r: str, kind: str, _s: str, _n: list[str], detail: dict[str, Any]) -> None:
            self.told.append((kind.split()[1], detail["state"], detail["pipeline-execution-attempt"], detail))

        patched = patch.object(codepipeline_executions, "put_service_event", tell)
        patched.start()
        self.addCleanup(patched.stop)

    def test_a_retry_resumes_pipeline_and_stage_as_another_attempt(self) -> None:
        self.failed(trigger={"triggerType": "Webhook", "triggerDetail": "push to main"})
        self.note(ONE, "InProgress")
        self.note(ONE, "InProgress", stageName="prod")
        self.approval(ONE, "InProgress")
        self.assertEqual([each[:3] for each in self.told[-3:]], [("Pipeline", "RESUMED", 2.0), ("Stage", "RESUMED", 2.0), ("Action", "STARTED", 2.0)])
        self.assertEqual(self.told[0][:3], ("Pipeline", "STARTED", 1.0))
        self.assertEqual(self.told[-3][3]["execution-trigger"], {"trigger-type": "Webhook", "trigger-detail": "push to main"})
        self.assertEqual({each[3]["start-time"] for each in self.told}, {"2026-01-02T03:04:05.678Z"})

    def test_a_retry_by_the_definition_is_counted_as_such(self) -> None:
        self.note(ONE, "InProgress")
        self.note(ONE, "InProgress", stageName="prod")
        self.note(ONE, "Failed", stageName="prod")
        self.note(ONE, "InProgress", stageName="prod", retry="AutomatedStageRetry")
        self.assertEqual(self.told[-1][:3], ("Stage", "RESUMED", 2.0))
        self.assertEqual(self.stage_state()["retryStageMetadata"], {"autoStageRetryAttempt": 1, "latestRetryTrigger": "AutomatedStageRetry"})

    def test_what_never_ended_is_no_other_attempt(self) -> None:
        self.note(ONE, "InProgress")
        self.note(ONE, "InProgress")
        self.assertEqual(self.told[-1][:3], ("Pipeline", "STARTED", 1.0))
        self.assertNotIn("retryStageMetadata", self.stage_state())
