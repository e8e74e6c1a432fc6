// Answers CloudFormation for a custom resource: what CloudFormation puts beside inline code of Node.js.

const https = require('node:https');

exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';

/** Send the answer to the event's ResponseURL, then end the invocation. */
exports.send = (event, context, responseStatus, responseData, physicalResourceId, noEcho) => {
  const body = JSON.stringify({
    Status: responseStatus,
    Reason: `See the details in CloudWatch Log Stream: ${context.logStreamName}`,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: noEcho || false,
    Data: responseData,
  });
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  const request = https.request(event.ResponseURL, { method: 'PUT', headers }, (response) => {
    response.resume();
    response.on('end', () => context.done());
  });
  request.on('error', (error) => {
    console.log('send(..) failed executing https.request(..):', error);
    context.done();
  });
  request.end(body);
};
