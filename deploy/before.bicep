// What has to be there before the bot: the registry for its image and the vault for the key of its store.
// Then main.bicep. Never deployed so far: there was no Azure to try it in. docs/deployment.md has the steps.

@description('Where everything is kept. Data about children: stay in the United Kingdom.')
param location string = 'uksouth'

@description('The object id of the group that puts the store key into the vault, and reads it for a restore.')
param keyKeepersGroupId string

var suffix = uniqueString(resourceGroup().id)
var secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7' // Key Vault Secrets Officer

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'cr${suffix}'
  location: location
  sku: { name: 'Basic' }
  properties: { adminUserEnabled: false }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${suffix}'
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
  }
}

resource mayKeepKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, keyKeepersGroupId, secretsOfficer)
  scope: vault
  properties: {
    principalId: keyKeepersGroupId
    principalType: 'Group'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsOfficer)
  }
}

output registryName string = registry.name
output vaultName string = vault.name
