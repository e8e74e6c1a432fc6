import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { messageOf } from '../ground/message-of';
import { UserError } from '../ground/user-error';
import { ACTS, type Fields } from './acts';
import { SERVE_SCRIPT } from './assets/script';
import { SERVE_STYLE } from './assets/style';
import { PAGE_POLICY, REPORT_POLICY } from './door/headers';
import { isSecret } from './door/keys';
import { expectedOf } from './durations';
import { partBefore } from './log-file';
import { type Changes, changesPage } from './pages/changes-page';
import { decisionPage, messagePage } from './pages/decision-page';
import { executionPage } from './pages/execution-page';
import { FORM_KEY } from './pages/form';
import { historyOf, type PastExecution } from './pages/history';
import { logPage } from './pages/log-page';
import { historyPage, pipelinePage } from './pages/pipeline-page';
import { deployedBy } from './pages/places';
import type { Sight } from './pages/sight';
import { actionOf } from './pages/stages';
import { executionPath } from './pages/words';
import type { PastReleases } from './records';
import { readReport } from './reports';
import type { Served } from './served';
import type { PipelineState } from './snapshot';

/** What pages are made of, whoever asks. */
export interface PageSource {
  readonly served: Served;
  readonly state: PipelineState;
  readonly releases: PastReleases;
  readonly formKey: string;
  readonly pushCommand: string;
  /** Something was done. */
  changed(): void;
}

/** Every page and every form, for requests that the door has let in. */
export const routesOf = (site: PageSource): Hono => {
  const app = new Hono();
  addPages(app, site);
  addExecution(app, site);
  addDecisions(app, site);
  addForms(app, site);
  app.get('/assets/style.css', (context) =>
    context.body(SERVE_STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  app.get('/assets/page.js', (context) =>
    context.body(SERVE_SCRIPT, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.notFound((context) => shown(context, messagePage(site, 'Not here', `there is no page ${context.req.path}`), 404));
  app.onError((error, context) => {
    const status = error instanceof Absent ? 404 : error instanceof UserError ? 409 : 500;
    return shown(context, messagePage(site, status === 404 ? 'Not here' : 'Not done', messageOf(error)), status);
  });
  return app;
};

/** Something that an address names is not there. */
class Absent extends UserError {}

const shown = (context: Context, page: string, status: 200 | 404 | 409 | 500 = 200) =>
  context.body(page, status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': PAGE_POLICY,
    'x-frame-options': 'DENY',
  });

const sightOf = async ({ served, state, releases, formKey, pushCommand }: PageSource): Promise<Sight> => ({
  served,
  snapshot: await state.now(),
  releases,
  formKey,
  pushCommand,
});

const addPages = (app: Hono, site: PageSource): void => {
  app.get('/', async (context) => shown(context, pipelinePage(await sightOf(site))));
  app.get('/history', async (context) =>
    shown(context, historyPage(await sightOf(site), numberIn(context, 'from') ?? 0)),
  );
};

const addExecution = (app: Hono, site: PageSource): void => {
  app.get('/executions/:id', async (context) => {
    const { sight, past } = await found(context, site);
    return shown(context, executionPage(sight, past, await site.served.commits.commit(past.commitId)));
  });
  app.get('/executions/:id/changes', async (context) => {
    const { sight, past } = await found(context, site);
    return shown(
      context,
      changesPage(sight, past, await changesOf(site.served, past, historyOf(sight).commitBefore(past))),
    );
  });
  app.get('/executions/:id/logs/:stage/:action', async (context) => {
    const { sight, past } = await found(context, site);
    const { stage = '', action: name = '' } = context.req.param();
    const action = actionOf(past.release, stage, name);
    if (past.release === undefined || action === undefined)
      throw new Absent(`execution ${past.id} has no action ${stage}/${name}`);
    const part = await partBefore(join(site.releases.directory, past.id, action.log), numberIn(context, 'before'));
    const usual = expectedOf(site.releases.all()).get(`${stage}/${name}`);
    return shown(context, logPage(sight, { release: past.release, stageName: stage, action, part, usual }));
  });
};

const addDecisions = (app: Hono, site: PageSource): void => {
  app.get('/executions/:id/decisions/:stage/:action', async (context) => {
    const { sight, past } = await found(context, site);
    const { stage = '', action: name = '' } = context.req.param();
    const approval = sight.snapshot.approvals.find(
      (each) => each.pipelineExecutionId === past.id && each.stageName === stage && each.actionName === name,
    );
    if (approval === undefined) return context.redirect(executionPath(past.id), 303);
    const asked = (await site.served.pipeline.actions(past.id)).find(
      ({ stageName, actionName }) => stageName === stage && actionName === name,
    );
    const { CustomData: message, ExternalEntityLink: link } =
      asked?.input?.resolvedConfiguration ?? asked?.input?.configuration ?? {};
    const running = deployedBy(site.releases.all(), stage)?.commitId ?? historyOf(sight).commitBefore(past);
    return shown(
      context,
      decisionPage(sight, past, approval, { message, link }, await changesOf(site.served, past, running)),
    );
  });
  app.get('/executions/:id/reports/*', async (context) => {
    const { past } = await found(context, site);
    const path = context.req.path.split('/').slice(4).join('/');
    const report = await readReport(join(site.releases.directory, past.id), path);
    if (report === undefined) throw new Absent(`execution ${past.id} has left no page ${path}`);
    return context.body(new Uint8Array(report), 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': REPORT_POLICY,
    });
  });
};

/** @throws {UserError} when there is no such execution */
const found = async (
  context: Context,
  site: PageSource,
): Promise<{ readonly sight: Sight; readonly past: PastExecution }> => {
  const sight = await sightOf(site);
  const id = context.req.param('id');
  const past = historyOf(sight).find(id ?? '');
  if (past === undefined) throw new Absent(`there is no execution ${id}`);
  return { sight, past };
};

/** What a commit changes against an earlier one, where the remote has both. */
const changesOf = async ({ commits }: Served, past: PastExecution, earlier: string | undefined): Promise<Changes> => {
  const commit = await commits.commit(past.commitId);
  const before = earlier === undefined ? undefined : await commits.commit(earlier);
  const patch = commit === undefined ? undefined : await commits.changes(before?.id, commit.id);
  return { commit, since: before?.id, patch };
};

const addForms = (app: Hono, site: PageSource): void => {
  for (const [address, act] of Object.entries(ACTS)) {
    app.post(address, async (context) => {
      const fields = Object.fromEntries(new URLSearchParams(await context.req.text())) as Fields;
      if (!isSecret(fields[FORM_KEY], site.formKey)) {
        return shown(
          context,
          messagePage(
            site,
            'Not done',
            'this form is of an earlier start of bin/delivery serve, or of another page: load the page again',
          ),
          409,
        );
      }
      try {
        return context.redirect(await act(fields, site.served, site.state), 303);
      } finally {
        site.state.forget();
        site.changed();
      }
    });
  }
};

/** A number of the address; undefined where it is none. */
const numberIn = (context: Context, name: string): number | undefined => {
  const given = context.req.query(name);
  return given !== undefined && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
};
