import { counted } from '../ground/counted';

/** What people call the actions that are granted most; any other is named as it is. */
const ACTIONS: Readonly<Record<string, string>> = {
  '*': 'do everything with everything',
  'dynamodb:deleteitem': 'delete items',
  'dynamodb:getitem': 'read items',
  'dynamodb:putitem': 'write items',
  'dynamodb:query': 'query items',
  'dynamodb:scan': 'read all items',
  'dynamodb:updateitem': 'change items',
  'ec2:createnetworkinterface': 'make network interfaces',
  'iam:passrole': 'hand on roles',
  'kms:decrypt': 'decrypt',
  'kms:encrypt': 'encrypt',
  'kms:generatedatakey': 'make data keys',
  'kms:putkeypolicy': 'change who may use keys',
  'kms:schedulekeydeletion': 'delete keys',
  'lambda:invokefunction': 'invoke functions',
  'logs:createloggroup': 'make log groups',
  'logs:createlogstream': 'begin log streams',
  'logs:putlogevents': 'write logs',
  's3:deleteobject': 'delete objects',
  's3:deleteobjectversion': 'delete versions of objects',
  's3:getobject': 'read objects',
  's3:getobjectversion': 'read versions of objects',
  's3:listbucket': 'list objects',
  's3:putbucketpolicy': 'change who may use buckets',
  's3:putobject': 'write objects',
  'secretsmanager:getsecretvalue': 'read secrets',
  'secretsmanager:putsecretvalue': 'change secrets',
  'sns:publish': 'publish messages',
  'sqs:deletemessage': 'delete messages',
  'sqs:receivemessage': 'receive messages',
  'sqs:sendmessage': 'send messages',
  'sts:assumerole': 'act as it',
  'sts:assumerolewithsaml': 'act as it',
  'sts:assumerolewithwebidentity': 'act as it',
};

const MOST = 3;

/** What actions let somebody do: `read and delete objects`. */
export const actionsInWords = (actions: readonly unknown[]): string => {
  const texts = actions.map((action) => (typeof action === 'string' ? action : 'what cannot be read'));
  const said = [...new Set(texts.toSorted((one, other) => narrowness(one) - narrowness(other)).map(wordsFor))];
  if (texts.some(isEverything)) return said[0] ?? '';
  const shown = said.length > MOST ? [...said.slice(0, MOST), counted(said.length - MOST, 'more thing')] : said;
  return listed(sharing(shown));
};

const isEverything = (action: string): boolean => /^\*+(:\*+)?$/.test(action);

/** A whole service before a part of one: of many, only a few are named. */
const narrowness = (action: string): number => (isEverything(action) ? 0 : /^\w[\w-]*:\*+$/.test(action) ? 1 : 2);

const wordsFor = (action: string): string => {
  const known = ACTIONS[isEverything(action) ? '*' : action.toLowerCase()];
  if (known !== undefined) return known;
  const [service = '', name = ''] = action.split(':');
  return name === '*' ? `do everything with ${service.toUpperCase()}` : `call ${action}`;
};

/** `read objects, delete objects` as `read, delete objects`. */
const sharing = (list: readonly string[]): readonly string[] => {
  const objectOf = (text: string) => text.split(' ').slice(1).join(' ');
  const [first] = list;
  if (first === undefined || objectOf(first) === '' || !list.every((each) => objectOf(each) === objectOf(first)))
    return list;
  return list.map((each, index) => (index === list.length - 1 ? each : (each.split(' ')[0] ?? each)));
};

const listed = (list: readonly string[]): string =>
  list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
