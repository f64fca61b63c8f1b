//! The scanner of texts: any text, any label, any secret. Nothing panics, and the secret is in no result.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pillion::privacy::{Label, Place, Policy, Privacy, Scan, scan, scan_run};

fuzz_target!(|input: (String, String, String)| {
    let (raw, label, secret) = input;
    let mut privacy = Privacy::new(Policy::default());
    privacy.secret(1, &secret);
    privacy.end_flush();
    let place = Place { node: 2, fresh: true, label: Label::of(&label), ..Place::default() };
    let judged = privacy.text(&place, &raw);
    let plain = secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain && secret.len() >= 8 {
        assert!(!judged.as_str().to_ascii_lowercase().contains(&secret.to_ascii_lowercase()));
    }
    if let Scan::Masked(once) = scan(&raw) {
        scan(once.as_str());
    }
    let cut = raw.char_indices().nth(raw.chars().count() / 2).map_or(0, |(at, _)| at);
    let (head, tail) = raw.split_at(cut);
    assert_eq!(scan_run(&[head, tail]).len(), 2);
});
