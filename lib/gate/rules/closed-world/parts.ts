import { oneOf, text } from './shape';
import { harmless, held, judged, notAllowed, type PropertyState } from './state';

/** What stands beside the properties of a resource. */
export const ATTRIBUTES: readonly PropertyState[] = [
  held(text, 'Type'),
  held(oneOf('Delete', 'RetainExceptOnCreate'), 'DeletionPolicy'),
  held(oneOf('Delete', 'Retain'), 'UpdateReplacePolicy'),
  harmless('it only makes one resource wait for another', text, 'DependsOn'),
  harmless(
    'CloudFormation does nothing with it; these are for the CDK and linters',
    text,
    `Metadata.aws:cdk:path Metadata.aws:asset:path Metadata.aws:asset:property Metadata.aws:asset:is-bundled
     Metadata.aws:asset:original-path Metadata.cfn-lint Metadata.cdk_nag`,
  ),
  notAllowed('Condition CreationPolicy UpdatePolicy Metadata.*'),
];

/** Sections of a template. What a parameter, a condition or a mapping says is judged where a property takes it. */
export const SECTIONS: readonly PropertyState[] = [
  judged('ZT-00-TemplatesAreFinal', 'Transform'),
  harmless('it is read by people only', text, 'AWSTemplateFormatVersion Description Metadata'),
  harmless('its value counts as unknown wherever a property takes it', text, 'Parameters'),
  harmless('it is followed wherever a property takes it', text, 'Conditions Mappings'),
  harmless('it can only stop a deployment', text, 'Rules'),
  harmless('it is seen within the account only', text, 'Outputs'),
  notAllowed('Hooks'),
];
