import { afterAll } from '@jest/globals';
import type { ExecutorEvent } from '../../../../lib/rehearsal/executor/event';
import { cleanUp } from './run';

afterAll(cleanUp);

export const TRUE = { phases: { build: { commands: ['true'] } } };
export const FALSE = { phases: { build: { commands: ['false'] } } };

export const outlineOf = (events: readonly ExecutorEvent[]): readonly string[] =>
  events.flatMap((event) => {
    switch (event.type) {
      case 'stage-started':
        return [`> ${event.stageName}`];
      case 'stage-ended':
        return [`< ${event.stageName} ${event.status}`];
      case 'action-ended':
        return [`${event.action.actionName} ${event.status}`];
      case 'execution-restarted':
        return [`restart ${event.restarts}`];
      case 'execution-ended':
        return [`end ${event.status}`];
      default:
        return [];
    }
  });
