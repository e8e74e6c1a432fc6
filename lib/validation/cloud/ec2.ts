import type { PacedClients } from '../calls/clients';

/** Amazon EC2. */
export const ec2 = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-ec2');
  return { sdk, client: clients.of(sdk.EC2Client) };
};

/** The page of a listing of what is in a VPC that a token names. */
export const inVpc = (vpcId: string, NextToken: string | undefined, name = 'vpc-id') => ({
  Filters: [{ Name: name, Values: [vpcId] }],
  NextToken,
  MaxResults: 200,
});
