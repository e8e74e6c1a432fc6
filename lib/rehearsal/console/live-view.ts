import { createLogUpdate } from 'log-update';
import { timestamp } from '../progress';
import { frame } from './frame';
import { EMPTY_STATE, fold } from './live-state';
import type { Theme } from './theme';
import type { View } from './view';

const REDRAW_MILLISECONDS = 100;

/** Draws all stages and actions in place on a terminal. */
export const liveView = (stream: NodeJS.WriteStream, theme: Theme): View => {
  const screen = createLogUpdate(stream);
  let state = EMPTY_STATE;
  let paused = 0;
  const draw = (): void => {
    if (paused > 0 || state === EMPTY_STATE) return;
    screen(`\n${frame(state, { now: timestamp(), columns: stream.columns ?? 80 }, theme).join('\n')}`);
  };
  const timer = setInterval(draw, REDRAW_MILLISECONDS);
  return {
    show(event) {
      state = fold(state, event);
    },
    async during(question) {
      draw();
      paused += 1;
      screen.done();
      try {
        return await question();
      } finally {
        paused -= 1;
      }
    },
    close() {
      clearInterval(timer);
      draw();
      screen.done();
    },
  };
};
