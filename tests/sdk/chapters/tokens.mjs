// Tokens: content for whoever has the reference, and templates behind one.

import { ids, picture } from "../calls.mjs";
import { expiry } from "../requests.mjs";

const UNKNOWN = "TOKUnknownUnknown000";

export default async function ({ a, b, address, era }) {
  const token = await a.tokens
    .createOwnToken({ expiresAt: expiry(), content: { any: "content" }, ephemeral: false })
    .gives({ id: /^TOK/, content: { any: "content" }, createdBy: address.a, truncatedReference: /^VE9L/ });
  await a.tokens
    .createOwnToken({ expiresAt: expiry(), content: { any: "thing" }, ephemeral: true })
    .gives({ content: { any: "thing" } });
  await a.tokens
    .createOwnToken({ content: { any: "content" }, ephemeral: false })
    .refused("error.runtime.validation.invalidPropertyValue");
  await a.tokens.getToken(token.id).gives({ content: { any: "content" } });
  await a.tokens.getToken(UNKNOWN).refused("error.runtime.recordNotFound");
  await a.tokens.getQrCodeForToken(token.id).gives(picture);
  await a.tokens.getOwnTokens({ createdBy: address.a }).gives(ids(token.id));
  await a.tokens.getOwnTokens({ createdAt: "2000-01-01T00:00:00.000Z" }).gives([]);

  const reference = { reference: token.truncatedReference };
  await b.tokens.loadPeerToken({ ...reference, ephemeral: true }).gives({ id: token.id, content: { any: "content" } });
  await b.tokens.getPeerTokens({}).gives([]);
  await b.tokens.loadPeerToken({ ...reference, ephemeral: false }).gives({ id: token.id });
  await b.tokens.getPeerTokens({ createdBy: address.a }).gives(ids(token.id));
  await b.tokens
    .loadPeerToken({ reference: "nonsense", ephemeral: false })
    .refused("error.runtime.validation.invalidPropertyValue");

  const content = era.template({ behind: "a token" });
  const template = await a.relationshipTemplates
    .createOwnRelationshipTemplate({ expiresAt: expiry(), content })
    .gives({ content });
  const behind = await a.relationshipTemplates
    .createTokenForOwnRelationshipTemplate(template.id, { ephemeral: true })
    .gives({
      content: { "@type": "TokenContentRelationshipTemplate", templateId: template.id },
      expiresAt: template.expiresAt,
    });
  await a.relationshipTemplates
    .createTokenForOwnRelationshipTemplate("nonsense", {})
    .refused("error.runtime.validation.invalidPropertyValue");
  await a.relationshipTemplates.createTokenQrCodeForOwnRelationshipTemplate(template.id, {}).gives(picture);
  await b.relationshipTemplates
    .loadPeerRelationshipTemplate({ reference: behind.truncatedReference })
    .gives({ id: template.id, content });
}
