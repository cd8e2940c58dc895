// The tutorial: a company's Connector and a customer meet by a QR code, and write to each other.

import { absent, ids, picture } from "../calls.mjs";
import { expiry, personAttribute, shareAndRead } from "../requests.mjs";

export default async function ({ a, b, address, era }) {
  const value = { "@type": "DisplayName", value: "Demo Connector of integration example" };
  const name = await a.attributes.createRepositoryAttribute({ content: { value } }).gives({ content: { value } });
  const request = shareAndRead(era, era.emptyOwner ? "" : address.a, name);
  await a.outgoingRequests.canCreateRequest({ content: request }).gives({
    isSuccess: true,
    items: [
      { isSuccess: true, items: [{}] },
      { isSuccess: true, items: [{}, {}, {}] },
    ],
  });
  const template = await a.relationshipTemplates
    .createOwnRelationshipTemplate({
      maxNumberOfAllocations: 1,
      expiresAt: expiry(),
      content: {
        "@type": "RelationshipTemplateContent",
        title: "Connector Demo Contact",
        onNewRelationship: { "@type": "Request", ...request },
      },
    })
    .gives({ id: /^RLT/, isOwn: true, maxNumberOfAllocations: 1, truncatedReference: /^UkxU/ });
  await a.relationshipTemplates.getQrCodeForOwnRelationshipTemplate(template.id).gives(picture);

  // The customer scans, looks, accepts.
  await b.relationshipTemplates
    .loadPeerRelationshipTemplate({ reference: template.truncatedReference })
    .gives({ id: template.id, isOwn: false, createdBy: address.a });
  const [incoming] = await b.incomingRequests
    .getRequests({ source: { reference: template.id } })
    .comesToGive([
      { isOwn: false, peer: address.a, status: "ManualDecisionRequired", source: { reference: template.id } },
    ]);
  const newAttribute = (type, text) => ({ accept: true, newAttribute: personAttribute(address.b, type, text) });
  const answer = {
    items: [
      { items: [{ accept: true }] },
      {
        items: [
          newAttribute("GivenName", "Erika"),
          newAttribute("Surname", "Musterfrau"),
          newAttribute("EMailAddress", "erika@example.com"),
        ],
      },
    ],
  };
  await b.incomingRequests.canAccept(incoming.id, answer).gives({ isSuccess: true, items: [{}, {}] });
  const tooFew = { items: [{ items: [{ accept: true }] }] };
  await b.incomingRequests.canAccept(incoming.id, tooFew).gives({ isSuccess: false, code: /^error\.consumption\./ });
  await b.incomingRequests.accept(incoming.id, tooFew).refused(/^error\./);
  await b.incomingRequests.accept(incoming.id, answer).gives({ id: incoming.id, status: "Decided" });
  await b.incomingRequests
    .getRequest(incoming.id)
    .comesToGive({ status: "Completed", response: { content: { result: "Accepted" } } });
  await b.relationships
    .getRelationships({ "template.id": template.id })
    .comesToGive([{ status: "Pending", peer: address.a }]);

  // The company syncs, looks at the answers, accepts the Relationship.
  await a.relationships.getRelationships({}).gives([]);
  const sync = await a.account.sync().gives(era.nothingNew && { relationships: [{ status: "Pending" }], messages: [] });
  const [pending] = await a.relationships
    .getRelationships({ "template.id": template.id, status: ["Pending", "Active"] })
    .gives([{ peer: address.b, status: "Pending", template: { id: template.id } }]);
  if (sync) await a.relationships.getRelationship(sync.relationships[0].id).gives({ id: pending.id });
  const [outgoing] = await a.outgoingRequests
    .getRequests({ source: { reference: template.id } })
    .comesToGive([{ id: incoming.id, isOwn: true, status: "Completed", peer: address.b }]);
  await a.outgoingRequests
    .getRequest(outgoing.id)
    .gives({ response: { content: { result: "Accepted", items: [{}, {}] } } });
  const tooEarly = {
    recipients: [address.b],
    content: { "@type": "Mail", to: [address.b], subject: "Early", body: "!" },
  };
  await a.messages.sendMessage(tooEarly).refused(era.noRelationship);
  await era.accept(a, pending).gives({ id: pending.id, status: "Active" });
  await era.accept(a, pending).refused(era.decidedAlready);
  const received = await a.attributes.getPeerSharedIdentityAttributes({ peer: address.b }).gives([{}, {}, {}]);
  const sent = await a.attributes
    .getOwnSharedIdentityAttributes({ peer: address.b })
    .gives([
      { content: { value }, shareInfo: { peer: address.b, sourceAttribute: name.id, requestReference: incoming.id } },
    ]);
  await a.relationships
    .getAttributesForRelationship(pending.id)
    .gives(ids(...[...received, ...sent].map(({ id }) => id)));

  // They write to each other.
  const mail = { "@type": "Mail", to: [address.b], subject: "Welcome", body: "We are pleased to welcome you." };
  const message = await a.messages
    .sendMessage({ recipients: [address.b], content: mail })
    .gives({ id: /^MSG/, content: { ...mail, cc: [] }, recipients: [{ address: address.b, receivedAt: absent }] });
  await b.messages.getMessages({}).gives([]);
  const bySync = {
    messages: [{ id: message.id, isOwn: false }],
    relationships: [{ id: pending.id, status: "Active" }],
  };
  await b.account.sync().gives(era.nothingNew && bySync);
  await b.relationships.getRelationship(pending.id).gives({ status: "Active" });
  await b.messages.getMessages({ createdBy: address.a }).gives([{ id: message.id, content: mail, isOwn: false }]);
  await b.messages.getMessage(message.id).gives({ createdBy: address.a });
  const reply = { "@type": "Mail", to: [address.a], subject: "Thank you", body: "Glad to be here." };
  const { id } = await b.messages.sendMessage({ recipients: [address.a], content: reply }).gives({ content: reply });
  await a.account.sync().gives(era.nothingNew && { messages: [{ id }], relationships: [] });
  await a.messages.getMessages({}).gives(ids(message.id, id));
  await a.messages.getMessages({ recipients: { address: address.b } }).gives(ids(message.id));
  await a.messages.getMessages({ participant: address.b }).gives(ids(message.id, id));
}
