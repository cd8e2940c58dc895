// Payloads that more than one chapter uses.

const DAY_MS = 24 * 60 * 60 * 1000;

export const expiry = (days = 30) => new Date(Date.now() + days * DAY_MS).toISOString();

export const personAttribute = (owner, type, value) => ({
  "@type": "IdentityAttribute",
  owner,
  value: { "@type": type, value },
});

const read = (valueType, mustBeAccepted) => ({
  "@type": "ReadAttributeRequestItem",
  mustBeAccepted,
  query: { "@type": "IdentityAttributeQuery", valueType },
});

/** The tutorial's Request: shows a DisplayName, asks for three Attributes. */
export const shareAndRead = (era, owner, name) => ({
  items: [
    era.group("Shared Attributes", [
      {
        "@type": "ShareAttributeRequestItem",
        mustBeAccepted: true,
        attribute: { ...name.content, owner },
        sourceAttributeId: name.id,
      },
    ]),
    era.group("Requested Attributes", [read("GivenName", true), read("Surname", true), read("EMailAddress", false)]),
  ],
});

/** Makes a template with content of one's own and has the other side load it. */
export async function offer(maker, reader, era, more = {}, password = undefined) {
  const template = await maker.relationshipTemplates
    .createOwnRelationshipTemplate({ expiresAt: expiry(), content: era.template({ say: "hello" }), ...more })
    .gives({ content: era.template({ say: "hello" }) });
  const reference = { reference: template.truncatedReference, ...(password && { password }) };
  await reader.relationshipTemplates.loadPeerRelationshipTemplate(reference).gives({ id: template.id, isOwn: false });
  return template;
}

/** Makes an active Relationship of two, without a Request. */
export async function acquaint(maker, reader, era) {
  const template = await offer(maker, reader, era);
  const creation = { templateId: template.id, ...era.creation({ any: "thing" }) };
  const { id } = await reader.relationships.createRelationship(creation).gives({ status: "Pending" });
  await maker.account.sync().gives(era.anyNews);
  const pending = await maker.relationships.getRelationship(id).gives({ status: "Pending" });
  await era.accept(maker, pending).gives({ status: "Active" });
  await reader.account.sync().gives(era.anyNews);
  return reader.relationships.getRelationship(id).gives({ status: "Active" });
}
