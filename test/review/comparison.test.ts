// In one file, because the specification of all resource types takes a second to read, and each test file reads it anew.
import './_suites/access';
import './_suites/access-dangers';
import './_suites/conditions';
import './_suites/dangers';
import './_suites/data-dangers';
import './_suites/data-holders';
import './_suites/guards';
import './_suites/network';
import './_suites/properties';
import './_suites/resources';
import './_suites/strangers';
