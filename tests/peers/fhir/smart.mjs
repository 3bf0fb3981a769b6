// An authorisation server of SMART on FHIR (oidc-provider, with a launch context) before a FHIR
// server in memory (fhir-router), on two ports. Takes its settings as JSON in SETTINGS:
//   files     bundles to load                     client, redirect   the one public client
//   launches  launch token -> patient             patient            whom a standalone launch chooses
//   user      fhirUser of who signs in (BASE: server)   scopes      those that are granted (all)
//   fault     what it gets wrong, see below       v1                 whether it knows .read alone
// Prints one line of JSON: the FHIR base and the issuer. GET /asked on the FHIR port tells what was asked.
import { MemoryRepository, FhirRouter } from "@medplum/fhir-router";
import Provider, { errors } from "oidc-provider";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { SERVED, loadDefinitions } from "./definitions.mjs";

const settings = JSON.parse(process.env.SETTINGS);
const { fault = "" } = settings;
loadDefinitions(SERVED);
const repo = new MemoryRepository();
const router = new FhirRouter();
for (const path of settings.files) {
  for (const { resource } of JSON.parse(readFileSync(path, "utf8")).entry) {
    await repo.createResource(resource, { assignedId: true });
  }
}

function listening() {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => done([server, `http://127.0.0.1:${server.address().port}`]));
  });
}
const [fhir, fhirUrl] = await listening();
const [login, issuer] = await listening();
const base = `${fhirUrl}/fhir`;
const verb = settings.v1 ? "read" : "rs";
const types = ["Patient", "MedicationRequest", "Condition", "AllergyIntolerance", "Observation", "Device"];
const scopes = ["openid", "fhirUser", "launch", "launch/patient", ...types.map((t) => `patient/${t}.${verb}`)];
const patientOf = new Map(); // grant -> patient

const provider = new Provider(issuer, {
  clients: [{
    client_id: settings.client, redirect_uris: [settings.redirect], token_endpoint_auth_method: "none",
    grant_types: ["authorization_code"], response_types: ["code"],
  }],
  scopes,
  claims: { openid: ["sub"], fhirUser: ["fhirUser"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ["a test"] },
  extraParams: {
    launch(_, value) {
      if (value !== undefined && !settings.launches[value]) throw new errors.InvalidRequest("unknown launch");
    },
    aud(_, value) {
      if (value !== base) throw new errors.InvalidRequest("aud is another server");
    },
  },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, fhirUser: settings.user.replace("BASE", base) }) }),
  async loadExistingGrant(ctx) {
    const { client, session, params } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    const granted = settings.scopes ?? scopes;
    const wanted = params.scope.split(" ");
    grant.addOIDCScope(wanted.filter((s) => granted.includes(s)).join(" "));
    grant.rejectOIDCScope(wanted.filter((s) => !granted.includes(s)).join(" "));
    const id = await grant.save();
    patientOf.set(id, params.launch ? settings.launches[params.launch] : settings.patient);
    return grant;
  },
});
provider.use(async (ctx, next) => {
  await next();
  if (ctx.path !== "/token" || !ctx.body?.access_token) return;
  if (fault !== "no patient") ctx.body.patient = patientOf.get(ctx.oidc.entities.AccessToken.grantId);
  if (fault === "no id") delete ctx.body.id_token;
  if (fault === "forged id") ctx.body.id_token = ctx.body.id_token.replace(/\.[^.]+$/, ".AAAA");
  ctx.body.need_patient_banner = true;
});
const answers = provider.callback();
login.on("request", async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answers(request, response);
  const result = settings.denies
    ? { error: "access_denied", error_description: "the clinician said no" }
    : { login: { accountId: "dr.who" } };
  await provider.interactionFinished(request, response, result);
});

const asked = [];
fhir.on("request", async (request, response) => {
  const reply = (status, body) => {
    response.writeHead(status, { "content-type": "application/fhir+json" });
    response.end(JSON.stringify(body));
  };
  if (request.url === "/asked") return reply(200, asked);
  const url = new URL(request.url.replace(/^\/fhir/, ""), fhirUrl);
  if (url.pathname === "/.well-known/smart-configuration") {
    return reply(200, {
      issuer, jwks_uri: `${issuer}/jwks`, authorization_endpoint: `${issuer}/auth`,
      token_endpoint: fault === "token elsewhere" ? "http://169.254.169.254/token" : `${issuer}/token`,
      scopes_supported: scopes, response_types_supported: ["code"],
      code_challenge_methods_supported: fault === "no pkce" ? ["plain"] : ["S256"],
      capabilities: [
        "launch-ehr", "launch-standalone", "client-public", "sso-openid-connect", "context-ehr-patient",
        "context-standalone-patient", "permission-patient", settings.v1 ? "permission-v1" : "permission-v2",
      ],
    });
  }
  asked.push(`${request.method} ${url.pathname}${url.search}`);
  const given = request.headers.authorization?.replace(/^Bearer /, "");
  const token = given && (await provider.AccessToken.find(given));
  if (!token) return reply(401, {});
  const [kind, id] = url.pathname.slice(1).split("/");
  if (!token.scope.split(" ").includes(`patient/${kind}.${verb}`)) return reply(403, {});
  const patient = patientOf.get(token.grantId);
  const of = id ?? url.searchParams.get("patient")?.replace("Patient/", "");
  if (of !== patient) return reply(403, {});
  const query = Object.fromEntries([...url.searchParams.keys()].map((k) => [k, url.searchParams.getAll(k)]));
  const [outcome, resource] = await router.handleRequest(
    { method: request.method, url: url.pathname + url.search, body: {}, params: {}, query }, repo,
  );
  if (fault === "another patient" && resource?.resourceType === "Patient") resource.id = "p9";
  reply(outcome.id === "ok" ? 200 : 404, resource ?? outcome);
});
console.log(JSON.stringify({ base, issuer }));
