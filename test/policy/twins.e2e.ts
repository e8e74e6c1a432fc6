import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, type PolicyDocument, type Request, SERVICE_PATHS, worldsOf } from '../../lib/policy';
import { brokenPolicy, policy, request } from './arbitrary';
import { outcomeOf } from './cases';

const EMULATOR = join(__dirname, '..', '..', 'emulator');

/** Evaluates questions, one JSON document a line, with the Python twin. */
const PYTHON = `
import json, sys
from delivery_emulator.policy import Principal, Request, evaluate

def principal(given):
    if given["kind"] == "service":
        return Principal.service(given["service"])
    return Principal.aws(given["arn"]) if given["kind"] == "aws" else Principal.anonymous()

for line in sys.stdin:
    policies, asked = json.loads(line)
    request = Request(principal(asked["principal"]), asked["action"], asked["resource"], asked["context"])
    print(evaluate(policies, request).effect)
`;

const WORLDS = `
import json, sys
from delivery_emulator.policy.service_calls import OnBehalfOf, rows, worlds_of

on = OnBehalfOf(**json.load(sys.stdin))
print(json.dumps({path: [[world.context, list(world.taken)] for world in worlds_of(path, on)] for path in rows()}))
`;

test('both know the same worlds of every service call', () => {
  const on = {
    account: '222222222222',
    region: 'us-east-1',
    source: 'arn:aws:any:us-east-1:222222222222:thing',
    topic: 'arn:aws:sns:us-east-1:222222222222:topic',
  };
  const input = JSON.stringify(on);
  const python: unknown = JSON.parse(
    execFileSync('python3', ['-c', WORLDS], { cwd: EMULATOR, input, encoding: 'utf8' }),
  );
  const worlds = SERVICE_PATHS.map((path) => [path, worldsOf(path, on).map(({ context, taken }) => [context, taken])]);
  expect(python).toEqual(Object.fromEntries(worlds));
});

test('both evaluators answer 5000 random questions alike', () => {
  const some = fc.array(fc.oneof({ weight: 4, arbitrary: policy() }, brokenPolicy), { maxLength: 3 });
  const asked: readonly (readonly [readonly PolicyDocument[], Request])[] = fc
    .sample(fc.tuple(some, request), 5000)
    .map((pair) => JSON.parse(JSON.stringify(pair)));
  const input = asked.map((question) => JSON.stringify(question)).join('\n');
  const answers = execFileSync('python3', ['-c', PYTHON], { cwd: EMULATOR, input, encoding: 'utf8' })
    .trim()
    .split('\n');
  const differing = asked
    .map(([policies, one], index) => ({
      question: JSON.stringify([policies, one]),
      typescript: outcomeOf(evaluate(policies, one)),
      python: answers[index],
    }))
    .filter(({ typescript, python }) => typescript !== python);
  expect(answers).toHaveLength(asked.length);
  expect(differing).toEqual([]);
});
