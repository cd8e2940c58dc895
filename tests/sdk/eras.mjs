// What the clients of the two eras word otherwise: payloads, methods, and what an answer says.

const NOTHING_NEW = { messages: [], relationships: [], identityDeletionProcesses: [] };
const change = (relationship) => [relationship.id, relationship.changes[0].id];

export const ERAS = {
  classic: {
    version: "4.6.4",
    address: /^id1[1-9A-HJ-NP-Za-km-z]{32,33}$/,
    nobody: "id1Eq5A4uECk6Fv8nDjmSPeKhFM3T24FbnAD",
    nothingNew: NOTHING_NEW,
    anyNews: { messages: Array.isArray, relationships: Array.isArray, identityDeletionProcesses: [] },
    keepsDuplicates: true,
    hasLaterCalls: false,
    emptyOwner: true,
    noRelationship: "error.transport.recordNotFound",
    template: (value) => value,
    creation: (value) => ({ content: value }),
    created: (value) => ({ changes: [{ type: "Creation", status: "Pending", request: { content: value } }] }),
    group: (title, items) => ({ "@type": "RequestItemGroup", mustBeAccepted: true, title, items }),
    accept: (client, relationship) => client.relationships.acceptRelationshipChange(...change(relationship)),
    reject: (client, relationship) => client.relationships.rejectRelationshipChange(...change(relationship)),
    decidedAlready: "error.transport.relationships.wrongChangeStatus",
    sharedVersions: "getSharedVersionsOfRepositoryAttribute",
  },
  v6: {
    version: "6.34.0",
    address: /^did:e:localhost:dids:[0-9a-f]{22}$/,
    nobody: "did:e:localhost:dids:0123456789abcdef012357",
    nothingNew: undefined,
    anyNews: undefined,
    keepsDuplicates: false,
    hasLaterCalls: true,
    emptyOwner: false,
    noRelationship: "error.runtime.messages.hasNoActiveRelationship",
    template: (value) => ({ "@type": "ArbitraryRelationshipTemplateContent", value }),
    creation: (value) => ({ creationContent: { "@type": "ArbitraryRelationshipCreationContent", value } }),
    created: (value) => ({ creationContent: { value }, auditLog: [{ reason: "Creation", newStatus: "Pending" }] }),
    group: (title, items) => ({ "@type": "RequestItemGroup", title, items }),
    accept: (client, { id }) => client.relationships.acceptRelationship(id),
    reject: (client, { id }) => client.relationships.rejectRelationship(id),
    decidedAlready: "error.transport.relationships.wrongRelationshipStatus",
    sharedVersions: "getSharedVersionsOfAttribute",
  },
};
