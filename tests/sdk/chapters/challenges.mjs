// Challenges prove who somebody is; IdentityMetadata are notes for oneself.

import { MOMENT, exactly } from "../calls.mjs";
import { acquaint } from "../requests.mjs";

export default async function ({ a, b, address, era }) {
  const relationship = await acquaint(a, b, era);
  const challenge = { id: /^CHL/, expiresAt: MOMENT, signature: /./, challengeString: /./ };
  await a.challenges
    .createChallenge({ challengeType: "Identity" })
    .gives({ ...challenge, type: "Identity", createdBy: address.a });
  const { challengeString, signature } = await a.challenges
    .createChallenge({ challengeType: "Relationship", relationship: relationship.id })
    .gives({ ...challenge, type: "Relationship" });
  await a.challenges.createChallenge({ challengeType: "Nothing" }).refused(/^error\.runtime\.validation\./);
  const proof = { isValid: true, correspondingRelationship: { id: relationship.id } };
  await b.challenges.validateChallenge({ challengeString, signature }).gives(proof);
  await b.challenges.validateChallenge({ challengeString: "nonsense", signature }).refused(/^error\.runtime\./);

  if (!era.hasLaterCalls) return;
  const note = { reference: address.b, value: { note: "a customer" } };
  const keyed = { reference: address.b, key: "colour", value: "blue" };
  await a.identityMetadata.upsertIdentityMetadata(note).gives(exactly(note));
  await a.identityMetadata.upsertIdentityMetadata(keyed).gives(exactly(keyed));
  await a.identityMetadata
    .upsertIdentityMetadata({ ...note, reference: era.nobody })
    .refused("error.runtime.identityMetadata.unfamiliarReferencedIdentity");
  await a.identityMetadata.getIdentityMetadata(address.b).gives(exactly(note));
  await a.identityMetadata.getIdentityMetadata(address.b, "colour").gives(exactly(keyed));
  await a.identityMetadata.deleteIdentityMetadata(address.b, "colour").gives(undefined);
  await a.identityMetadata.getIdentityMetadata(address.b, "colour").refused("error.runtime.identityMetadata.notFound");
}
