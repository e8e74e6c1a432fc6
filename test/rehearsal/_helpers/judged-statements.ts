import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { REQUESTS } from '../../../lib/rehearsal/record/permission-record';
import type { Summary } from '../../../lib/rehearsal/record/summary';
import { judgeAgain } from '../../../lib/rehearsal/statements/judge-again';
import type { JustifiedPermission } from '../../../lib/rehearsal/statements/justified';
import { placesIn, type Verdict, verdictsOf } from '../../../lib/rehearsal/statements/verdicts';

/** What taking out every statement says of a release of an app, by what is justified. */
export const judgedStatements = async (app: string, summary: Summary) => {
  const requests = readFileSync(join(app, '.rehearsal', summary.pipelineExecutionId, REQUESTS), 'utf8');
  const statements = await judgeAgain(requests, process.env, resolve('.'));
  return (justified: readonly JustifiedPermission[]) => {
    const { verdicts, idle } = verdictsOf(statements, placesIn(requests), summary, justified);
    const of = (wanted: Verdict['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted);
    return { needed: of('needed'), unneeded: of('unneeded'), idle };
  };
};
