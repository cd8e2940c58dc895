// The later life of a Relationship, in the eras that have one: revoked, terminated, reactivated, decomposed.

import { acquaint, offer } from "../requests.mjs";

const WRONG_STATUS = "error.transport.relationships.wrongRelationshipStatus";

export default async function ({ a, b, address, era }) {
  const template = await offer(a, b, era);
  const revoked = await b.relationships
    .createRelationship({ templateId: template.id, ...era.creation({}) })
    .gives({ status: "Pending" });
  await b.relationships.terminateRelationship(revoked.id).refused(WRONG_STATUS);
  await b.relationships.revokeRelationship(revoked.id).gives({ status: "Revoked" });

  const { id } = await acquaint(a, b, era);
  const both = { a: a.relationships, b: b.relationships };
  const synced = async (person, status) => {
    await person.account.sync().gives(undefined);
    await person.relationships.getRelationship(id).gives({ status });
  };
  const lastReason = (reason) => ({ auditLog: (log) => log.at(-1).reason === reason });

  await both.a.requestRelationshipReactivation(id).refused(WRONG_STATUS);
  await both.a.terminateRelationship(id).gives({ status: "Terminated" });
  await synced(b, "Terminated");
  const mail = { "@type": "Mail", to: [address.a], subject: "Still there?", body: "?" };
  await b.messages.sendMessage({ recipients: [address.a], content: mail }).refused(era.noRelationship);

  await both.b.acceptRelationshipReactivation(id).refused(/^error\.transport\.relationships\./);
  await both.b.requestRelationshipReactivation(id).gives(lastReason("ReactivationRequested"));
  await both.b.revokeRelationshipReactivation(id).gives(lastReason("RevocationOfReactivation"));
  await synced(a, "Terminated");
  await both.b.requestRelationshipReactivation(id).gives({ status: "Terminated" });
  await synced(a, "Terminated");
  await both.a.rejectRelationshipReactivation(id).gives(lastReason("RejectionOfReactivation"));
  await both.a.requestRelationshipReactivation(id).gives({ status: "Terminated" });
  await synced(b, "Terminated");
  await both.b
    .acceptRelationshipReactivation(id)
    .gives({ status: "Active", ...lastReason("AcceptanceOfReactivation") });
  await synced(a, "Active");

  await both.a.decomposeRelationship(id).refused(WRONG_STATUS);
  await both.a.terminateRelationship(id).gives({ status: "Terminated" });
  await both.a.decomposeRelationship(id).gives(undefined);
  await both.a.getRelationship(id).refused("error.runtime.recordNotFound");
  await synced(b, "DeletionProposed");
}
