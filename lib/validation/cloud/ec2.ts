import type { PacedClients } from '../calls/clients';

/** Amazon EC2. */
export const ec2 = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-ec2');
  return { sdk, client: clients.of(sdk.EC2Client) };
};

/** The filter that keeps to what is in a VPC. */
export const inVpc = (vpcId: string, name = 'vpc-id') => ({ Filters: [{ Name: name, Values: [vpcId] }] });
