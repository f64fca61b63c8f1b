//! The key that signs the audit log's heads: made at the first start, kept in a file that its owner alone can read.
//! Knows no log.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::line::hex;
use crate::random;

/// Of a public key's text.
const PREFIX: &str = "ed25519:";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum KeyError {
    /// The file cannot be read or made.
    #[error("the audit log's key {path} cannot be used: {cause}")]
    File {
        /// Where.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The file holds no key.
    #[error("{path} holds no key: restore it from a backup, or move it away to have a new one made")]
    Damaged {
        /// Where.
        path: PathBuf,
    },
    /// Others may read it.
    #[cfg(unix)]
    #[error(
        "others may read the audit log's key {path}: `chmod 600` it, or move it away to have a new one made"
    )]
    Open {
        /// Where.
        path: PathBuf,
    },
}

/// A key that signs.
#[derive(Debug)]
pub(crate) struct Key(SigningKey);

impl Key {
    /// Reads the key, or makes one if there is no file.
    pub(crate) fn load_or_make(path: &Path) -> Result<Key, KeyError> {
        match Key::load(path) {
            Err(KeyError::File { cause, .. }) if cause.kind() == ErrorKind::NotFound => Key::make(path),
            other => other,
        }
    }

    /// Reads the key.
    pub(crate) fn load(path: &Path) -> Result<Key, KeyError> {
        let wrong = |cause| KeyError::File { path: path.to_owned(), cause };
        let mut file = File::open(path).map_err(wrong)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.metadata().map_err(wrong)?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(KeyError::Open { path: path.to_owned() });
            }
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(wrong)?;
        let bytes = STANDARD.decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let bytes = bytes.ok_or_else(|| KeyError::Damaged { path: path.to_owned() })?;
        Ok(Key(SigningKey::from_bytes(&bytes)))
    }

    /// Written whole beside its place first: a process that is killed here leaves no half key.
    fn make(path: &Path) -> Result<Key, KeyError> {
        let wrong = |cause| KeyError::File { path: path.to_owned(), cause };
        let key = Key(SigningKey::from_bytes(&random::bytes()));
        let draft = path.with_extension("new");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft).map_err(wrong)?;
        file.write_all(format!("{}\n", STANDARD.encode(key.0.to_bytes())).as_bytes()).map_err(wrong)?;
        file.sync_all().map_err(wrong)?;
        std::fs::rename(&draft, path).map_err(wrong)?;
        Ok(key)
    }

    pub(crate) fn public(&self) -> Public {
        Public(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, text: &str) -> String {
        STANDARD.encode(self.0.sign(text.as_bytes()).to_bytes())
    }
}

/// A key that checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Public(VerifyingKey);

impl Public {
    /// As [`Public`] is displayed; anything else, such as a comment, on other lines.
    pub(crate) fn parse(text: &str) -> Option<Public> {
        let encoded = text.lines().find_map(|line| line.trim().strip_prefix(PREFIX))?;
        let bytes = STANDARD.decode(encoded).ok()?.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok().map(Public)
    }

    /// The first 16 digits of its SHA-256: says which key it was, where the key itself would be too long.
    pub(crate) fn name(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes())[..8])
    }

    pub(crate) fn accepts(&self, text: &str, signature: &str) -> bool {
        let bytes = STANDARD.decode(signature).ok().and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
        bytes.is_some_and(|bytes| {
            self.0.verify_strict(text.as_bytes(), &Signature::from_bytes(&bytes)).is_ok()
        })
    }
}

impl std::fmt::Display for Public {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{PREFIX}{}", STANDARD.encode(self.0.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let made = Key::load_or_make(&path).unwrap();
        let again = Key::load_or_make(&path).unwrap();
        assert_eq!(made.public(), again.public());
        assert!(again.public().accepts("text", &made.sign("text")));
        assert!(!again.public().accepts("texts", &made.sign("text")));
        assert_eq!(Public::parse(&format!("# relay 1\n{}\n", made.public())), Some(made.public()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
            assert!(matches!(Key::load_or_make(&path), Err(KeyError::Open { .. })));
        }
    }

    #[test]
    fn a_damaged_key_is_not_replaced_silently() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let mut options = OpenOptions::new();
        options.write(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path).unwrap().write_all(b"half a k").unwrap();
        assert!(matches!(Key::load_or_make(&path), Err(KeyError::Damaged { .. })));
    }
}
