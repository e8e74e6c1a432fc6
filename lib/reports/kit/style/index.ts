import { BASE } from './base';
import { COLOURS } from './colours';
import { LAYOUT } from './layout';
import { PAPER } from './paper';
import { PARTS } from './parts';
import { TABLES } from './tables';

/** The one style sheet of every page. */
export const STYLE = [COLOURS, BASE, LAYOUT, PARTS, TABLES, PAPER].join('');
