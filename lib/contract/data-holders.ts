/**
 * Facts about types of resources: what is lost with them. The gate and the review judge by these; what a stack policy
 * promises to protect is another list, which no judge may take for the truth. This file imports nothing.
 */

/** Types that hold what is nowhere else and cannot be made again, and how that reads. */
const LOST_FOR_GOOD: ReadonlyMap<string, string> = new Map([
  ['AWS::ACMPCA::CertificateAuthority', 'nobody gets its private key again'],
  ['AWS::AmazonMQ::Broker', 'it holds messages nobody has read yet'],
  ['AWS::Backup::BackupVault', 'it holds the recovery points'],
  ['AWS::Cassandra::Keyspace', 'its tables go with it'],
  ['AWS::Cassandra::Table', 'it holds a table'],
  ['AWS::CloudHSM::Cluster', 'what its keys encrypted cannot be read without it'],
  ['AWS::CloudTrail::EventDataStore', 'it holds the audit record'],
  ['AWS::CloudTrail::Trail', 'the audit record has a gap while there is none'],
  ['AWS::CodeArtifact::Repository', 'it holds packages'],
  ['AWS::CodeCommit::Repository', 'it holds the source code'],
  ['AWS::Cognito::IdentityPool', 'it holds the identities of users'],
  ['AWS::Cognito::UserPool', 'it holds the accounts of users'],
  ['AWS::Connect::Instance', 'it holds contacts and their history'],
  ['AWS::CustomerProfiles::Domain', 'it holds profiles of customers'],
  ['AWS::DSQL::Cluster', 'it holds a database'],
  ['AWS::DirectoryService::MicrosoftAD', 'it holds the accounts of users'],
  ['AWS::DirectoryService::SimpleAD', 'it holds the accounts of users'],
  ['AWS::DocDB::DBCluster', 'it holds a database'],
  ['AWS::DocDBElastic::Cluster', 'it holds a database'],
  ['AWS::DynamoDB::GlobalTable', 'it holds a table'],
  ['AWS::DynamoDB::Table', 'it holds a table'],
  ['AWS::EC2::Volume', 'it holds a disk'],
  ['AWS::ECR::PublicRepository', 'it holds images'],
  ['AWS::ECR::Repository', 'it holds images'],
  ['AWS::EFS::FileSystem', 'it holds files'],
  ['AWS::Elasticsearch::Domain', 'it holds an index'],
  ['AWS::Events::Archive', 'it holds events'],
  ['AWS::FSx::FileSystem', 'it holds files'],
  ['AWS::FSx::Volume', 'it holds files'],
  ['AWS::Glue::Database', 'it holds the catalogue'],
  ['AWS::HealthImaging::Datastore', 'it holds medical images'],
  ['AWS::HealthLake::FHIRDatastore', 'it holds health records'],
  ['AWS::IoTAnalytics::Channel', 'it holds raw messages'],
  ['AWS::IoTAnalytics::Datastore', 'it holds messages'],
  ['AWS::KMS::Key', 'what it encrypted cannot be read without it'],
  ['AWS::KMS::ReplicaKey', 'what it encrypted cannot be read without it in this region'],
  ['AWS::Kinesis::Stream', 'it holds records nobody has read yet'],
  ['AWS::KinesisVideo::Stream', 'it holds video'],
  ['AWS::Lightsail::Bucket', 'it holds objects'],
  ['AWS::Lightsail::Database', 'it holds a database'],
  ['AWS::Lightsail::Disk', 'it holds a disk'],
  ['AWS::Logs::LogGroup', 'it holds log events'],
  ['AWS::MSK::Cluster', 'it holds topics'],
  ['AWS::MSK::ServerlessCluster', 'it holds topics'],
  ['AWS::MediaStore::Container', 'it holds objects'],
  ['AWS::MemoryDB::Cluster', 'it holds a database'],
  ['AWS::Neptune::DBCluster', 'it holds a database'],
  ['AWS::NeptuneGraph::Graph', 'it holds a graph'],
  ['AWS::Omics::ReferenceStore', 'it holds genomes'],
  ['AWS::Omics::SequenceStore', 'it holds genomes'],
  ['AWS::OpenSearchServerless::Collection', 'it holds an index'],
  ['AWS::OpenSearchService::Domain', 'it holds an index'],
  ['AWS::Organizations::Account', 'everything in it'],
  ['AWS::PaymentCryptography::Key', 'what it encrypted cannot be read without it'],
  ['AWS::QLDB::Ledger', 'it holds a ledger'],
  ['AWS::RDS::DBCluster', 'it holds a database'],
  ['AWS::RDS::DBInstance', 'it holds a database'],
  ['AWS::RDS::DBShardGroup', 'it holds the sharded tables of a database'],
  ['AWS::Redshift::Cluster', 'it holds a warehouse'],
  ['AWS::RedshiftServerless::Namespace', 'it holds a warehouse'],
  ['AWS::S3::Bucket', 'it holds objects'],
  ['AWS::S3Express::DirectoryBucket', 'it holds objects'],
  ['AWS::S3Outposts::Bucket', 'it holds objects'],
  ['AWS::S3Tables::Table', 'it holds a table'],
  ['AWS::S3Tables::TableBucket', 'it holds tables'],
  ['AWS::S3Vectors::Index', 'it holds vectors'],
  ['AWS::S3Vectors::VectorBucket', 'it holds vectors'],
  ['AWS::SDB::Domain', 'it holds items'],
  ['AWS::SES::MailManagerArchive', 'it holds mail'],
  ['AWS::SQS::Queue', 'it holds messages nobody has read yet'],
  ['AWS::SageMaker::FeatureGroup', 'its online store goes with it, and need not be anywhere else'],
  ['AWS::SecretsManager::Secret', 'its value goes with it, and whatever only that value opens'],
  ['AWS::Timestream::Database', 'it holds tables'],
  ['AWS::Timestream::InfluxDBCluster', 'it holds a database'],
  ['AWS::Timestream::InfluxDBInstance', 'it holds a database'],
  ['AWS::Timestream::Table', 'it holds a table'],
  ['AWS::WorkSpaces::Workspace', "it holds a user's disks"],
]);

/** Types that hold what somebody can make or fill again, though no deployment does, or that others know as the very same. */
const MISSED: ReadonlyMap<string, string> = new Map([
  ['AWS::ApiGateway::ApiKey', 'callers know its value'],
  ['AWS::Backup::BackupPlan', 'what it backed up is backed up no more'],
  ['AWS::CertificateManager::Certificate', 'services present it, and validation takes time'],
  ['AWS::CloudFormation::Stack', 'its resources go with it'],
  ['AWS::DAX::Cluster', 'it holds a cache'],
  ['AWS::DLM::LifecyclePolicy', 'what it made snapshots of has no new ones'],
  ['AWS::DocDB::DBInstance', 'it serves a database'],
  ['AWS::EC2::Instance', 'its instance store and root volume go with it'],
  ['AWS::EC2::KeyPair', 'nobody gets the same key again'],
  ['AWS::EKS::Cluster', 'what runs in it goes with it'],
  ['AWS::EMR::Cluster', 'its disks go with it'],
  ['AWS::ElastiCache::CacheCluster', 'it holds a cache'],
  ['AWS::ElastiCache::ReplicationGroup', 'it holds a cache'],
  ['AWS::ElastiCache::ServerlessCache', 'it holds a cache'],
  ['AWS::FSx::StorageVirtualMachine', 'it serves volumes'],
  ['AWS::IAM::AccessKey', 'nobody gets the same key again'],
  ['AWS::Lambda::LayerVersion', 'functions of others may use this version'],
  ['AWS::Lightsail::Instance', 'its disk goes with it'],
  ['AWS::Neptune::DBInstance', 'it serves a database'],
  ['AWS::RDS::GlobalCluster', 'it joins databases'],
  ['AWS::Route53::HostedZone', 'its name servers are known to others'],
  ['AWS::SNS::Subscription', 'a person may have to confirm it again'],
  ['AWS::SNS::Topic', 'its subscriptions go with it'],
  ['AWS::SSM::Parameter', 'its value and history go with it'],
]);

/** Whether resources of this type hold what cannot be made again. */
export const holdsForGood = (type: string): boolean => LOST_FOR_GOOD.has(type);

/** Last parts of type names under which services keep what is not theirs. */
const SOUNDS_LIKE_DATA =
  /(Archive|Bucket|Cache|Cluster|Collection|Database|DBInstance|Dataset|Datastore|DataStore|Domain|FileSystem|FileStore|Index|Keyspace|Ledger|Namespace|Repository|Secret|Snapshot|Store|Stream|Table|UserPool|Vault|Volume|Warehouse)$/;

/**
 * Why the loss of a resource of this type would lose something; undefined where it would not. A type nobody knows is
 * taken to hold data: what its provider keeps is not to be seen in a template.
 */
export const whyItHolds = (type: string): string | undefined => {
  const known = LOST_FOR_GOOD.get(type) ?? MISSED.get(type);
  if (known !== undefined) return known;
  if (!type.startsWith('AWS::') || type === 'AWS::CloudFormation::CustomResource') {
    return 'its provider alone knows what it keeps';
  }
  return SOUNDS_LIKE_DATA.test(type) ? 'its name says that it may hold data' : undefined;
};
