/* A real OpenID provider for tests. It signs in whoever a form names, with the level a test wants.

   node provider.js CONFIG.json    with port, clients, accounts (subject to claims), acr values    */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const config = JSON.parse(readFileSync(process.argv[2], "utf8"));
const issuer = `http://localhost:${config.port}`;

const provider = new Provider(issuer, {
  clients: config.clients,
  jwks: config.jwks,
  acrValues: config.acr_values,
  scopes: ["openid"],
  claims: {
    openid: ["sub"],
    profile: ["name"],
    groups: ["groups"],
    name: ["name"],
    birthdate: ["birthdate"],
    gender: ["gender"],
    address: ["address"],
    acr: null,
    amr: null,
    auth_time: null,
    iss: null,
    sid: null
  },
  conformIdTokenClaims: config.lean_tokens,
  cookies: { keys: ["of tests alone"] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: true },
    claimsParameter: { enabled: false }
  },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...(config.accounts[id] || {}) })
  }),
  async loadExistingGrant(ctx) {
    const { client, session, params } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(params.scope);
    await grant.save();
    return grant;
  }
});

async function fields(request) {
  let body = "";
  for await (const piece of request) {
    body += piece;
  }
  return new URLSearchParams(body);
}

const pages = provider.callback();
createServer(async (request, response) => {
  if (!request.url.startsWith("/interaction/")) {
    pages(request, response);
    return;
  }
  if (request.method === "POST") {
    const given = await fields(request);
    const login = { accountId: given.get("subject"), remember: true };
    if (given.get("acr")) {
      login.acr = given.get("acr");
    }
    if (given.get("amr")) {
      login.amr = given.get("amr").split(" ");
    }
    const answer = given.get("subject") ? { login } : { error: "access_denied" };
    await provider.interactionFinished(request, response, answer, { mergeWithLastSubmission: false });
    return;
  }
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(`<!doctype html><html lang="en"><title>Provider</title><form method="post">
    <label>subject <input name="subject"></label> <label>acr <input name="acr"></label>
    <label>amr <input name="amr"></label> <button>sign in</button></form></html>`);
}).listen(config.port, "127.0.0.1", () => console.log("ready"));
