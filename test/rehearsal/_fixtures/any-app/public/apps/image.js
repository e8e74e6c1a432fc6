// A function that is an image: nobody here builds one.
const { DockerImageCode, DockerImageFunction } = require('aws-cdk-lib/aws-lambda');

exports.deploy = (stack) => {
  const code = DockerImageCode.fromImageAsset(`${__dirname}/../files/image`);
  new DockerImageFunction(stack, 'Image', { code });
};
exports.look = ['true'];
