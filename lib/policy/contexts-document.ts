import { SERVICE_PATHS, type ServiceCall, type ServicePath, type Standing, serviceCall } from './service-calls';
import table from './service-calls.json';

/** What a key is, in a cell: sent or not, and how sure that is. */
const cell = (key: string, sent: boolean, value: string, standing: Standing): string =>
  `${sent ? '' : 'not '}\`${key}\`${sent ? ` = \`${value}\`` : ''}${standing === 'documented' ? '' : ` (${standing})`}`;

/** What the document says of every call stands in its introduction. */
const named = (keys: ServiceCall['keys']) =>
  Object.entries(keys).filter(([key]) => key !== 'aws:SecureTransport' && key !== 's3:TlsVersion');

const keysOf = ({ keys }: ServiceCall): string =>
  named(keys)
    .map(([key, { sent, value, standing }]) => cell(key, sent, value, standing))
    .join('<br>');

const sourcesOf = ({ sources, keys }: ServiceCall): string =>
  [...new Set([...sources, ...named(keys).flatMap(([, key]) => key.sources ?? [])])]
    .map((source) => `[${source}](#sources)`)
    .join(', ');

const row = (path: ServicePath): string => {
  const call = serviceCall(path);
  const actions = call.actions.map((action) => `\`${action}\``).join('<br>');
  const need = call.need === 'documented' ? '' : `<br>need ${call.need}`;
  return `| \`${path}\` | ${call.what} | ${actions}${need} | \`${call.onBehalfOf}\` | ${keysOf(call)} | ${sourcesOf(call)} |`;
};

/** `docs/aws-contexts.md`: the table of service calls for people, as Markdown. */
export const contextsDocument = (): string => {
  const services = [...new Set(SERVICE_PATHS.map((path) => serviceCall(path).service))];
  const sections = services.flatMap((service) => [
    `## ${service.replace('{region}', '<region>')}`,
    '',
    '| path | what | actions | on behalf of | keys | sources |',
    '| --- | --- | --- | --- | --- | --- |',
    ...SERVICE_PATHS.filter((path) => serviceCall(path).service === service).map(row),
    '',
  ]);
  const silent = Object.entries(table.noPath).map(
    ([service, { because, standing }]) => `- \`${service}\`: ${because} (${standing}).`,
  );
  return [
    '# What AWS services send when they call for themselves',
    '',
    'Written by `npm run docs` from `lib/policy/service-calls.json`, which the gate, the validation and the emulator read. A key',
    'without a word behind it is documented. What is *reported* or *unconfirmed* is asked both ways, sent and not sent, and a',
    'policy must let the service in in both; there `…IfExists` is right, and nowhere else. The emulator refuses what is refused',
    'either way, and says of the rest that it *may be refused on AWS*. No row: nobody has looked it up, and nobody can tell.',
    '',
    'With every call: `aws:SecureTransport` = `true`, and for S3 `s3:TlsVersion`, which AWS writes down nowhere for services',
    '(unconfirmed; [rcp-samples](#sources)). A policy may refuse whoever comes without TLS, and demand TLS of no service.',
    '',
    ...sections,
    '## No calls of their own',
    '',
    ...silent,
    '',
    '## Sources',
    '',
    ...Object.entries(table.sources).map(([name, { title, url }]) => `- **${name}**: [${title}](${url})`),
    '',
  ].join('\n');
};
