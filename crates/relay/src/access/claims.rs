//! Who somebody is by the claims about them: their role and name. Claims are JSON that was verified elsewhere.

use serde_json::{Map, Value};

use crate::person;

/// What is said of somebody.
pub(crate) type Claims = Map<String, Value>;

/// A claim by its name, or by its path: `realm_access.roles` is a list within an object at some providers, and one name at
/// others.
pub(crate) fn find<'a>(claims: &'a Claims, name: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(name) {
        return Some(value);
    }
    let (first, rest) = name.split_once('.')?;
    find(claims.get(first)?.as_object()?, rest)
}

/// Whether the claim names one of these roles: as a list, or as one word.
pub(crate) fn has_role(claims: &Claims, name: &str, roles: &[String]) -> bool {
    let is_one = |value: &Value| value.as_str().is_some_and(|word| roles.iter().any(|role| role == word));
    match find(claims, name) {
        Some(Value::Array(list)) => list.iter().any(is_one),
        Some(value) => is_one(value),
        None => false,
    }
}

/// What customers see, clean and short.
pub(crate) fn name(claims: &Claims, name: &str) -> Option<String> {
    let text = person::name(find(claims, name)?.as_str()?);
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: &Value) -> Claims {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn roles_are_found_where_providers_put_them() {
        let roles = ["agents".to_owned(), "leads".to_owned()];
        for (value, name) in [
            (json!({"groups": ["staff", "agents"]}), "groups"),
            (json!({"role": "leads"}), "role"),
            (json!({"realm_access": {"roles": ["agents"]}}), "realm_access.roles"),
            (json!({"https://bank.example/roles": ["agents"]}), "https://bank.example/roles"),
        ] {
            assert!(has_role(&claims(&value), name, &roles), "{value}");
        }
        for value in [
            json!({}),
            json!({"groups": []}),
            json!({"groups": ["Agents", "agents2", "age"]}),
            json!({"groups": "staff agents"}),
            json!({"groups": {"agents": true}}),
            json!({"groups": [["agents"]]}),
            json!({"groups": null}),
        ] {
            assert!(!has_role(&claims(&value), "groups", &roles), "{value}");
        }
    }

    #[test]
    fn names_are_clean_or_none() {
        assert_eq!(name(&claims(&json!({"name": " Ada\u{202e} L. "})), "name").as_deref(), Some("Ada L."));
        for value in [json!({}), json!({"name": 5}), json!({"name": " \u{7}"})] {
            assert_eq!(name(&claims(&value), "name"), None, "{value}");
        }
    }
}
