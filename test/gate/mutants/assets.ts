import type { Publication } from '../../../lib/gate/templates/template';
import { inPipeline, type Row } from './evidence';

/** Changes the first file that is published beside the pipeline's template. */
const published =
  (change: (one: Publication) => Partial<Publication>) =>
  ({ stacks }: Parameters<Row[2]>[0]): void => {
    const isFile = ({ source }: Publication): boolean => source['packaging'] === 'zip';
    const stack = stacks.find(({ publications = [] }) => publications.some(isFile));
    const one = stack?.publications?.find(isFile);
    if (stack === undefined || one === undefined) throw new Error('the pipeline publishes no file');
    const publications = stack.publications?.map((each) => (each === one ? { ...one, ...change(one) } : each));
    Object.assign(stack, { publications });
  };

const BUCKET = 'cdk-hnb659fds-assets-111111111111-us-east-1';

/** What a published file may be instead, and where it may go. */
const FAULTS: readonly (readonly [fault: string, change: (one: Publication) => Partial<Publication>])[] = [
  ['made by a command', () => ({ source: { executable: ['sh', '-c', 'true'] } })],
  ['made by a command beside its file', ({ source }) => ({ source: { ...source, executable: ['true'] } })],
  ['an image', () => ({ kind: 'image' })],
  ...['/etc/passwd', '../../source', 'asset.x/../../y', ''].map(
    (path) => [`made from ${path}`, () => ({ source: { path, packaging: 'zip' } })] as const,
  ),
  ...[
    'somewhere',
    BUCKET.replace('111111111111', '999999999999'),
    BUCKET.replace('us-east-1', 'ap-east-1'),
    `${BUCKET}-2`,
    undefined,
  ].map((bucket) => [`put into ${bucket}`, () => ({ bucket })] as const),
  ...['file-publishing', '111111111111', 'us-east-1'].map(
    (part) =>
      [`published without ${part}`, ({ role }: Publication) => ({ role: String(role).replace(part, 'x') })] as const,
  ),
  ['published as nobody', () => ({ role: undefined })],
];

/** Every fault of an asset. */
export const ASSETS = inPipeline(
  FAULTS.map(([fault, change]): Row => ['ZT-00-AssetsAreFiles', `an asset is ${fault}`, published(change)]),
);
