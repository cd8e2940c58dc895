// Drives Connectors with the official client of their era: `node witness.mjs ERA CHAPTER`, the Connectors as JSON in
// CONNECTORS. Writes which of the client's methods there are and which were called, as JSON.

import { ERAS } from "./eras.mjs";
import { methodsOf, watched } from "./calls.mjs";

const [eraName, chapter] = process.argv.slice(2);
const { ConnectorClient } = (await import(`sdk-${eraName}`)).default;
const called = new Set();
const connectors = JSON.parse(process.env.CONNECTORS);

function client({ baseUrl, apiKey }) {
  return watched(ConnectorClient.create({ baseUrl, apiKey }), called);
}

const people = Object.fromEntries(Object.entries(connectors).map(([name, each]) => [name, client(each)]));
const address = Object.fromEntries(Object.entries(connectors).map(([name, each]) => [name, each.address]));
const stranger = client({ ...connectors.a, apiKey: "wrong" });

const { default: tell } = await import(`./chapters/${chapter}.mjs`);
try {
  await tell({ ...people, stranger, address, era: ERAS[eraName] });
} catch (error) {
  console.error(error.stack);
  process.exit(1);
}
const methods = methodsOf(ConnectorClient.create(connectors.a));
console.log(JSON.stringify({ methods, called: [...called] }));
