// A provider of OpenID Connect for the relay's tests: the certified `oidc-provider`, with log-ins that need no person and
// answers that can be forged. Lines of JSON on stdin, a line of JSON back for each:
//   {"client": {"id", "secret", "redirect"}}  begins; the answer names the issuer
//   {"user": {"sub", ...claims}}              who logs in from now on; null refuses, as somebody who presses Cancel
//   {"forge": {...}}                          changes claims of the ID tokens from now on; "$key": "other" signs with a key
//                                             that nobody knows, "$alg": "none" or "HS256" signs like that
// It ends with its stdin.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { generateKeyPair, exportJWK, SignJWT, decodeJwt, UnsecuredJWT } from 'jose'
import { Provider } from 'oidc-provider'

// stdout is for answers.
for (const name of ['debug', 'info', 'log', 'warn']) console[name] = console.error

let user = null
let forge = {}
let secret = ''

const keys = await generateKeyPair('RS256', { extractable: true })
const jwk = { ...(await exportJWK(keys.privateKey)), kid: 'test', alg: 'RS256', use: 'sig' }

async function forged(token) {
  const { $key, $alg, ...claims } = forge
  const payload = { ...decodeJwt(token), ...claims }
  for (const name of Object.keys(payload)) if (payload[name] === null) delete payload[name]
  if ($alg === 'none') return new UnsecuredJWT(payload).encode()
  if ($alg === 'HS256') {
    return new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))
  }
  const key = $key === 'other' ? await generateKeyPair('RS256') : keys
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'test' }).sign(key.privateKey)
}

// Changes the ID token in an answer of the token endpoint.
function spoil(response) {
  const end = response.end.bind(response)
  response.end = (body) => {
    const answer = JSON.parse(body.toString())
    if (!answer.id_token || Object.keys(forge).length === 0) return end(body)
    forged(answer.id_token).then((token) => {
      const text = JSON.stringify({ ...answer, id_token: token })
      response.setHeader('content-length', Buffer.byteLength(text))
      end(text)
    })
    return response
  }
}

function begin(issuer, client) {
  secret = client.secret
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirect],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ['a key of the tests'] },
    claims: { profile: ['name', 'groups'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...user, sub }) }),
    loadExistingGrant: async (context) => {
      const { oidc } = context
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  return async (request, response) => {
    if (request.url.startsWith('/interaction/')) {
      const result = user
        ? { login: { accountId: user.sub } }
        : { error: 'access_denied', error_description: 'Cancel was pressed' }
      return provider.interactionFinished(request, response, result)
    }
    if (request.url.startsWith('/token')) spoil(response)
    return answer(request, response)
  }
}

let handle = (_, response) => response.writeHead(503).end()
const server = createServer((request, response) => handle(request, response))
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line)
  if (order.client) handle = begin(issuer, order.client)
  if ('user' in order) user = order.user
  if ('forge' in order) forge = order.forge
  process.stdout.write(JSON.stringify({ issuer }) + '\n')
}
process.exit(0)
