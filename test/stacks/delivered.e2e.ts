// In one file, because one deployment serves all of it; what a release changes is asked after what it has delivered.
import './_suites/data';
import './_suites/releases';
