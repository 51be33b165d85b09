// The sign-in provider of the tests: a real one, with what a test has to say to it below /test/.
//
//   node provider.mjs FOLDER     FOLDER holds node_modules
import { generateKeyPairSync, randomUUID } from "node:crypto";
import http from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.argv[2]}/`);
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

/** What a test can set. */
const settings = { people: {}, clients: {}, code_ttl: 60, down: false };
/** How often it was asked for what. */
let counts = {};
/** The newest first. */
const keys = [];

function newKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  keys.unshift({ ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" });
}

/** A provider with the keys of now. What it has issued is kept by the library, for all of them. */
function provider(issuer) {
  const one = new Provider(issuer, {
    jwks: { keys },
    cookies: { keys: ["a key of the tests"] },
    clients: Object.values(settings.clients),
    pkce: { required: () => true },
    ttl: { AuthorizationCode: () => settings.code_ttl, AccessToken: () => 600, IdToken: 600, Session: 600,
           Interaction: 600, Grant: 600 },
    features: {
      devInteractions: { enabled: true },
      introspection: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          scope: "openid", audience: resource, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    // Whoever signs in has agreed.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
    claims: { openid: ["sub"], profile: ["name", ...new Set(Object.values(settings.people).flatMap(Object.keys))] },
    findAccount: (_, id) => settings.people[id] && { accountId: id, claims: () => ({ ...settings.people[id], sub: id }) },
    extraTokenClaims: (_, token) => settings.people[token.accountId],
  });
  return one;
}

/** An access token of somebody: a JWT for an audience, or an opaque one. */
async function token(one, { person, client, audience, ttl = 600 }) {
  const { AccessToken, Client, ResourceServer, Grant } = one;
  const of = await Client.find(client);
  const grant = new Grant({ clientId: client, accountId: person });
  const grantId = await grant.save();
  const made = new AccessToken({ accountId: person, client: of, grantId, gty: "authorization_code", scope: "openid",
                                 extra: settings.people[person], expiresIn: ttl });
  if (audience) {
    made.resourceServer = new ResourceServer(audience, {
      scope: "openid", audience, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } },
    });
  }
  return made.save();
}

async function body(request) {
  let text = "";
  for await (const part of request) text += part;
  return text ? JSON.parse(text) : {};
}

newKey();
let current;
let issuer;

async function control(request, response) {
  const [, , deed] = request.url.split("/");
  const said = await body(request);
  let answer = {};
  if (deed === "set") {
    Object.assign(settings, said);
    current = provider(issuer);
  } else if (deed === "rotate") {
    newKey();
    keys.splice(said.keep ?? 2);
    current = provider(issuer);
  } else if (deed === "token") {
    answer = { token: await token(current, said) };
  } else if (deed === "counts") {
    answer = counts;
    counts = {};
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(answer));
}

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, issuer);
  if (pathname.startsWith("/test/")) {
    control(request, response).catch((error) => { response.statusCode = 500; response.end(String(error.stack)); });
  } else if (settings.down) {
    request.socket.destroy();
  } else {
    counts[pathname] = (counts[pathname] ?? 0) + 1;
    current.callback()(request, response);
  }
});
server.listen(0, "127.0.0.1", () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  current = provider(issuer);
  console.log(`provider on ${issuer}`);
});
