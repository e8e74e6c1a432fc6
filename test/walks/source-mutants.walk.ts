import { eachIsFound, SOURCE_MUTANTS } from '../gate/mutants/constructs/source-mutants';

eachIsFound(SOURCE_MUTANTS);
