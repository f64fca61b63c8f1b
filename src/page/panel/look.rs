//! The panel's style sheet: adopted by the shadow root, since a `style` element would need leave from the page's
//! security policy. `snippet.js` has the base of it and most colours.
//!
//! Knows no screens.

use crate::prelude::*;
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

const STYLE: &str = include_str!("style.css");
/// The colours that only the panel uses.
const LIGHT: &str = ":host>*{--surface-2:#f4f7f6;--line:#dce3e1;--edge:#73817d;--text-2:#45534f;--text-3:#5a6864;--danger:#b3261e;--warn-ink:#734a00;--warn-tint:#fff4d9}";
const DARK: &str = ":host>*{--surface-2:#202b29;--line:#33413e;--edge:#7e908b;--text-2:#b9c6c3;--text-3:#98a8a4;--danger:#ffa399;--warn-ink:#f5cb6b;--warn-tint:#3a2d0e}";

/// The sheet while the shadow root wears it; dropping it takes it off.
pub(crate) struct Look {
    root: ShadowRoot,
    sheet: CssStyleSheet,
}

impl Look {
    /// Adds the sheet behind those that are there.
    ///
    /// # Errors
    /// The browser has no constructed style sheets.
    pub(crate) fn put_on(root: &ShadowRoot, theme: &str) -> Result<Look, JsValue> {
        let sheet = CssStyleSheet::new()?;
        let mut css = String::from(if theme == "dark" { DARK } else { LIGHT });
        if theme != "dark" && theme != "light" {
            css.push_str("@media(prefers-color-scheme:dark){");
            css.push_str(DARK);
            css.push('}');
        }
        css.push_str(STYLE);
        sheet.replace_sync(&css)?;
        // Older browsers have a frozen array there, so it is replaced, not changed.
        root.set_adopted_style_sheets(&root.adopted_style_sheets().concat(&Array::of1(&sheet)));
        Ok(Look { root: root.clone(), sheet })
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        let sheet: &JsValue = &self.sheet;
        let others = self.root.adopted_style_sheets().filter(&mut |worn, _, _| worn != *sheet);
        self.root.set_adopted_style_sheets(&others);
    }
}
