/** Where Build leaves what its scans of the packages came to, below the source; in the evidence it lies beside the lockfile. */
export const SCANS_FILE = '.build/scans.json';
