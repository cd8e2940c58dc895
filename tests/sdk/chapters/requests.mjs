// Requests in Messages, and what becomes of Attributes that were shared: new versions, deletions.

import { ids } from "../calls.mjs";
import { acquaint, personAttribute } from "../requests.mjs";

const REFUSED_ITEM = { "@type": "ConsentRequestItem", mustBeAccepted: true, consent: "You agree." };

export default async function ({ a, b, address, era }) {
  await acquaint(a, b, era);
  const ask = (items) => a.outgoingRequests.createRequest({ peer: address.b, content: { items } });
  const sent = async (request) => {
    const message = { recipients: [address.b], content: request.content };
    const { id } = await a.messages.sendMessage(message).gives({ content: { "@type": "Request", id: request.id } });
    await a.outgoingRequests
      .getRequest(request.id)
      .comesToGive({ status: "Open", source: { type: "Message", reference: id } });
    await b.account.sync().gives(era.nothingNew && { messages: [{ id }] });
    return (
      await b.incomingRequests.getRequests({ id: request.id }).comesToGive([{ status: "ManualDecisionRequired" }])
    )[0];
  };
  const answered = async (request, result) => {
    await b.incomingRequests.getRequest(request.id).comesToGive({ status: "Completed" });
    await a.account.sync().gives(era.nothingNew && { relationships: [] });
    await a.outgoingRequests
      .getRequest(request.id)
      .comesToGive({ status: "Completed", response: { content: { result } } });
  };

  // A Request that is accepted: b gets to know a name.
  const value = { "@type": "DisplayName", value: "A company" };
  const name = await a.attributes.createRepositoryAttribute({ content: { value } }).gives({ content: { value } });
  const share = {
    "@type": "ShareAttributeRequestItem",
    mustBeAccepted: true,
    attribute: name.content,
    sourceAttributeId: name.id,
  };
  await ask([]).refused("error.runtime.requestDeserialization");
  const sharing = await ask([share]).gives({
    status: "Draft",
    isOwn: true,
    peer: address.b,
    content: { items: [share] },
  });
  await sent(sharing);
  await b.incomingRequests.accept(sharing.id, { items: [{ accept: true }] }).gives({ status: "Decided" });
  await answered(sharing, "Accepted");
  const [copy] = await a.attributes
    .getOwnSharedIdentityAttributes({ peer: address.b })
    .gives([{ shareInfo: { sourceAttribute: name.id } }]);
  const [known] = await b.attributes
    .getPeerSharedIdentityAttributes({ peer: address.a })
    .gives([{ content: { value } }]);
  await a.outgoingRequests.getRequests({ peer: address.b, status: "Completed" }).gives(ids(sharing.id));

  // One that is rejected.
  const consent = await ask([REFUSED_ITEM]).gives({ status: "Draft" });
  await sent(consent);
  await b.incomingRequests.canReject(consent.id, { items: [{ accept: false }] }).gives({ isSuccess: true });
  await b.incomingRequests.reject(consent.id, { items: [{ accept: false }] }).gives({ status: "Decided" });
  await answered(consent, "Rejected");
  await b.incomingRequests.reject(consent.id, { items: [{ accept: false }] }).refused(/^error\./);

  // The name changes; the peer is told.
  const successorContent = { value: { ...value, value: "A bigger company" } };
  const { successor } = await a.attributes
    .succeedAttribute(name.id, { successorContent })
    .gives({ predecessor: { id: name.id } });
  const notice = { predecessor: { id: copy.id }, successor: { succeeds: copy.id }, notificationId: /^NOT/ };
  const told = await a.attributes
    .notifyPeerAboutRepositoryAttributeSuccession(successor.id, { peer: address.b })
    .gives(notice);
  await a.attributes[era.sharedVersions](successor.id, { peers: [address.b], onlyLatestVersions: false }).gives(
    ids(told.successor.id, copy.id),
  );
  await a.attributes[era.sharedVersions](successor.id, { onlyLatestVersions: true }).gives(ids(told.successor.id));
  await b.account.sync().gives(era.anyNews);
  await b.attributes.getAttribute(known.id).comesToGive({ succeededBy: /^ATT/ });
  await b.attributes.getPeerSharedIdentityAttributes({ peer: address.a }).gives([{ content: successorContent }]);

  if (era.hasLaterCalls) await deleting({ a, b, address, known, copy, name: told.successor, ask, sent, answered });
}

async function deleting({ a, b, address, known, copy, name, ask, sent, answered }) {
  const wrongRoute = "error.runtime.attributes.isNotPeerSharedAttribute";
  await a.attributes.deletePeerSharedAttributeAndNotifyOwner(copy.id).refused(wrongRoute);
  await a.attributes.deleteOwnSharedAttributeAndNotifyPeer(name.id).gives({ notificationId: /^NOT/ });
  await a.attributes.getAttribute(name.id).refused("error.runtime.recordNotFound");
  await b.account.sync().gives(undefined);
  const { succeededBy } = await b.attributes.getAttribute(known.id).gives({ content: { owner: address.a } });
  await b.attributes.getAttribute(succeededBy).comesToGive({ deletionInfo: { deletionStatus: "DeletedByOwner" } });
  await b.attributes.deletePeerSharedAttributeAndNotifyOwner(succeededBy).gives({ notificationId: /^NOT/ });
  await b.attributes.getAttribute(succeededBy).refused("error.runtime.recordNotFound");

  // A Relationship's own Attribute, which a asks b to know; nobody else told it, so it cannot be deleted as a third's.
  const attribute = {
    "@type": "RelationshipAttribute",
    owner: address.b,
    key: "customer",
    confidentiality: "public",
    value: { "@type": "ProprietaryString", title: "Customer number", value: "4711" },
  };
  const creating = await ask([{ "@type": "CreateAttributeRequestItem", mustBeAccepted: true, attribute }]).gives({
    status: "Draft",
  });
  await sent(creating);
  await b.incomingRequests.accept(creating.id, { items: [{ accept: true }] }).gives({ status: "Decided" });
  await answered(creating, "Accepted");
  const [number] = await a.attributes.getAttributes({ content: { key: "customer" } }).gives([{ content: attribute }]);
  await a.attributes
    .deleteThirdPartyRelationshipAttributeAndNotifyPeer(number.id)
    .refused(/^error\.runtime\.attributes\./);
  const query = { "@type": "RelationshipAttributeQuery", key: "customer", owner: address.b };
  const attributeCreationHints = { title: "T", valueType: "ProprietaryString", confidentiality: "public" };
  await a.attributes
    .executeRelationshipAttributeQuery({ query: { ...query, attributeCreationHints } })
    .gives({ id: number.id });
  const person = personAttribute(address.b, "GivenName", "Erika");
  const proposal = { "@type": "CreateAttributeRequestItem", mustBeAccepted: true, attribute: person };
  await a.outgoingRequests
    .canCreateRequest({ peer: address.b, content: { items: [proposal] } })
    .gives({ isSuccess: true });
}
