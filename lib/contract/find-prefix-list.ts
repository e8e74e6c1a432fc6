/** The command that prints the id of a region's list, for people whose region is not in the table of a service. */
export const findPrefixListCommand = (service: 's3' | 'dynamodb', region: string): string =>
  `aws ec2 describe-managed-prefix-lists --region ${region} --filters Name=prefix-list-name,Values=com.amazonaws.${region}.${service} --query 'PrefixLists[0].PrefixListId' --output text`;
