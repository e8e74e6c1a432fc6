import { describe, expect, test } from '@jest/globals';
import { planned, putRight } from '../../lib/bootstrap/bootstrap';
import { bootstrapPlaces } from '../../lib/bootstrap/places';
import type { BootstrapAccess, BootstrapRole } from '../../lib/bootstrap/state';
import { trustInTemplate } from '../../lib/bootstrap/template';
import { attachedTo, roleOf, type WantedBootstrap, wantedBootstraps } from '../../lib/bootstrap/wanted';
import { BOOTSTRAP_KINDS } from '../../lib/contract/bootstrap-roles';
import type { JsonObject } from '../../lib/ground/json';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { stockTemplate } from '../validation/_helpers/bootstrap';

const tools = { account: '111111111111', region: 'us-east-1' };
const dev = { account: '222222222222', region: 'us-east-1' };
const document = {
  Version: '2012-10-17' as const,
  Statement: [{ Sid: 'A', Effect: 'Allow', Action: 'a:B', Resource: '*' }],
};
const policies = [{ name: 'delivery-execution-us-east-1-1', characters: 1, document, statements: [] }];
const environments = [tools, dev].map((place) => ({ ...place, stacks: [], policies }));
const named = { stock: stockTemplate(), qualifier: 'hnb659fds', stack: 'CDKToolkit' };
const places = bootstrapPlaces({ application: 'zero-trust-delivery', tools, targets: [dev] });
const [wanted] = wantedBootstraps(places, environments, named) as [WantedBootstrap];
const DEPLOY = roleOf(wanted, 'deploy');
const EXECUTION = roleOf(wanted, 'cfn-exec');
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** An account that does as it is told; `cdk` makes what the wanted template says. */
const account = () => {
  const calls: string[] = [];
  const roles = new Map<string, { trust: JsonObject; attached: string[]; inline: string[] }>();
  const documents = new Map<string, JsonObject>();
  const world = { stack: undefined as Awaited<ReturnType<BootstrapAccess['stack']>>, exitCode: 0 };
  const role = (name: string) => roles.get(name) as { trust: JsonObject; attached: string[]; inline: string[] };
  const access: BootstrapAccess = {
    stack: async () => world.stack,
    role: async (name): Promise<BootstrapRole | undefined> => roles.get(name),
    policy: async (arn) => documents.get(arn),
    createPolicy: async (name, made) => {
      calls.push(`createPolicy ${name}`);
      documents.set(`arn:aws:iam::${dev.account}:policy/${name}`, made);
    },
    changePolicy: async (arn, made) => {
      calls.push('changePolicy');
      documents.set(arn, made);
    },
    setTrust: async (name, trust) => {
      calls.push(`setTrust ${name}`);
      role(name).trust = trust;
    },
    attach: async (name, arn) => void role(name).attached.push(arn),
    detach: async (name, arn) => {
      role(name).attached = role(name).attached.filter((each) => each !== arn);
    },
    deleteInline: async (name, policy) => {
      role(name).inline = role(name).inline.filter((each) => each !== policy);
    },
    protect: async () => {
      if (world.stack) world.stack = { ...world.stack, isProtected: true };
    },
    cdk: async (...argv) => {
      calls.push(`cdk ${argv.filter((each) => /^(bootstrap|aws:|--force)/.test(each)).join(' ')}`);
      if (world.exitCode !== 0) return { exitCode: world.exitCode, stdout: '', output: 'it was throttled' };
      world.stack = { status: 'CREATE_COMPLETE', isProtected: true, template: wanted.template, version: 33 };
      for (const kind of BOOTSTRAP_KINDS) {
        const made = {
          trust: trustInTemplate(wanted.template, kind),
          attached: [...attachedTo(wanted, kind)],
          inline: [],
        };
        if (!roles.has(roleOf(wanted, kind))) roles.set(roleOf(wanted, kind), made);
      }
      return { exitCode: 0, stdout: '', output: '' };
    },
  };
  return { access, calls, roles, documents, world };
};

const made = async () => {
  const there = account();
  await putRight(there.access, wanted, temporaryDirectory());
  there.calls.length = 0;
  return there;
};

describe('a bootstrap', () => {
  test('makes the policies first, because the stack attaches them, and then has nothing left to do', async () => {
    const { access, calls } = account();
    await putRight(access, wanted, temporaryDirectory());
    expect(calls).toEqual([
      'createPolicy delivery-execution-us-east-1-1',
      'cdk bootstrap aws://222222222222/us-east-1',
    ]);
    expect(await planned(access, wanted)).toEqual([]);
    await putRight(access, wanted, temporaryDirectory());
    expect(calls).toHaveLength(2);
  });

  test('goes on where it failed', async () => {
    const there = account();
    there.world.exitCode = 1;
    await expect(putRight(there.access, wanted, temporaryDirectory())).rejects.toThrow(
      'cdk bootstrap of aws://222222222222/us-east-1 failed:\nit was throttled',
    );
    there.world.exitCode = 0;
    there.calls.length = 0;
    await putRight(there.access, wanted, temporaryDirectory());
    expect(there.calls).toEqual(['cdk bootstrap aws://222222222222/us-east-1']);
  });

  test('takes over the stack of another variant, which the plan names', async () => {
    const there = await made();
    if (there.world.stack) there.world.stack = { ...there.world.stack, template: stockTemplate(), version: 21 };
    expect(await planned(there.access, wanted)).toMatchObject([
      { about: 'stack', was: ['version 21, AWS CDK: Default Resources'] },
    ]);
    await putRight(there.access, wanted, temporaryDirectory());
    expect(there.calls).toEqual(['cdk bootstrap aws://222222222222/us-east-1 --force']);
  });

  test('sees and takes back what was changed beside the stack', async () => {
    const there = await made();
    const trust = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] };
    Object.assign(there.roles.get(DEPLOY) ?? {}, { trust });
    there.roles.get(EXECUTION)?.attached.push(ADMINISTRATOR);
    there.roles.get(EXECUTION)?.inline.push('more');
    there.documents.set([...there.documents.keys()][0] ?? '', { Statement: [{ Effect: 'Allow', Action: '*' }] });
    if (there.world.stack) there.world.stack = { ...there.world.stack, isProtected: false };
    const plan = await planned(there.access, wanted);
    expect(plan.map(({ about, subject, was }) => [about, subject, was])).toEqual([
      ['policy', 'delivery-execution-us-east-1-1', ['{"Effect":"Allow","Action":"*"}']],
      ['attached', EXECUTION, [...attachedTo(wanted, 'cfn-exec'), ADMINISTRATOR].toSorted()],
      ['inline', EXECUTION, ['more']],
      ['trust', DEPLOY, ['everybody']],
      ['protection', 'CDKToolkit', ['anybody may delete it']],
    ]);
    await putRight(there.access, wanted, temporaryDirectory());
    expect(there.calls).toContain(`setTrust ${DEPLOY}`);
    expect(await planned(there.access, wanted)).toEqual([]);
  });

  test('does not call a trust changed that IAM writes another way', async () => {
    const there = await made();
    const { trust } = there.roles.get(DEPLOY) as BootstrapRole;
    const single = JSON.parse(JSON.stringify(trust).replace(/\[("[^"\]]*")\]/g, '$1'));
    expect(single).not.toEqual(trust);
    Object.assign(there.roles.get(DEPLOY) ?? {}, { trust: single });
    expect(await planned(there.access, wanted)).toEqual([]);
  });

  test('fails where something still differs afterwards', async () => {
    const there = await made();
    Object.assign(there.roles.get(DEPLOY) ?? {}, { trust: {} });
    await expect(
      putRight({ ...there.access, setTrust: async () => undefined }, wanted, temporaryDirectory()),
    ).rejects.toThrow(`aws://222222222222/us-east-1 still differs after its bootstrap (trust of ${DEPLOY})`);
  });

  test('fails where a role of its stack was deleted', async () => {
    const there = await made();
    there.roles.delete(DEPLOY);
    await expect(putRight(there.access, wanted, temporaryDirectory())).rejects.toThrow(`${DEPLOY} is not there`);
  });

  test.each([
    ['UPDATE_IN_PROGRESS', 33, 'is UPDATE_IN_PROGRESS: wait for its end'],
    ['UPDATE_ROLLBACK_FAILED', 33, 'is UPDATE_ROLLBACK_FAILED: bring it to an end in CloudFormation'],
    ['UPDATE_COMPLETE', 99, 'has version 99 and the installed aws-cdk makes 33: update aws-cdk in package.json'],
  ])('fails on a stack that is %s with version %d', async (status, version, said) => {
    const there = await made();
    if (there.world.stack) there.world.stack = { ...there.world.stack, status, version };
    await expect(planned(there.access, wanted)).rejects.toThrow(said);
  });

  test('makes a stack again whose first creation failed', async () => {
    const there = await made();
    if (there.world.stack) there.world.stack = { ...there.world.stack, status: 'ROLLBACK_COMPLETE' };
    expect((await planned(there.access, wanted))[0]?.was[0]).toMatch(/ROLLBACK_COMPLETE$/);
  });
});

describe('what bootstraps are to be', () => {
  test('fails where assembly and configuration deploy to different places', () => {
    expect(() => wantedBootstraps(places.slice(1), environments, named)).toThrow(
      'the assembly deploys to aws://222222222222/us-east-1, and the configuration does not: run npm run synth',
    );
    expect(() => wantedBootstraps(places, environments.slice(1), named)).toThrow(
      'the assembly deploys nothing to aws://111111111111/us-east-1 of the configuration: run npm run synth',
    );
  });
});
