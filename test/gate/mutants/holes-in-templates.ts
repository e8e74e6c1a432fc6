import { adding, BUCKET, setting } from './faults';
import type { Mutant } from './mutant';

/** In templates that are not final: faults beside the property that a rule looks at first. */
export const HOLES_IN_TEMPLATES: readonly Mutant[] = [
  {
    fault: 'a macro rewrites the template',
    rule: 'ZT-00-TemplatesAreFinal',
    break: ({ template }) => {
      template['Transform'] = ['AWS::Serverless-2016-10-31'];
    },
  },
  {
    fault: 'resources are written by a loop',
    rule: 'ZT-00-TemplatesAreFinal',
    break: ({ template }) => {
      Object.assign(template.Resources, {
        'Fn::ForEach::Queues': ['Name', ['a', 'b'], { 'Queue${Name}': { Type: 'AWS::SQS::Queue' } }],
      });
    },
  },
  setting('ZT-00-TemplatesAreFinal', 'a property is written by a macro', 'StorageData6', BUCKET, 'Tags', {
    'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://somewhere' } },
  }),
  adding('ZT-00-TemplatesAreFinal', 'AWS::CloudFormation::Stack', 'a stack comes from a URL', {
    TemplateURL: 'https://s3.amazonaws.com/somebody/template.json',
  }),
  adding('ZT-00-TemplatesAreFinal', 'Somebody::Own::Thing', "somebody else's provider deploys what it likes"),
  adding('ZT-00-TemplatesAreFinal', 'Somebody::Own::Thing::MODULE', 'a module is unfolded when it is deployed'),
];
