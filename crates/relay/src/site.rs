//! Which pages may carry the tag: site keys and their origins. Knows no sockets.

use crate::config::SiteConfig;
use crate::origin::Origin;

/// All sites of this relay.
#[derive(Debug)]
pub(crate) struct Sites {
    own: Vec<Origin>,
    default: Vec<Origin>,
    keyed: Vec<Site>,
}

#[derive(Debug)]
struct Site {
    key: String,
    origins: Vec<Origin>,
}

/// Why a page may not use a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SiteRefusal {
    /// No site has this key.
    UnknownKey,
    /// The site is for other pages.
    ForeignOrigin,
}

impl Sites {
    /// `own` are the relay's own origins, `allowed` the operator's for pages without a key.
    pub(crate) fn new(own: Vec<Origin>, allowed: &[Origin], keyed: &[SiteConfig]) -> Sites {
        let default = own.iter().chain(allowed).cloned().collect();
        let keyed =
            keyed.iter().map(|site| Site { key: site.key.clone(), origins: site.origins.clone() }).collect();
        Sites { own, default, keyed }
    }

    /// Whether this is the relay itself: consoles come from there.
    pub(crate) fn is_own(&self, origin: &Origin) -> bool {
        self.own.contains(origin)
    }

    /// The relay's origin, by the name that it is best known by.
    pub(crate) fn own(&self) -> Option<&Origin> {
        self.own.first()
    }

    /// Whether any site allows this origin: asked at the upgrade, when the key is not known yet.
    pub(crate) fn knows(&self, origin: &Origin) -> bool {
        self.default.contains(origin) || self.keyed.iter().any(|site| site.origins.contains(origin))
    }

    /// Whether a page of this origin may use the site of this key, or the default site.
    pub(crate) fn allows(&self, key: Option<&str>, origin: &Origin) -> Result<(), SiteRefusal> {
        let origins = match key {
            None => &self.default,
            Some(key) => {
                let site = self.keyed.iter().find(|site| site.key == key);
                &site.ok_or(SiteRefusal::UnknownKey)?.origins
            }
        };
        if origins.contains(origin) { Ok(()) } else { Err(SiteRefusal::ForeignOrigin) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_for_its_own_pages() {
        let origin = |text: &str| Origin::parse(text).unwrap();
        let (own, shop, bank) =
            (origin("https://relay.example"), origin("https://shop.example"), origin("https://bank.example"));
        let keyed = [SiteConfig { key: "bank".into(), origins: vec![bank.clone()], name: None }];
        let sites = Sites::new(vec![own.clone()], std::slice::from_ref(&shop), &keyed);
        assert_eq!(sites.allows(None, &own), Ok(()));
        assert_eq!(sites.allows(None, &shop), Ok(()));
        assert_eq!(sites.allows(None, &bank), Err(SiteRefusal::ForeignOrigin));
        assert_eq!(sites.allows(Some("bank"), &bank), Ok(()));
        assert_eq!(sites.allows(Some("bank"), &shop), Err(SiteRefusal::ForeignOrigin));
        assert_eq!(sites.allows(Some("bnak"), &bank), Err(SiteRefusal::UnknownKey));
        assert!(sites.knows(&bank) && sites.knows(&shop) && !sites.knows(&origin("https://evil.example")));
        assert!(sites.is_own(&own) && !sites.is_own(&shop));
    }
}
