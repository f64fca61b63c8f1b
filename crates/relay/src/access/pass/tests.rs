//! Passes that are not what they should be. Keys are made for the test.

use super::*;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode};
use serde_json::{Value, json};

const SECRET: &[u8] = b"a secret of the test that is long enough";

fn settings() -> Passes {
    Passes {
        audience: "pillion".into(),
        tenant: "bank".into(),
        algorithm: Algorithm::HS256,
        key: DecodingKey::from_secret(SECRET),
        origins: Vec::new(),
    }
}

fn now() -> u64 {
    crate::clock::Clock::start().now()
}

fn claims(change: Value) -> Value {
    let now = now() / 1000;
    let mut claims = json!({"aud": "pillion", "iat": now, "exp": now + 60, "jti": "1", "sub": "maya",
        "name": "Maya R.", "role": "agent", "tenant": "bank"});
    for (key, value) in change.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(key)),
            _ => claims[key] = value.clone(),
        }
    }
    claims
}

fn signed(claims: &Value) -> String {
    encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(SECRET)).unwrap()
}

fn judge(change: Value) -> Result<Pass, PassError> {
    check(&settings(), &signed(&claims(change)), now())
}

#[test]
fn a_good_pass_says_who_it_is() {
    let pass = judge(json!({})).unwrap();
    assert_eq!((pass.identity.subject.as_str(), pass.identity.shown.as_str()), ("maya", "Maya R."));
    assert!(judge(json!({"aud": ["other", "pillion"]})).is_ok());
    assert!(pass.until > now() + 60_000 && pass.until < now() + 120_000);
    assert_eq!(pass.hash, judge(json!({"name": "Maya"})).unwrap().hash, "the number alone makes it unique");
    assert_ne!(pass.hash, judge(json!({"jti": "2"})).unwrap().hash);
}

#[test]
fn each_wrong_claim_is_refused_by_name() {
    let now = now() / 1000;
    for (change, error) in [
        (json!({"iat": now - 200, "exp": now - 100}), PassError::Expired),
        (json!({"exp": now + 601}), PassError::TooLong),
        (json!({"iat": now - 700, "exp": now + 10}), PassError::TooLong),
        (json!({"iat": now + 500, "exp": now + 900}), PassError::Early),
        (json!({"nbf": now + 500}), PassError::Early),
        (json!({"aud": "other"}), PassError::Audience),
        (json!({"aud": null}), PassError::Malformed),
        (json!({"role": "admin"}), PassError::Role),
        (json!({"role": ["agent"]}), PassError::Malformed),
        (json!({"tenant": "shop"}), PassError::Tenant),
        (json!({"tenant": null}), PassError::Malformed),
        (json!({"exp": null}), PassError::Malformed),
        (json!({"exp": "9999999999"}), PassError::Malformed),
        (json!({"iat": null}), PassError::Malformed),
        (json!({"jti": null}), PassError::Malformed),
        (json!({"jti": ""}), PassError::Malformed),
        (json!({"sub": ""}), PassError::Malformed),
        (json!({"name": "\u{202e}"}), PassError::Malformed),
    ] {
        assert_eq!(judge(change.clone()).err(), Some(error), "{change}");
    }
}

/// A token with this header and a signature of one's choice.
fn forged(header: Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(&header), part(&claims(json!({}))))
}

#[test]
fn a_pass_does_not_choose_its_algorithm() {
    let good = signed(&claims(json!({})));
    let signature = good.rsplit('.').next().unwrap();
    for name in ["none", "None", "NONE", "nOnE", ""] {
        for signature in ["", signature] {
            let token = forged(json!({"alg": name, "typ": "JWT"}), signature);
            assert!(check(&settings(), &token, now()).is_err(), "{name}");
        }
    }
    for name in ["HS384", "HS512", "RS256", "EdDSA", "ES256"] {
        let token = forged(json!({"alg": name, "typ": "JWT"}), signature);
        assert_eq!(check(&settings(), &token, now()).err(), Some(PassError::Algorithm), "{name}");
    }
    let other = EncodingKey::from_secret(b"another secret that is long enough too");
    let token = encode(&Header::new(Algorithm::HS256), &claims(json!({})), &other).unwrap();
    assert_eq!(check(&settings(), &token, now()).err(), Some(PassError::Signature));
    for garbage in ["", ".", "..", "a.b.c", &"x".repeat(5000), &good.replace('.', "")] {
        assert_eq!(check(&settings(), garbage, now()).err(), Some(PassError::Malformed));
    }
}

/// PEM of a new key pair: the private one, the public one.
fn pair(algorithm: Algorithm) -> (String, String) {
    if algorithm == Algorithm::EdDSA {
        use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
        use ed25519_dalek::pkcs8::{EncodePrivateKey, EncodePublicKey};
        let key = ed25519_dalek::SigningKey::from_bytes(&crate::random::bytes());
        let public = key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        return (key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(), public);
    }
    use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    let public = key.to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
    (key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(), public)
}

#[test]
fn a_public_key_is_no_secret() {
    for algorithm in [Algorithm::EdDSA, Algorithm::RS256] {
        let (private, public) = pair(algorithm);
        let (key, private) = if algorithm == Algorithm::EdDSA {
            (DecodingKey::from_ed_pem(public.as_bytes()), EncodingKey::from_ed_pem(private.as_bytes()))
        } else {
            (DecodingKey::from_rsa_pem(public.as_bytes()), EncodingKey::from_rsa_pem(private.as_bytes()))
        };
        let of_the_pair = Passes { algorithm, key: key.unwrap(), ..settings() };
        let good = encode(&Header::new(algorithm), &claims(json!({})), &private.unwrap()).unwrap();
        assert!(check(&of_the_pair, &good, now()).is_ok(), "{algorithm:?}");
        // The classic confusion: the public key's bytes as a secret.
        for secret in [public.as_bytes(), public.trim().as_bytes()] {
            let secret = EncodingKey::from_secret(secret);
            let confused = encode(&Header::new(Algorithm::HS256), &claims(json!({})), &secret).unwrap();
            let error = check(&of_the_pair, &confused, now()).err();
            assert_eq!(error, Some(PassError::Algorithm), "{algorithm:?}");
        }
        let error = check(&settings(), &good, now()).err();
        assert_eq!(error, Some(PassError::Algorithm), "{algorithm:?}");
    }
}
