//! Passes: short-lived signed tokens with which an integrator's server vouches for an agent. What a pass says of its own
//! algorithm and life is not believed. Knows neither requests nor accounts.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Validation, decode};
use serde::Deserialize;

use crate::config::Passes;
use crate::person;
use crate::session::{Hash, hash_of};
use crate::store::Identity;

/// Seconds from issue to expiry at most.
pub(crate) const LONGEST_LIFE: u64 = 600;
/// Seconds that two servers' clocks may be apart.
const SKEW: u64 = 30;
/// The one role there is a pass for.
const ROLE: &str = "agent";
/// Longer texts are nobody's number.
const LONGEST_TEXT: usize = 256;

/// Why a pass is refused. Integrators see these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PassError {
    /// No pass is taken at all.
    #[error("this relay takes no passes")]
    Off,
    /// It cannot be read, or lacks a claim.
    #[error("it is no JWT with the claims aud, exp, iat, jti, sub, name, role and tenant")]
    Malformed,
    /// It says another algorithm than the configured one.
    #[error("it is not signed by the configured algorithm")]
    Algorithm,
    /// The signature does not fit.
    #[error("its signature does not fit the configured key")]
    Signature,
    /// `exp` is past.
    #[error("it has expired")]
    Expired,
    /// `iat` or `nbf` is to come.
    #[error("it is not valid yet; check the clocks")]
    Early,
    /// `exp` is too far from `iat`.
    #[error("it lives too long: at most 600 seconds from iat to exp")]
    TooLong,
    /// `aud` is another.
    #[error("it is for another audience")]
    Audience,
    /// `role` is another.
    #[error("its role is not `agent`")]
    Role,
    /// `tenant` is another.
    #[error("it is for another tenant")]
    Tenant,
    /// Its `jti` was used.
    #[error("it was used before")]
    Used,
}

/// A pass that is what it should be, and not known to be unused.
#[derive(Debug)]
pub(crate) struct Pass {
    pub(crate) identity: Identity,
    /// Of what makes it unique.
    pub(crate) hash: Hash,
    /// When it cannot be used any more, in milliseconds since 1970.
    pub(crate) until: u64,
}

#[derive(Deserialize)]
struct PassClaims {
    exp: u64,
    iat: u64,
    jti: String,
    sub: String,
    name: String,
    role: String,
    tenant: String,
}

/// Reads and checks a pass. `now` is in milliseconds since 1970.
///
/// # Errors
/// The first thing that is wrong.
pub(crate) fn check(settings: &Passes, token: &str, now: u64) -> Result<Pass, PassError> {
    let mut validation = Validation::new(settings.algorithm);
    validation.set_audience(&[&settings.audience]);
    validation.set_required_spec_claims(&["exp", "aud", "sub"]);
    validation.validate_nbf = true;
    validation.leeway = SKEW;
    let claims =
        decode::<PassClaims>(token, &settings.key, &validation).map_err(|error| match error.kind() {
            ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => PassError::Algorithm,
            ErrorKind::InvalidSignature => PassError::Signature,
            ErrorKind::ExpiredSignature => PassError::Expired,
            ErrorKind::ImmatureSignature => PassError::Early,
            ErrorKind::InvalidAudience => PassError::Audience,
            _ => PassError::Malformed,
        })?;
    let PassClaims { exp, iat, jti, sub, name, role, tenant } = claims.claims;
    let seconds = now / 1000;
    if iat > seconds + SKEW {
        return Err(PassError::Early);
    }
    if exp.saturating_sub(iat) > LONGEST_LIFE {
        return Err(PassError::TooLong);
    }
    if role != ROLE {
        return Err(PassError::Role);
    }
    if tenant != settings.tenant {
        return Err(PassError::Tenant);
    }
    let shown = person::name(&name);
    let sized = |text: &str| !text.is_empty() && text.len() <= LONGEST_TEXT;
    if !sized(&sub) || !sized(&jti) || shown.is_empty() {
        return Err(PassError::Malformed);
    }
    let issuer = format!("passes:{tenant}");
    Ok(Pass {
        hash: hash_of(&format!("{issuer}\n{jti}")),
        until: (exp + SKEW) * 1000,
        identity: Identity { account: format!("{issuer} {sub}"), issuer, subject: sub, shown },
    })
}

#[cfg(test)]
mod tests;
