//! Who may vouch for agents besides the relay's own accounts: a provider of OpenID Connect, and integrators whose servers
//! sign passes. Reads and checks the settings; knows no requests.

use std::fmt;
use std::path::PathBuf;

use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;

use super::{ConfigError, Origin, origins};

/// Fewer bytes can be guessed: a key of HMAC is to be as long as its hash.
const SHORTEST_SECRET: usize = 32;

const ISSUER: &str = "https URL of an issuer, such as https://login.example.com (http on this machine alone)";
const ROLES: &str =
    "list of role names, such as [\"cobrowse-agents\"]: without one, anybody known there would be an agent";
const ALGORITHM: &str = "algorithm for passes: HS256, RS256 or EdDSA";
const SECRET: &str = "secret of at least 32 bytes";
const KEY: &str = "public key in PEM of that algorithm";
const AUDIENCE: &str = "text that names this relay, such as pillion";

/// A secret that is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes it.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// A provider of single sign-on.
#[derive(Debug, Clone)]
pub struct Oidc {
    /// As the provider writes itself.
    pub issuer: String,
    /// This relay's name there.
    pub client_id: String,
    /// None for a public client.
    pub client_secret: Option<Secret>,
    /// Asked for besides `openid`.
    pub scopes: Vec<String>,
    /// Claim that lists somebody's roles or groups.
    pub role_claim: String,
    /// Roles of which one makes an agent.
    pub agent_roles: Vec<String>,
    /// Claim with the name that customers see.
    pub name_claim: String,
}

/// What passes must be like.
#[derive(Debug, Clone)]
pub struct Passes {
    /// Their `aud`.
    pub audience: String,
    /// Their `tenant`.
    pub tenant: String,
    /// The only algorithm that is taken, whatever a pass says of itself.
    pub algorithm: Algorithm,
    /// What checks their signature.
    pub key: DecodingKey,
    /// Pages that may bring an agent's browser here with a pass.
    pub origins: Vec<Origin>,
}

/// `[oidc]` of the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct FileOidc {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    scopes: Option<Vec<String>>,
    role_claim: Option<String>,
    agent_roles: Option<Vec<String>>,
    name_claim: Option<String>,
}

/// `[passes]` of the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct FilePasses {
    audience: Option<String>,
    tenant: Option<String>,
    algorithm: Option<String>,
    secret: Option<String>,
    public_key_file: Option<PathBuf>,
    #[serde(default)]
    origins: Vec<String>,
}

/// What the environment says of both. Secrets are no flags: every program of the machine can read those.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// `PILLION_OIDC_ISSUER`
    pub oidc_issuer: Option<String>,
    /// `PILLION_OIDC_CLIENT_ID`
    pub oidc_client_id: Option<String>,
    /// `PILLION_OIDC_CLIENT_SECRET`
    pub oidc_client_secret: Option<String>,
    /// `PILLION_OIDC_AGENT_ROLES`, with commas between.
    pub oidc_agent_roles: Option<String>,
    /// `PILLION_PASSES_SECRET`
    pub passes_secret: Option<String>,
}

impl Environment {
    /// The process's own.
    pub fn read() -> Environment {
        let get = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
        Environment {
            oidc_issuer: get("PILLION_OIDC_ISSUER"),
            oidc_client_id: get("PILLION_OIDC_CLIENT_ID"),
            oidc_client_secret: get("PILLION_OIDC_CLIENT_SECRET"),
            oidc_agent_roles: get("PILLION_OIDC_AGENT_ROLES"),
            passes_secret: get("PILLION_PASSES_SECRET"),
        }
    }
}

/// The provider, if one is named.
pub(super) fn oidc(file: Option<FileOidc>, env: &Environment) -> Result<Option<Oidc>, ConfigError> {
    let none = FileOidc {
        issuer: None,
        client_id: None,
        client_secret: None,
        scopes: None,
        role_claim: None,
        agent_roles: None,
        name_claim: None,
    };
    if file.is_none() && env.oidc_issuer.is_none() {
        return Ok(None);
    }
    let file = file.unwrap_or(none);
    let issuer = env.oidc_issuer.clone().or(file.issuer).unwrap_or_default();
    let safe = Origin::parse(&issuer).is_some_and(|it| it.is_secure() || !it.loopback_names().is_empty());
    if !safe {
        return Err(ConfigError::Value { key: "oidc.issuer", value: issuer, kind: ISSUER });
    }
    let client_id = env.oidc_client_id.clone().or(file.client_id).unwrap_or_default();
    if client_id.is_empty() {
        let kind = "name that the provider gave this relay";
        return Err(ConfigError::Value { key: "oidc.client-id", value: client_id, kind });
    }
    let named = env.oidc_agent_roles.as_ref().map(|list| list.split(',').map(|it| it.trim().to_owned()));
    let agent_roles = named.map(Iterator::collect).or(file.agent_roles).unwrap_or_default();
    if agent_roles.is_empty() || agent_roles.iter().any(String::is_empty) {
        let value = agent_roles.join(",");
        return Err(ConfigError::Value { key: "oidc.agent-roles", value, kind: ROLES });
    }
    let secret = env.oidc_client_secret.clone().or(file.client_secret);
    Ok(Some(Oidc {
        issuer,
        client_id,
        client_secret: secret.map(Secret),
        scopes: file.scopes.unwrap_or_else(|| vec!["profile".to_owned()]),
        role_claim: file.role_claim.unwrap_or_else(|| "groups".to_owned()),
        agent_roles,
        name_claim: file.name_claim.unwrap_or_else(|| "name".to_owned()),
    }))
}

/// Passes, if they are taken.
pub(super) fn passes(file: Option<FilePasses>, env: &Environment) -> Result<Option<Passes>, ConfigError> {
    let Some(file) = file else { return Ok(None) };
    let audience = file.audience.unwrap_or_else(|| "pillion".to_owned());
    if audience.is_empty() {
        return Err(ConfigError::Value { key: "passes.audience", value: audience, kind: AUDIENCE });
    }
    let written = file.algorithm.unwrap_or_else(|| "HS256".to_owned());
    let (algorithm, key) = match written.as_str() {
        "HS256" => {
            let secret = env.passes_secret.clone().or(file.secret).unwrap_or_default();
            if secret.len() < SHORTEST_SECRET {
                let value = "…".to_owned();
                return Err(ConfigError::Value { key: "passes.secret", value, kind: SECRET });
            }
            (Algorithm::HS256, DecodingKey::from_secret(secret.as_bytes()))
        }
        "RS256" => (Algorithm::RS256, public_key(file.public_key_file, DecodingKey::from_rsa_pem)?),
        "EdDSA" => (Algorithm::EdDSA, public_key(file.public_key_file, DecodingKey::from_ed_pem)?),
        _ => return Err(ConfigError::Value { key: "passes.algorithm", value: written, kind: ALGORITHM }),
    };
    let tenant = file.tenant.unwrap_or_else(|| "default".to_owned());
    let origins = origins("passes.origins", &file.origins)?;
    Ok(Some(Passes { audience, tenant, algorithm, key, origins }))
}

fn public_key(
    path: Option<PathBuf>,
    read: impl Fn(&[u8]) -> jsonwebtoken::errors::Result<DecodingKey>,
) -> Result<DecodingKey, ConfigError> {
    let path = path.unwrap_or_default();
    let wrong =
        || ConfigError::Value { key: "passes.public-key-file", value: path.display().to_string(), kind: KEY };
    let text = std::fs::read(&path).map_err(|_| wrong())?;
    read(&text).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file<T: serde::de::DeserializeOwned>(toml: &str) -> Option<T> {
        Some(toml::from_str(toml).unwrap())
    }

    #[test]
    fn a_provider_needs_a_safe_address_and_roles() {
        let good = "issuer = \"https://login.example\"\nclient-id = \"p\"\nagent-roles = [\"agents\"]";
        let read = |toml: &str| oidc(file(toml), &Environment::default());
        let provider = read(good).unwrap().unwrap();
        assert_eq!((provider.role_claim.as_str(), provider.name_claim.as_str()), ("groups", "name"));
        assert!(read(&good.replace("https://login.example", "http://127.0.0.1:3000")).is_ok());
        for (from, to, key) in [
            ("https://login.example", "http://login.example", "oidc.issuer"),
            ("https://login.example", "login.example", "oidc.issuer"),
            ("\"p\"", "\"\"", "oidc.client-id"),
            ("[\"agents\"]", "[]", "oidc.agent-roles"),
        ] {
            let error = read(&good.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(key), "{error}");
        }
        assert!(oidc(None, &Environment::default()).unwrap().is_none());
    }

    #[test]
    fn the_environment_alone_is_enough_and_wins() {
        let env = Environment {
            oidc_issuer: Some("https://env.example".into()),
            oidc_client_id: Some("e".into()),
            oidc_client_secret: Some("hush".into()),
            oidc_agent_roles: Some("a, b".into()),
            passes_secret: None,
        };
        let provider = oidc(None, &env).unwrap().unwrap();
        assert_eq!(provider.agent_roles, ["a", "b"]);
        assert!(!format!("{provider:?}").contains("hush"));
        let over = oidc(file("issuer = \"https://file.example\"\nclient-id = \"f\""), &env).unwrap().unwrap();
        assert_eq!((over.issuer.as_str(), over.client_id.as_str()), ("https://env.example", "e"));
    }

    #[test]
    fn keys_of_passes_must_be_of_their_algorithm() {
        let read = |toml: &str| passes(file(toml), &Environment::default());
        assert!(read(&format!("secret = \"{}\"", "s".repeat(32))).unwrap().is_some());
        for (toml, key) in [
            ("secret = \"short\"", "passes.secret"),
            ("", "passes.secret"),
            ("algorithm = \"none\"", "passes.algorithm"),
            ("algorithm = \"RS256\"", "passes.public-key-file"),
            ("algorithm = \"EdDSA\"\npublic-key-file = \"Cargo.toml\"", "passes.public-key-file"),
        ] {
            let error = read(toml).unwrap_err().to_string();
            assert!(error.contains(key) && !error.contains("short"), "{error}");
        }
    }
}
