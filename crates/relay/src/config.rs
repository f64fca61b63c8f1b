//! What the operator says: flags over environment over file over defaults. Reads the file; knows nothing of what the
//! values do.

pub mod audit;
mod times;
mod vouch;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli::Settings;
use crate::limits::Limits;
pub use crate::origin::Origin;
pub use vouch::{Environment, Oidc, Passes, Secret};

/// Everything that `serve` needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where browsers connect.
    pub listen: SocketAddr,
    /// Where health and metrics are; `None` is off.
    pub admin_listen: Option<SocketAddr>,
    /// How browsers see the relay.
    pub public_url: Option<Origin>,
    /// Origins that may use the default site, besides the relay's own.
    pub allow_origins: Vec<Origin>,
    /// Sites with a key.
    pub sites: Vec<SiteConfig>,
    /// `sqlite:FILE`.
    pub database: String,
    /// Whom the agents work for, as customers see it.
    pub company: String,
    /// Whether to serve the demo bank.
    pub demo: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Single sign-on.
    pub oidc: Option<Oidc>,
    /// Passes of integrators.
    pub passes: Option<Passes>,
    /// The audit log.
    pub audit: audit::Audit,
    /// Times and counts, of which operators set a few.
    pub limits: Limits,
}

/// A site with a key of its own.
#[derive(Debug, Clone)]
pub struct SiteConfig {
    /// As `data-site-key` says it.
    pub key: String,
    /// Pages that may use it.
    pub origins: Vec<Origin>,
    /// For the operator alone.
    pub name: Option<String>,
}

/// What is wrong with the configuration. Operators see these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration {path} cannot be read: {cause}; check the path given with --config")]
    Unreadable {
        /// As given.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The file is no TOML, or has a key that is none.
    #[error("the configuration {path} has an error at line {line}: {cause}")]
    Syntax {
        /// As given.
        path: PathBuf,
        /// Counted from 1; 0 if it is not known.
        line: usize,
        /// One line.
        cause: String,
    },
    /// A value is not of its kind.
    #[error("`{value}` is no {kind} (setting `{key}`)")]
    Value {
        /// Name of the setting.
        key: &'static str,
        /// As given.
        value: String,
        /// What it must be, with an example.
        kind: &'static str,
    },
}

const ADDRESS: &str = "address with a port, such as 127.0.0.1:8080";
const ORIGIN: &str = "web origin, such as https://www.example.com";
const IP: &str = "IP address, such as 10.0.0.5";

/// The TOML file. Names are those of the options; each may be written with `_` for `-`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    listen: Option<String>,
    #[serde(alias = "admin_listen")]
    admin_listen: Option<String>,
    #[serde(alias = "public_url")]
    public_url: Option<String>,
    #[serde(default, alias = "allow_origin")]
    allow_origin: Vec<String>,
    database: Option<String>,
    company: Option<String>,
    demo: Option<bool>,
    #[serde(default, alias = "trusted_proxy")]
    trusted_proxy: Vec<String>,
    #[serde(default)]
    site: Vec<FileSite>,
    oidc: Option<vouch::FileOidc>,
    passes: Option<vouch::FilePasses>,
    #[serde(default)]
    times: BTreeMap<String, u64>,
    audit: Option<String>,
    #[serde(alias = "audit_failure")]
    audit_failure: Option<String>,
    #[serde(alias = "audit_file_mib")]
    audit_file_mib: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSite {
    key: String,
    origins: Vec<String>,
    name: Option<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            admin_listen: Some(SocketAddr::from(([127, 0, 0, 1], 8081))),
            public_url: None,
            allow_origins: Vec::new(),
            sites: Vec::new(),
            database: "sqlite:pillion.db".to_owned(),
            company: "Support".to_owned(),
            demo: false,
            trusted_proxies: Vec::new(),
            oidc: None,
            passes: None,
            audit: audit::Audit::default(),
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// Puts flags and environment over the file, if one is named, over the defaults.
    ///
    /// # Errors
    /// Each names the file or setting and says what it must be.
    pub fn read(settings: &Settings) -> Result<Config, ConfigError> {
        let file = match &settings.config {
            Some(path) => File::read(path)?,
            None => File::default(),
        };
        let mut config = Config::default();
        if let Some(text) = settings.listen.as_ref().or(file.listen.as_ref()) {
            config.listen = address("listen", text)?;
        }
        if let Some(text) = settings.admin_listen.as_ref().or(file.admin_listen.as_ref()) {
            config.admin_listen = if text == "off" { None } else { Some(address("admin-listen", text)?) };
        }
        if let Some(text) = settings.public_url.as_ref().or(file.public_url.as_ref()) {
            config.public_url = Some(origin("public-url", text)?);
        }
        let allowed =
            if settings.allow_origin.is_empty() { &file.allow_origin } else { &settings.allow_origin };
        config.allow_origins = origins("allow-origin", allowed)?;
        for site in file.site {
            let origins = origins("site.origins", &site.origins)?;
            config.sites.push(SiteConfig { key: site.key, origins, name: site.name });
        }
        let proxies =
            if settings.trusted_proxy.is_empty() { &file.trusted_proxy } else { &settings.trusted_proxy };
        for text in proxies {
            let wrong = |_| ConfigError::Value { key: "trusted-proxy", value: text.clone(), kind: IP };
            config.trusted_proxies.push(text.parse().map_err(wrong)?);
        }
        if let Some(text) = settings.database.clone().or(file.database) {
            config.database = text;
        }
        if let Some(text) = settings.company.clone().or(file.company) {
            config.company = crate::person::name(&text);
        }
        config.oidc = vouch::oidc(file.oidc, &settings.environment)?;
        config.passes = vouch::passes(file.passes, &settings.environment)?;
        let said = audit::FileAudit {
            place: file.audit,
            on_failure: file.audit_failure,
            file_mib: file.audit_file_mib,
        };
        config.audit = audit::read(said, settings)?;
        times::set(&mut config.limits, &file.times, &settings.time)?;
        config.demo = settings.demo.or(file.demo).unwrap_or(false);
        Ok(config)
    }
}

impl File {
    fn read(path: &Path) -> Result<File, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|cause| ConfigError::Unreadable { path: path.to_owned(), cause })?;
        toml::from_str(&text).map_err(|error| {
            let line =
                error.span().map_or(0, |span| 1 + text.get(..span.start).unwrap_or("").matches('\n').count());
            ConfigError::Syntax { path: path.to_owned(), line, cause: error.message().replace('\n', ", ") }
        })
    }
}

fn address(key: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    // `localhost` is what people write.
    let numeric = text.replacen("localhost:", "127.0.0.1:", 1);
    numeric.parse().map_err(|_| ConfigError::Value { key, value: text.to_owned(), kind: ADDRESS })
}

fn origin(key: &'static str, text: &str) -> Result<Origin, ConfigError> {
    Origin::parse(text).ok_or_else(|| ConfigError::Value { key, value: text.to_owned(), kind: ORIGIN })
}

fn origins(key: &'static str, texts: &[String]) -> Result<Vec<Origin>, ConfigError> {
    texts.iter().map(|text| origin(key, text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str, settings: Settings) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pillion.toml");
        std::fs::write(&path, toml).unwrap();
        Config::read(&Settings { config: Some(path), ..settings })
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_the_defaults() {
        let toml = "listen = \"0.0.0.0:9000\"\nadmin-listen = \"off\"\ncompany = \"First Bank\"\n\
                    allow_origin = [\"https://shop.example\"]\n\
                    [[site]]\nkey = \"bank\"\norigins = [\"https://bank.example\"]\nname = \"The bank\"\n";
        let flags = Settings { listen: Some("localhost:9001".into()), ..Settings::default() };
        let config = read(toml, flags).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:9001");
        assert_eq!((config.admin_listen, config.company.as_str()), (None, "First Bank"));
        assert_eq!(config.allow_origins[0].as_str(), "https://shop.example");
        assert_eq!(config.sites[0].origins[0].as_str(), "https://bank.example");
        assert_eq!(config.database, "sqlite:pillion.db");
    }

    #[test]
    fn errors_name_the_place_and_the_way_out() {
        let syntax =
            read("listen = \"1.2.3.4:5\"\nlisten-to = 1\n", Settings::default()).unwrap_err().to_string();
        assert!(syntax.contains("line 2") && syntax.contains("listen-to"), "{syntax}");
        let value = read("listen = \"8080\"\n", Settings::default()).unwrap_err().to_string();
        assert!(value.contains("`8080`") && value.contains("127.0.0.1:8080"), "{value}");
        let missing = Settings { config: Some("no/such/file.toml".into()), ..Settings::default() };
        let missing = Config::read(&missing).unwrap_err().to_string();
        assert!(missing.contains("no/such/file.toml") && missing.contains("--config"), "{missing}");
    }
}
