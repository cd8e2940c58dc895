// The guide to Relationships: templates with content of one's own, rejecting, and starting again.

import { absent, ids } from "../calls.mjs";
import { acquaint, expiry, offer, shareAndRead } from "../requests.mjs";

const UNKNOWN = "RLTUnknownUnknown000";

export default async function ({ a, b, c, address, era }) {
  await templates({ a, b, c, address, era });
  await rejecting({ a, b, address, era });
  await requestRejected({ a, b, address, era });
  await acquaint(a, c, era);
  if (era.hasLaterCalls) await forOneReaderOnly({ a, b, c, address, era });
}

async function templates({ a, b, address, era }) {
  const own = a.relationshipTemplates;
  const content = era.template({ say: "hello" });
  const kept = await own
    .createOwnRelationshipTemplate({ expiresAt: expiry(), content })
    .gives({ isOwn: true, content });
  await own.createOwnRelationshipTemplate({ content }).refused("error.runtime.validation.invalidPropertyValue");
  await own
    .createOwnRelationshipTemplate({ expiresAt: expiry(-1), content })
    .refused("error.runtime.validation.invalidPropertyValue");
  const single = await offer(a, b, era, { maxNumberOfAllocations: 1 });
  await own.getRelationshipTemplate(single.id).gives({ maxNumberOfAllocations: 1, createdBy: address.a });
  await own.getRelationshipTemplate(UNKNOWN).refused("error.runtime.recordNotFound");
  await own.getRelationshipTemplates({ isOwn: true }).gives(ids(kept.id, single.id));
  await own.getOwnRelationshipTemplates({ maxNumberOfAllocations: "1" }).gives(ids(single.id));
  await own.getPeerRelationshipTemplates({}).gives([]);
  await b.relationshipTemplates.getPeerRelationshipTemplates({ createdBy: address.a }).gives(ids(single.id));
  await b.relationshipTemplates
    .loadPeerRelationshipTemplate({ reference: "nonsense" })
    .refused("error.runtime.validation.invalidPropertyValue");
}

async function rejecting({ a, b, address, era }) {
  const template = await offer(a, b, era);
  const creation = { templateId: template.id, ...era.creation({ any: "thing" }) };
  if (era.hasLaterCalls) await b.relationships.canCreateRelationship(creation).gives({ isSuccess: true });
  await b.relationships.createRelationship({ ...creation, templateId: UNKNOWN }).refused(/\.recordNotFound$/);
  const { id } = await b.relationships
    .createRelationship(creation)
    .gives({ peer: address.a, ...era.created({ any: "thing" }) });
  await b.relationships.createRelationship(creation).refused(/^error\./);
  if (era.hasLaterCalls) await b.relationships.canCreateRelationship(creation).gives({ isSuccess: false });
  await a.account.sync().gives(era.nothingNew && { relationships: [{ id, status: "Pending" }] });
  await a.relationships.getRelationships({ "template.id": template.id, status: "Pending" }).gives(ids(id));
  await a.relationships
    .getRelationships({ templateId: template.id })
    .refused("error.runtime.validation.invalidPropertyValue");
  const pending = await a.relationships
    .getRelationship(id)
    .gives({ peer: address.b, ...era.created({ any: "thing" }) });
  await era.reject(a, pending).gives({ status: "Rejected" });
  await era.reject(a, pending).refused(era.decidedAlready);
  await b.account.sync().gives(era.nothingNew && { relationships: [{ id, status: "Rejected" }] });
  await b.relationships.getRelationships({ peer: address.a, status: ["Rejected", "Revoked"] }).gives(ids(id));
}

async function requestRejected({ a, b, address, era }) {
  const value = { "@type": "DisplayName", value: "A company" };
  const name = await a.attributes.createRepositoryAttribute({ content: { value } }).gives({ content: { value } });
  const onNewRelationship = { "@type": "Request", ...shareAndRead(era, address.a, name) };
  const content = { "@type": "RelationshipTemplateContent", onNewRelationship };
  const template = await a.relationshipTemplates
    .createOwnRelationshipTemplate({ expiresAt: expiry(), content })
    .gives({ content: { onNewRelationship: { items: [{}, {}] } } });
  await b.relationshipTemplates
    .loadPeerRelationshipTemplate({ reference: template.truncatedReference })
    .gives({ id: template.id });
  const [{ id }] = await b.incomingRequests
    .getRequests({ source: { reference: template.id }, status: "ManualDecisionRequired" })
    .comesToGive([{ response: absent }]);
  const no = { accept: false };
  const answer = { items: [{ items: [no] }, { items: [no, no, no] }] };
  await b.incomingRequests.canReject(id, answer).gives({ isSuccess: true, items: [{}, {}] });
  await b.incomingRequests.canReject(id, { items: [no] }).gives({ isSuccess: false });
  await b.incomingRequests
    .reject(id, answer)
    .gives({ status: "Decided", response: { content: { result: "Rejected" } } });
  await b.incomingRequests
    .getRequests({ response: { content: { result: "Rejected" } } })
    .comesToGive([{ id, status: "Completed" }]);
  await b.incomingRequests.getRequest("REQUnknownUnknown000").refused(/\.recordNotFound$/);
  await b.relationships.getRelationships({ "template.id": template.id }).gives([]);
}

async function forOneReaderOnly({ a, b, c, address, era }) {
  const protection = { password: "secret" };
  const template = await a.relationshipTemplates
    .createOwnRelationshipTemplate({
      expiresAt: expiry(),
      content: era.template({ for: "one" }),
      forIdentity: address.b,
      passwordProtection: protection,
    })
    .gives({ forIdentity: address.b, passwordProtection: protection });
  const load = (reader, more) =>
    reader.relationshipTemplates.loadPeerRelationshipTemplate({ reference: template.truncatedReference, ...more });
  await load(b, {}).refused("error.transport.noPasswordProvided");
  await load(b, { password: "wrong" }).refused("error.runtime.recordNotFound");
  await load(c, { password: "secret" }).refused("error.transport.general.notIntendedForYou");
  await load(b, { password: "secret" }).gives({ id: template.id, isOwn: false, forIdentity: address.b });
}
