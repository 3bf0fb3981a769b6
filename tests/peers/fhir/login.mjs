// An OpenID provider (oidc-provider) whose users need no password. Takes its settings as JSON in SETTINGS:
//   client, secret, redirect   the one client       account, claims   who signs in, and what is told of them
//   denies                     whether they say no  fault             what it gets wrong, see below
// Prints its address.
import Provider from "oidc-provider";
import { createServer } from "node:http";

const settings = JSON.parse(process.env.SETTINGS);
const { fault = "" } = settings;
const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: settings.client, client_secret: settings.secret, redirect_uris: [settings.redirect],
    token_endpoint_auth_method: "client_secret_basic", grant_types: ["authorization_code"],
    response_types: ["code"],
  }],
  claims: { openid: ["sub"], profile: Object.keys(settings.claims) },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ["a test"] },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...settings.claims }) }),
  async loadExistingGrant(ctx) {
    const { client, session, params } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(params.scope);
    await grant.save();
    return grant;
  },
});
const recoded = (token, change) => {
  const [head, body, signature] = token.split(".");
  const told = change(JSON.parse(Buffer.from(body, "base64url")));
  return [head, Buffer.from(JSON.stringify(told)).toString("base64url"), signature].join(".");
};
provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === "/.well-known/openid-configuration") {
    if (fault === "another issuer") ctx.body = { ...ctx.body, issuer: "https://elsewhere.example" };
    if (fault === "no pkce") ctx.body = { ...ctx.body, code_challenge_methods_supported: ["plain"] };
    if (fault === "token elsewhere") ctx.body = { ...ctx.body, token_endpoint: "http://169.254.169.254/token" };
  }
  if (ctx.path !== "/token" || !ctx.body?.id_token) return;
  const { id_token: token } = ctx.body;
  if (fault === "no id") delete ctx.body.id_token;
  if (fault === "changed id") ctx.body.id_token = recoded(token, (t) => ({ ...t, groups: ["keepers"] }));
  if (fault === "unsigned id") {
    const head = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    ctx.body.id_token = `${head}.${token.split(".")[1]}.`;
  }
  if (fault === "id of before") ctx.body.id_token = settings.before;
  if (fault === "told") ctx.body.seen = token;
});
const answers = provider.callback();
server.on("request", async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answers(request, response);
  const result = settings.denies
    ? { error: "access_denied", error_description: "no" }
    : { login: { accountId: settings.account } };
  await provider.interactionFinished(request, response, result);
});
console.log(issuer);
