//! The tokeniser and the classifier: any name, label, placeholder and pattern. Nothing panics, and the same hints give
//! the same tier.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pillion::privacy::{FieldHints, FieldKind, classify};

fuzz_target!(|input: (String, String, String, String)| {
    let (name, label, shape, autocomplete) = input;
    let labels = [label.as_str()];
    let hints = FieldHints {
        kind: FieldKind::Input("text"),
        name: &name,
        labels: &labels,
        placeholder: &shape,
        pattern: &shape,
        autocomplete: &autocomplete,
        ..FieldHints::default()
    };
    let tier = classify(&hints);
    assert_eq!(tier, classify(&hints));
    // More hints never make a field less sensitive.
    assert!(tier >= classify(&FieldHints { labels: &[], ..hints }));
});
