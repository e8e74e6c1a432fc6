import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { expect, test } from '@jest/globals';
import { TAGGABLE } from '../../../lib/gate/rules/tags';

test("the taggable types are those of AWS's schemas; where they differ, write them into lib/gate/templates/taggable.json", () => {
  const spec = loadAwsServiceSpecSync()
    .all('resource')
    .filter(({ tagInformation: tags }) => tags?.tagPropertyName === 'Tags')
    .map(({ cloudFormationType: type }) => type);
  expect([...TAGGABLE].toSorted()).toEqual(spec.toSorted());
});
