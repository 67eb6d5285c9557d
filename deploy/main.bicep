// The bot in Azure: one container on Azure Container Apps, its store on an NFS share, its identity, its secrets, its logs,
// and its registration as a Teams bot. docs/deployment.md says what to do before and after.
//
// Never deployed so far: there was no Azure to try it in. Read the what-if before the first deployment:
//   az deployment group what-if -g GROUP -f deploy/main.bicep -p ...
//
// Why Container Apps with NFS: the store's folder belongs to one process, needs a rename that is whole or not at all, a
// flush to disk and a lock, and keeps its files to the bot's account. An NFS share gives all of these. The shares that
// App Service offers by SMB know neither owners nor modes.

@description('Where everything is kept. Data about children: stay in the United Kingdom.')
param location string = 'uksouth'

@description('The beginning of every name.')
@minLength(3)
@maxLength(12)
param name string = 'cscp-review'

@description('The registry that before.bicep made.')
param registryName string

@description('The vault that before.bicep made, with the secrets store-key and signing-key in it: no key passes through a template.')
param vaultName string

@description('The image in the registry, with its tag: never latest.')
param image string = 'cscp-review-bot:1'

@description('The contents of the partnership file.')
@secure()
param partnership string

@description('How long the logs are kept, in days. They hold references and directory ids, no text of a case.')
@minValue(30)
@maxValue(730)
param logDays int = 180

var port = 3978
var storeKey = 'store-key' // The secret's name in the vault.
var signingKey = 'signing-key'
var file = 'partnership'
var bot = 10001 // The account in the Dockerfile.
var suffix = uniqueString(resourceGroup().id)
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d' // AcrPull

// Who the bot is: the same identity answers Teams, reads the key and pulls the image. It has no secret to renew.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identity.id, acrPull)
  scope: registry
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource mayReadKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, secretsUser)
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: name
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logDays
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/24'] }
    subnets: [
      {
        name: 'bot'
        properties: {
          addressPrefix: '10.20.0.0/27'
          serviceEndpoints: [{ service: 'Microsoft.Storage' }]
          delegations: [{ name: 'environments', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
    ]
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'st${suffix}'
  location: location
  kind: 'FileStorage'
  sku: { name: 'Premium_ZRS' }
  properties: {
    // NFS knows no HTTPS. Only the bot's subnet gets in, and the store is encrypted before it leaves the bot.
    supportsHttpsTrafficOnly: false
    minimumTlsVersion: 'TLS1_2'
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'None'
      virtualNetworkRules: [{ id: network.properties.subnets[0].id, action: 'Allow' }]
    }
  }
}

resource files 'Microsoft.Storage/storageAccounts/fileServices@2023-05-01' = {
  parent: storage
  name: 'default'
}

var shares = ['store', 'backups']

resource share 'Microsoft.Storage/storageAccounts/fileServices/shares@2023-05-01' = [
  for each in shares: {
    parent: files
    name: each
    properties: {
      enabledProtocols: 'NFS'
      rootSquash: 'NoRootSquash'
      shareQuota: 100
    }
  }
]

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: name
  location: location
  properties: {
    vnetConfiguration: { infrastructureSubnetId: network.properties.subnets[0].id }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource mount 'Microsoft.App/managedEnvironments/storages@2025-07-01' = [
  for (each, number) in shares: {
    parent: environment
    name: each
    properties: {
      nfsAzureFile: {
        server: '${storage.name}.file.${az.environment().suffixes.storage}'
        shareName: '/${storage.name}/${share[number].name}'
        accessMode: 'ReadWrite'
      }
    }
  }
]

var settings = [
  { name: 'CSCP_APP_ID', value: identity.properties.clientId }
  { name: 'CSCP_APP_TYPE', value: 'UserAssignedMSI' }
  { name: 'CSCP_APP_TENANT', value: tenant().tenantId }
  { name: 'CSCP_STORE_KEY', secretRef: storeKey }
  { name: 'CSCP_SIGNING_KEY', secretRef: signingKey }
  { name: 'CSCP_STORE_URL', value: '/data/store' }
  { name: 'CSCP_BACKUPS', value: '/backups/kept' }
  { name: 'CSCP_PARTNERSHIP', value: '/config/partnership.toml' }
  { name: 'CSCP_HOST', value: '0.0.0.0' }
  { name: 'CSCP_PORT', value: string(port) }
  { name: 'CSCP_METRICS_PORT', value: '3979' }
]

var secrets = [
  { name: storeKey, keyVaultUrl: '${vault.properties.vaultUri}secrets/${storeKey}', identity: identity.id }
  { name: signingKey, keyVaultUrl: '${vault.properties.vaultUri}secrets/${signingKey}', identity: identity.id }
  { name: file, value: partnership }
]

var volumes = [
  { name: 'data', storageType: 'NfsAzureFile', storageName: 'store' }
  { name: 'backups', storageType: 'NfsAzureFile', storageName: 'backups' }
  { name: 'config', storageType: 'Secret', secrets: [{ secretRef: file, path: 'partnership.toml' }] }
]

var mounts = [
  { volumeName: 'data', mountPath: '/data' }
  { volumeName: 'backups', mountPath: '/backups' }
  { volumeName: 'config', mountPath: '/config' }
]

// A new share belongs to root. This container runs before the bot, as root, and hands the folders over.
var handOver = {
  name: 'hand-over'
  image: 'mcr.microsoft.com/azurelinux/base/core:3.0'
  command: ['/bin/sh', '-c', 'chown ${bot}:${bot} /data /backups && chmod 700 /data /backups']
  resources: { cpu: json('0.25'), memory: '0.5Gi' }
  volumeMounts: [
    { volumeName: 'data', mountPath: '/data' }
    { volumeName: 'backups', mountPath: '/backups' }
  ]
}

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      // Each version is started and stopped by hand: two at once would want the same store, and the second is refused.
      activeRevisionsMode: 'Multiple'
      ingress: {
        external: true
        targetPort: port
        transport: 'http'
        allowInsecure: false
        traffic: [{ latestRevision: true, weight: 100 }]
      }
      registries: [{ server: registry.properties.loginServer, identity: identity.id }]
      secrets: secrets
    }
    template: {
      terminationGracePeriodSeconds: 60
      scale: { minReplicas: 1, maxReplicas: 1 }
      volumes: volumes
      initContainers: [handOver]
      containers: [
        {
          name: 'bot'
          image: '${registry.properties.loginServer}/${image}'
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: settings
          volumeMounts: mounts
          // Not /readyz: with the store out of order the bot still answers, and says that nothing is recorded.
          probes: [
            { type: 'Startup', httpGet: { path: '/healthz', port: port }, periodSeconds: 5, failureThreshold: 10 }
            { type: 'Liveness', httpGet: { path: '/healthz', port: port }, periodSeconds: 30, timeoutSeconds: 5 }
            { type: 'Readiness', httpGet: { path: '/healthz', port: port }, periodSeconds: 10, timeoutSeconds: 5 }
          ]
        }
      ]
    }
  }
  dependsOn: [mayPull, mayReadKey, mount]
}

// The commands of the store. The backup runs each night; the other is started by hand, for any command:
//   az containerapp job update -n NAME-command -g GROUP --args verify
//   az containerapp job start -n NAME-command -g GROUP
var jobs = [
  {
    name: 'backup'
    trigger: {
      triggerType: 'Schedule'
      scheduleTriggerConfig: { cronExpression: '0 2 * * *', parallelism: 1, replicaCompletionCount: 1 }
    }
  }
  {
    name: 'command'
    trigger: {
      triggerType: 'Manual'
      manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 }
    }
  }
]

resource job 'Microsoft.App/jobs@2025-07-01' = [
  for each in jobs: {
    name: '${name}-${each.name}'
    location: location
    identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
    properties: {
      environmentId: environment.id
      workloadProfileName: 'Consumption'
      configuration: union(each.trigger, {
        replicaTimeout: 1800
        replicaRetryLimit: 0
        registries: [{ server: registry.properties.loginServer, identity: identity.id }]
        secrets: secrets
      })
      template: {
        volumes: volumes
        initContainers: [handOver]
        containers: [
          {
            name: each.name
            image: '${registry.properties.loginServer}/${image}'
            args: [each.name == 'backup' ? 'backup' : 'verify']
            resources: { cpu: json('0.5'), memory: '1Gi' }
            env: settings
            volumeMounts: mounts
          }
        ]
      }
    }
    dependsOn: [mayPull, mayReadKey, mount]
  }
]

resource registration 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-${suffix}'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'S1' }
  properties: {
    displayName: 'CSCP review bot'
    endpoint: 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: identity.properties.clientId
    msaAppMSIResourceId: identity.id
    msaAppTenantId: tenant().tenantId
    disableLocalAuth: true
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: registration
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: { isEnabled: true }
  }
}

@description('For make package: APP_ID.')
output appId string = identity.properties.clientId

@description('For teams/details.toml: host.')
output host string = app.properties.configuration.ingress.fqdn
