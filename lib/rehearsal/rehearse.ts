import { UserError } from '../ground/user-error';
import { removeAside } from './private-directory/private-directory';
import { timestamp } from './progress';
import { expectedDurations } from './record/expected-durations';
import { Rehearsal } from './rehearsal';
import { placesOf } from './runner';
import { openContext, type RehearsalOptions } from './site/open-context';
import { buildSite, reopenSite } from './site/site';
import { fullDevice } from './site/space';

/**
 * Makes everything ready for a push: starts the emulator while the commit is synthesized, bootstraps the accounts, deploys
 * the pipeline once, and opens its remote; or goes on with the site of a kept session.
 *
 * @throws {UserError} when something fails that a person can act on
 */
export const openRehearsal = async (options: RehearsalOptions): Promise<Rehearsal> => {
  const context = await openContext(options);
  try {
    const expected = expectedDurations(context.records);
    context.emit({ type: 'rehearsal-started', time: timestamp(), commit: context.commit, expected });
    const site = (await reopenSite(context)) ?? (await buildSite(context));
    return await Rehearsal.on(site, context);
  } catch (error) {
    const full = fullDevice(placesOf(context));
    removeAside(context.privateDirectory);
    if (full === undefined || context.signal.aborted) throw error;
    throw new UserError(full, { exitCode: 1, cause: error });
  }
};
