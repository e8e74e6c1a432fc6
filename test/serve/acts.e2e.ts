import { afterEach, describe, expect, test } from '@jest/globals';
import { executionId } from '../../bench/served-releases';
import { UserError } from '../../lib/ground/user-error';
import { type Answered, ask, type House, openHouse, WAITS } from './_helpers/house';

const houses: House[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
});

const { stageName, actionName, pipelineExecutionId, token } = WAITS;

/** Sends a form as the page does, to a pipeline that may refuse what it asks. */
const send = async (
  path: string,
  fields: Readonly<Record<string, string>>,
  refuse?: Error,
): Promise<Answered & Pick<House, 'done'>> => {
  const house = await openHouse(refuse);
  houses.push(house);
  const url = new URL(path, house.serving.url);
  const body = new URLSearchParams({ key: house.key, ...fields }).toString();
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
  const headers = { cookie: house.cookie, origin: url.origin, ...form };
  return { ...(await ask(url, { method: 'POST', headers, body })), done: house.done };
};

const ANSWER = {
  stage: stageName,
  action: actionName,
  execution: pipelineExecutionId,
  token,
  answer: 'Approved',
  comment: 'fine',
};

describe('a form asks', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly unknown[]]>([
    ['/answers', ANSWER, ['answer', { stageName, actionName, token, status: 'Approved', summary: 'fine' }]],
    [
      '/answers',
      { ...ANSWER, comment: ' ' },
      ['answer', expect.objectContaining({ summary: expect.stringContaining('approved on the page') })],
    ],
    ['/stops', { execution: executionId(1), mode: 'wait', reason: 'lunch' }, ['stop', executionId(1), false, 'lunch']],
    ['/stops', { execution: executionId(1), mode: 'abandon', reason: ' ' }, ['stop', executionId(1), true, undefined]],
    [
      '/transitions',
      { stage: 'prod', to: 'disabled', reason: 'holidays' },
      ['transition', 'prod', { disabledBecause: 'holidays' }],
    ],
    ['/transitions', { stage: 'prod', to: 'enabled' }, ['transition', 'prod', 'enabled']],
    ['/starts', {}, ['start', { variables: [] }]],
  ])('%s %j', async (path, fields, asked) => {
    const { status, done } = await send(path, fields);
    expect([status, done]).toEqual([303, [asked]]);
  });

  test('and leads to the execution that it is about', async () => {
    expect((await send('/answers', ANSWER)).headers.location).toBe(`/executions/${pipelineExecutionId}`);
  });
});

describe('a form is told', () => {
  test("CodePipeline's no in its words, which are no markup", async () => {
    const no = new UserError('ApprovalAlreadyCompletedException: <script>1</script>');
    const { status, text } = await send('/answers', { ...ANSWER, token: 'of-another-day' }, no);
    expect([status, text]).toEqual([409, expect.stringContaining('ApprovalAlreadyCompletedException: &lt;script&gt;')]);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['/retries', { stage: 'Build', execution: executionId(2), mode: 'all' }, 'nothing to retry'],
    ['/transitions', { stage: 'prod', to: 'disabled' }, 'the form says no reason'],
    ['/transitions', { stage: 'prod', to: 'ajar' }, 'to is enabled or disabled'],
    ['/stops', { mode: 'wait' }, 'the form says no execution'],
  ])('what is wrong with it: %s %j', async (path, fields, because) => {
    const { status, text, done } = await send(path, fields);
    expect([status, text, done]).toEqual([409, expect.stringContaining(because), []]);
  });
});
