// Who a Connector is, how it is, and what it says to those whom it does not know.

import { MOMENT, exactly } from "../calls.mjs";

const HEALTHY = { database: "healthy", backboneConnection: "healthy", backboneAuthentication: "healthy" };

export default async function ({ a, stranger, address, era }) {
  const identity = { address: address.a, publicKey: /^[\w=-]{40,}$/ };
  await a.account.getIdentityInfo().gives({ ...identity, address: era.address });
  await a.account.getIdentityInfo().gives(identity);
  await a.account.getSyncInfo().gives(exactly({}));
  await a.account.sync().gives(exactly(era.nothingNew));
  await a.account.getSyncInfo().gives({ lastSyncRun: { completedAt: MOMENT } });

  await a.monitoring.getHealth().gives({ isHealthy: true, services: exactly(HEALTHY) });
  await a.monitoring.getVersion().gives({ version: era.version, runtimeVersion: /^\d+\.\d+\.\d+$/ });
  const { requestCount } = await a.monitoring
    .getRequests()
    .gives({ since: MOMENT, requestCountByStatus: { 200: Number } });
  await a.monitoring.getRequests().gives({ requestCount: requestCount + 1 });
  await a.monitoring.getSupport().gives({ version: { version: era.version }, identityInfo: { address: address.a } });

  await stranger.account.getIdentityInfo().refused("error.connector.unauthorized");
  await stranger.account.sync().refused("error.connector.unauthorized");
}
