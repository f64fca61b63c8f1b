//! The cleaning of addresses, sets of addresses and style. Nothing panics, and cleaning twice is cleaning once.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pillion::privacy::{Element, Policy, Privacy};

fuzz_target!(|raw: String| {
    let mut privacy = Privacy::new(Policy::default());
    let element = Element { tag: "a", ..Element::default() };
    for name in ["href", "imagesrcset", "style"] {
        let Some(once) = privacy.attribute(&element, name, &raw) else { continue };
        let Some(twice) = privacy.attribute(&element, name, once.as_str()) else {
            panic!("dropped at second sight")
        };
        assert!(twice.as_str().len() <= once.as_str().len() + 8);
    }
    privacy.css(1, 0, &raw);
    privacy.url(&raw);
});
