/** Below what AWS answers, in every partition: https://docs.aws.amazon.com/general/latest/gr/rande.html, and the SDK's own table of partitions. */
const SUFFIXES = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'csp.hci.ic.gov',
  'cloud.adc-e.uk',
  'api.aws',
  'api.amazonwebservices.com.cn',
  'api.amazonwebservices.eu',
  'api.aws.ic.gov',
  'api.aws.scloud',
  'api.aws.hci.ic.gov',
  'api.cloud-aws.adc-e.uk',
];

/**
 * Is the host of a URL AWS itself, and no emulator?
 *
 * @throws {TypeError} when the text is no URL
 */
export const isAws = (url: string): boolean => {
  // A name with a dot behind it is the same name, and some schemes keep capitals.
  const host = `.${new URL(url).hostname.toLowerCase().replace(/\.+$/, '')}`;
  return SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));
};
