// What a Connector knows of itself: creating, finding, asking for, replacing and deleting Attributes.

import { absent, ids } from "../calls.mjs";

const UNKNOWN = "ATTUnknownUnknown000";

export default async function ({ a, address, era }) {
  const attributes = a.attributes;
  const create = (type, value) =>
    attributes.createRepositoryAttribute({ content: { value: { "@type": type, value } } });
  const erika = await create("GivenName", "Erika").gives({
    id: /^ATT[A-Za-z0-9]{17}$/,
    content: { "@type": "IdentityAttribute", owner: address.a, value: { "@type": "GivenName", value: "Erika" } },
    shareInfo: absent,
  });
  const mail = await create("EMailAddress", "erika@example.com").gives({ content: { owner: address.a } });
  const duplicates = era.keepsDuplicates
    ? [await create("EMailAddress", "erika@example.com").gives({ content: mail.content })]
    : [];
  if (!era.keepsDuplicates)
    await create("EMailAddress", "erika@example.com").refused(
      "error.runtime.attributes.cannotCreateDuplicateRepositoryAttribute",
    );
  await create("EMailAddress", "no address").refused(/^error\.runtime\./);
  await create("NoSuchType", "x").refused(/^error\.runtime\./);

  await attributes.getAttribute(erika.id).gives({ id: erika.id, content: { value: { value: "Erika" } } });
  await attributes.getAttribute(UNKNOWN).refused("error.runtime.recordNotFound");
  await attributes.getAttribute("nonsense").refused("error.runtime.validation.invalidPropertyValue");

  // Query filters, nested as the client writes them: they arrive with dots between the names.
  const mails = [mail, ...duplicates].map(({ id }) => id);
  const ofType = (...types) => ({ content: { value: { "@type": types.length > 1 ? types : types[0] } } });
  await attributes.getAttributes({}).gives(ids(erika.id, ...mails));
  await attributes.getAttributes(ofType("GivenName")).gives(ids(erika.id));
  await attributes.getAttributes(ofType("GivenName", "EMailAddress")).gives(ids(erika.id, ...mails));
  await attributes.getAttributes(ofType("!GivenName")).gives(ids(...mails));
  await attributes.getAttributes(ofType("Surname")).gives([]);
  await attributes.getValidAttributes(ofType("GivenName")).gives(ids(erika.id));

  const query = (valueType) => ({ query: { "@type": "IdentityAttributeQuery", valueType } });
  await attributes.executeIdentityAttributeQuery(query("GivenName")).gives(ids(erika.id));
  await attributes.executeIdentityAttributeQuery(query("NoSuchType")).refused("error.runtime.requestDeserialization");
  const iql = (queryString) => ({ query: { "@type": "IQLQuery", queryString } });
  await attributes.executeIQLQuery(iql("Surname || GivenName")).gives(ids(erika.id));
  const hints = { title: "T", valueType: "ProprietaryString", confidentiality: "public" };
  const relationship = {
    "@type": "RelationshipAttributeQuery",
    key: "k",
    owner: address.a,
    attributeCreationHints: hints,
  };
  await attributes.executeRelationshipAttributeQuery({ query: relationship }).refused("error.runtime.recordNotFound");
  const third = {
    "@type": "ThirdPartyRelationshipAttributeQuery",
    key: "k",
    owner: "thirdParty",
    thirdParty: [era.nobody],
  };
  await attributes.executeThirdPartyRelationshipAttributeQuery({ query: third }).gives([]);

  const successorContent = { value: { "@type": "GivenName", value: "Erika Maria" } };
  const { successor } = await attributes.succeedAttribute(erika.id, { successorContent }).gives({
    predecessor: { id: erika.id, content: { value: { value: "Erika" } } },
    successor: { succeeds: erika.id, content: { owner: address.a, ...successorContent } },
  });
  await attributes.getAttribute(erika.id).gives({ succeededBy: successor.id });
  await attributes.succeedAttribute(UNKNOWN, { successorContent }).refused(/\.recordNotFound$/);
  await attributes.getVersionsOfAttribute(erika.id).gives([{ id: successor.id }, { id: erika.id }]);
  await attributes.getOwnRepositoryAttributes({ onlyLatestVersions: true }).gives(ids(successor.id, ...mails));
  await attributes
    .getOwnRepositoryAttributes({ onlyLatestVersions: false })
    .gives(ids(successor.id, erika.id, ...mails));

  if (!era.hasLaterCalls) return;
  await attributes.deleteRepositoryAttribute(mail.id).gives(undefined);
  await attributes.getAttribute(mail.id).refused("error.runtime.recordNotFound");
  await attributes.deleteRepositoryAttribute(mail.id).refused("error.runtime.recordNotFound");
}
