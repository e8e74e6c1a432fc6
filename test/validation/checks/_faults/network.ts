import type { World } from '../../fake-cloud';
import { type Fault, first, gateway } from './change';

/** ZT-01 to ZT-04, and the flow logs. */
export const NETWORK: readonly Fault[] = [
  ...['interface', 'network_load_balancer', 'vpc_endpoint', 'unknown'].map(
    (type): Fault => [
      'interfaces-of-others',
      `something of type ${type}`,
      (world) => {
        world.interfaces.push({ id: 'eni-x', description: 'RDSNetworkInterface', type, publicAddresses: [] });
      },
      `the network interface eni-x (RDSNetworkInterface, of type ${type}) is in it`,
    ],
  ),
  ...(['egressOnly', 'nat', 'vpn', 'transit', 'peering'] as const).map(
    (kind) =>
      [
        'no-gateway-out',
        `a way out (${kind})`,
        (world: World) => {
          world.gateways[kind] = gateway();
        },
        'gw-1 leads out of it',
      ] as const,
  ),
  [
    'routes-stay-inside',
    'an IPv6 route',
    (world) =>
      world.routeTables.push({ id: 'rtb-x', main: false, subnetIds: [], routes: [{ to: '::/0', via: 'eigw-1' }] }),
    'its route ::/0 leads to eigw-1',
  ],
  [
    'routes-stay-inside',
    'a route to a peering',
    (world) =>
      world.routeTables.push({
        id: 'rtb-x',
        main: false,
        subnetIds: [],
        routes: [{ to: '10.99.0.0/16', via: 'pcx-1' }],
      }),
    'leads to pcx-1',
  ],
  [
    'no-public-addresses',
    'a subnet with IPv6',
    (world) => {
      world.subnets = first(world.subnets, { ipv6: true });
    },
    'has IPv6 addresses',
  ],
  [
    'no-public-addresses',
    'an elastic address',
    (world) => {
      world.interfaces = first(world.interfaces, { publicAddresses: ['203.0.113.9'] });
    },
    'has the public address 203.0.113.9',
  ],
  [
    'functions-inside-vpc',
    'no function',
    (world) => {
      world.functions['rotate-key-ring-dev'] = undefined;
    },
    'does not exist',
  ],
  [
    'functions-inside-vpc',
    'a foreign group',
    (world) => {
      const found = world.functions['data-processing-dev'];
      if (found) world.functions['data-processing-dev'] = { ...found, groupIds: ['sg-x'] };
    },
    'runs in sg-x',
  ],
  [
    'functions-inside-vpc',
    'no group',
    (world) => {
      const found = world.functions['data-processing-dev'];
      if (found) world.functions['data-processing-dev'] = { ...found, groupIds: [] };
    },
    'no security group',
  ],
  [
    'isolated-subnets',
    'one zone',
    (world) => {
      world.subnets = world.subnets.map((subnet) => ({ ...subnet, zone: 'us-east-1a' }));
    },
    'lie in us-east-1a, not in two',
  ],
  [
    'isolated-subnets',
    'a subnet on the main table',
    (world) => {
      world.routeTables = world.routeTables.filter(({ id }) => id !== 'rtb-a');
    },
    'takes the main one',
  ],
  [
    'endpoints-available',
    'a pending endpoint',
    (world) => {
      world.endpoints = first(world.endpoints, { state: 'pending' });
    },
    'is in state pending',
  ],
  [
    'endpoints-available',
    'no private DNS',
    (world) => {
      world.endpoints = first(world.endpoints, { privateDns: false });
    },
    'no private DNS',
  ],
  [
    'endpoints-available',
    'one subnet',
    (world) => {
      world.endpoints = first(world.endpoints, { subnetIds: ['subnet-a'] });
    },
    '1 subnets',
  ],
  [
    'endpoints-available',
    'a missing endpoint',
    (world) => {
      world.endpoints = world.endpoints.slice(1);
    },
    'no endpoint of its stack for kms',
  ],
  [
    'endpoints-available',
    'S3 in one route table only',
    (world) => {
      world.endpoints = world.endpoints.map((each) => ({ ...each, routeTableIds: each.routeTableIds.slice(1) }));
    },
    'is in no route of rtb-a',
  ],
  [
    'endpoint-policies',
    'no policy',
    (world) => {
      world.endpoints = world.endpoints.map(({ policy: _, ...each }) => each);
    },
    'serves everybody',
  ],
  [
    'endpoint-policies',
    'a policy without the resource account',
    (world) => {
      world.endpoints = world.endpoints.map((each) => ({
        ...each,
        policy: (each.policy ?? '').replace('aws:ResourceAccount', 'aws:PrincipalOrgID'),
      }));
    },
    'does not serve calls of 222222222222',
  ],
  [
    'endpoint-policies',
    "another account's resources",
    (world) => {
      world.endpoints = world.endpoints.map((each) => ({
        ...each,
        policy: (each.policy ?? '').replace(',"aws:ResourceAccount":"222222222222"', ''),
      }));
    },
    'reach resources of other accounts',
  ],
  [
    'security-groups',
    'another prefix list',
    (world) => {
      world.prefixLists = ['pl-other'];
    },
    'egress names pl-63a5400a',
  ],
  [
    'security-groups',
    'a group that no stack owns',
    (world) => world.securityGroups.push({ id: 'sg-x', name: 'x', rules: [] }),
    'belongs to no stack',
  ],
  [
    'network-acls',
    'an entry more',
    (world) =>
      world.networkAcls.push({
        id: 'acl-2',
        isDefault: true,
        entries: [{ number: 90, egress: false, action: 'allow', protocol: '6', cidr: '0.0.0.0/0' }],
      }),
    'has the entry ingress 90 allow 6',
  ],
  [
    'network-acls',
    'an entry less',
    (world) => {
      world.networkAcls = [{ id: 'acl-1', isDefault: true, entries: [] }];
    },
    'lacks the entry ingress 100 allow',
  ],
  [
    'flow-logs',
    'rejected traffic only',
    (world) => {
      world.flowLogs = first(world.flowLogs, { traffic: 'REJECT' });
    },
    'records REJECT traffic only',
  ],
  [
    'flow-logs',
    'a record that tells the time only',
    (world) => {
      world.flowLogs = first(world.flowLogs, { format: '${start}' });
    },
    'does not tell at which of our interfaces, from where',
  ],
  [
    'flow-logs',
    'a delivery that fails',
    (world) => {
      world.flowLogs = first(world.flowLogs, { deliveryStatus: 'FAILED', deliveryError: 'Access error' });
    },
    'cannot deliver: Access error',
  ],
  [
    'flow-logs',
    'another log group',
    (world) => {
      world.flowLogs = first(world.flowLogs, { logGroup: '/else' });
    },
    'goes to /else',
  ],
];
