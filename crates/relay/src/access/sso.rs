//! Single sign-on by OpenID Connect: where to send a browser, and what its return proves. The provider's answers are
//! checked by `openidconnect`. Knows neither cookies nor accounts.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, DiscoveryError, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, TokenResponse,
};
use tokio::sync::Mutex;

use super::claims::{self, Claims};
use crate::config::{Oidc, Origin};
use crate::store::Identity;

/// What the provider says of itself is asked for again after this.
const FRESH: Duration = Duration::from_secs(600);
/// An unknown key makes us ask again, but no more often than this: anyone could send made-up ones.
const SOONEST: Duration = Duration::from_secs(5);
/// A provider that takes longer is down.
const PATIENCE: Duration = Duration::from_secs(10);

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why somebody is not let in. The texts are for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SsoError {
    /// No answer, or none that can be used.
    #[error("the provider does not answer as it should: {0}")]
    Down(String),
    /// The code was used, has run out, or is none of this provider.
    #[error("the provider does not take the code: {0}")]
    Code(String),
    /// What came proves nothing.
    #[error("the ID token is refused: {0}")]
    Token(String),
    /// Known there, but no agent.
    #[error("{0} has none of the agents' roles")]
    Role(String),
}

/// Where to send a browser, and what must be known when it comes back.
#[derive(Debug)]
pub(crate) struct Departure {
    pub(crate) url: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

/// One provider.
pub(crate) struct SingleSignOn {
    settings: Oidc,
    callback: String,
    http: reqwest::Client,
    provider: Mutex<Option<(CoreProviderMetadata, Instant)>>,
}

impl SingleSignOn {
    /// `own` is the relay as browsers see it. The provider is not asked yet: it may come up later than the relay.
    ///
    /// # Errors
    /// The system's certificates cannot be used.
    pub(crate) fn new(settings: Oidc, own: &Origin) -> Result<SingleSignOn, reqwest::Error> {
        let http = reqwest::Client::builder()
            // Redirects could lead requests with secrets to places that nobody configured.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()?;
        let callback = format!("{}/auth/oidc/callback", own.as_str());
        Ok(SingleSignOn { settings, callback, http, provider: Mutex::new(None) })
    }

    /// Begins.
    ///
    /// # Errors
    /// [`SsoError::Down`]
    pub(crate) async fn depart(&self) -> Result<Departure, SsoError> {
        let client = self.client(&self.provider(FRESH).await?)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (state, nonce) = (super::secret(), super::secret());
        let (csrf, once) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || csrf, move || once)
            .set_pkce_challenge(challenge);
        for scope in &self.settings.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (url, _, _) = request.url();
        Ok(Departure { url: url.into(), state, nonce, verifier: verifier.into_secret() })
    }

    /// Whether an answer that names its issuer is this provider's (RFC 9207).
    pub(crate) fn is_issuer(&self, issuer: &str) -> bool {
        self.settings.issuer.trim_end_matches('/') == issuer.trim_end_matches('/')
    }

    /// Who came back with this code.
    ///
    /// # Errors
    /// See [`SsoError`].
    pub(crate) async fn arrive(
        &self,
        code: String,
        nonce: String,
        verifier: String,
    ) -> Result<Identity, SsoError> {
        let mut metadata = self.provider(FRESH).await?;
        let mut client = self.client(&metadata)?;
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(down)?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let answer = request.request_async(&self.http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(response) => SsoError::Code(response.to_string()),
            RequestTokenError::Request(error) => down(error),
            other => down(other),
        })?;
        let token = answer.id_token().ok_or_else(|| SsoError::Token("there is none".to_owned()))?;
        let nonce = Nonce::new(nonce);
        if has_unknown_key(&client, token, &nonce) {
            metadata = self.provider(SOONEST).await?;
            client = self.client(&metadata)?;
        }
        verify(&client, token, &nonce, answer.access_token())?;
        let claims = self.claims(&metadata, token, answer.access_token()).await?;
        self.identify(&claims)
    }

    /// What the token says, and what the provider says beyond it where that is needed: many put groups there alone.
    async fn claims(
        &self,
        metadata: &CoreProviderMetadata,
        token: &CoreIdToken,
        access: &AccessToken,
    ) -> Result<Claims, SsoError> {
        let mut claims = payload(token).ok_or_else(|| SsoError::Token("it is no JSON".to_owned()))?;
        let wanted = [&self.settings.role_claim, &self.settings.name_claim];
        let complete = wanted.iter().all(|name| claims::find(&claims, name).is_some());
        let Some(url) = metadata.userinfo_endpoint().filter(|_| !complete) else { return Ok(claims) };
        let request = self.http.get(url.as_str()).bearer_auth(access.secret());
        let answer = request.send().await.and_then(reqwest::Response::error_for_status).map_err(down)?;
        let text = answer.text().await.map_err(down)?;
        let more: Claims = serde_json::from_str(&text).map_err(down)?;
        if more.get("sub").is_none_or(|sub| Some(sub) != claims.get("sub")) {
            return Err(SsoError::Token("the provider speaks of somebody else".to_owned()));
        }
        for (name, value) in more {
            claims.entry(name).or_insert(value);
        }
        Ok(claims)
    }

    fn identify(&self, claims: &Claims) -> Result<Identity, SsoError> {
        let Oidc { issuer, role_claim, agent_roles, name_claim, .. } = &self.settings;
        let subject = claims.get("sub").and_then(|sub| sub.as_str()).unwrap_or_default().to_owned();
        if !claims::has_role(claims, role_claim, agent_roles) {
            return Err(SsoError::Role(subject));
        }
        let shown = claims::name(claims, name_claim)
            .ok_or_else(|| SsoError::Token(format!("the claim `{name_claim}` gives no name")))?;
        Ok(Identity { issuer: issuer.clone(), account: format!("{issuer} {subject}"), subject, shown })
    }

    /// What the provider says of itself, no older than this.
    async fn provider(&self, age: Duration) -> Result<CoreProviderMetadata, SsoError> {
        let mut provider = self.provider.lock().await;
        if let Some((metadata, asked)) = &*provider
            && asked.elapsed() < age
        {
            return Ok(metadata.clone());
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(down)?;
        let metadata =
            CoreProviderMetadata::discover_async(issuer, &self.http).await.map_err(|error| match error {
                DiscoveryError::Request(error) => down(error),
                other => down(other),
            })?;
        *provider = Some((metadata.clone(), Instant::now()));
        Ok(metadata)
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Result<Client, SsoError> {
        let secret = self.settings.client_secret.as_ref();
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.settings.client_id.clone()),
            secret.map(|secret| ClientSecret::new(secret.reveal().to_owned())),
        );
        let methods = metadata.token_endpoint_auth_methods_supported();
        let basic = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let way = if basic { AuthType::BasicAuth } else { AuthType::RequestBody };
        Ok(client.set_auth_type(way).set_redirect_uri(RedirectUrl::new(self.callback.clone()).map_err(down)?))
    }
}

/// Signature, issuer, audience, time, nonce, and that the access token belongs to it.
fn verify(client: &Client, token: &CoreIdToken, nonce: &Nonce, access: &AccessToken) -> Result<(), SsoError> {
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNED_BY_THE_PROVIDER);
    let claims = token.claims(&verifier, nonce).map_err(refused)?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = token.signing_alg().map_err(refused)?;
        let key = token.signing_key(&verifier).map_err(refused)?;
        let actual = AccessTokenHash::from_token(access, algorithm, key).map_err(refused)?;
        if actual != *expected {
            return Err(SsoError::Token("the access token is another's".to_owned()));
        }
    }
    Ok(())
}

/// What this client's own secret could sign proves nothing, and `none` less.
const SIGNED_BY_THE_PROVIDER: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Providers change their keys.
fn has_unknown_key(client: &Client, token: &CoreIdToken, nonce: &Nonce) -> bool {
    matches!(
        token.claims(&client.id_token_verifier(), nonce),
        Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey))
    )
}

/// The claims of a verified token, whatever they are.
fn payload(token: &CoreIdToken) -> Option<Claims> {
    let text = token.to_string();
    let payload = URL_SAFE_NO_PAD.decode(text.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

/// With all causes: `reqwest` says the interesting part last.
fn down(error: impl std::error::Error) -> SsoError {
    SsoError::Down(chain(&error))
}

fn refused(error: impl std::error::Error) -> SsoError {
    SsoError::Token(chain(&error))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

impl std::fmt::Debug for SingleSignOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SingleSignOn").field("settings", &self.settings).finish_non_exhaustive()
    }
}
