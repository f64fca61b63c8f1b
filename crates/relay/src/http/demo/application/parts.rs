//! Pieces of HTML that the application pages share: the row of steps, the summary beside the form, what is
//! wrong, and the review. Everything that came from the customer is escaped here.

use super::super::template::escape;
use super::super::visitors::Application;
use super::fields::Field;
use super::{Flow, Values};

/// The row of steps, with the one at `slug` marked as where the customer is.
pub(super) fn steps(flow: &Flow, slug: &str) -> String {
    let names = flow.steps.iter().map(|step| (step.slug, step.name)).chain([("review", "Review")]);
    let names: Vec<_> = names.collect();
    let here = names.iter().position(|(known, _)| *known == slug).unwrap_or(names.len());
    let items: String = names
        .iter()
        .enumerate()
        .map(|(at, (_, name))| {
            let state = if at <= here { " class=\"reached\"" } else { "" };
            let current = if at == here { " aria-current=\"step\"" } else { "" };
            format!("<li{state}{current}><span>{}</span> {name}</li>", at + 1)
        })
        .collect();
    let of = if here < names.len() { here + 1 } else { names.len() };
    format!(
        "<p class=\"step-of\">Step {of} of {}</p><ol class=\"steps\" aria-label=\"Steps\">{items}</ol>",
        names.len()
    )
}

/// The lines of the box "Your application".
pub(super) fn summary(flow: &Flow, application: Option<&Application>) -> String {
    let row = |label: &str, value: &str| format!("<div><dt>{label}</dt><dd>{}</dd></div>", escape(value));
    let mut out: String = flow.terms.iter().map(|(label, value)| row(label, value)).collect();
    let field = flow.steps.iter().flat_map(|step| step.fields).find(|field| field.name == flow.amount.0);
    if let Some(field) = field {
        let kept = application.and_then(|a| a.values.get(field.name)).map_or(field.preset, String::as_str);
        out.push_str(&row(flow.amount.1, &field.shown(kept)));
    }
    let saved = match application.map(|application| application.saved.elapsed().as_secs() / 60) {
        None => "Not yet".to_owned(),
        Some(0) => "Just now".to_owned(),
        Some(1) => "1 minute ago".to_owned(),
        Some(minutes) => format!("{minutes} minutes ago"),
    };
    out.push_str(&row("Saved", &saved));
    out
}

/// The box over the form that says what to put right, with a link to each field.
pub(super) fn problems(fields: &[Field], wrong: &[(&'static str, &'static str)]) -> String {
    if wrong.is_empty() {
        return String::new();
    }
    let label = |name: &str| fields.iter().find(|field| field.name == name).map_or("Agreement", |f| f.label);
    let items: String =
        wrong.iter().map(|(name, _)| format!("<li><a href=\"#{name}\">{}</a></li>", label(name))).collect();
    format!(
        "<div class=\"problems\" role=\"alert\"><h2>Please check {}</h2><ul>{items}</ul></div>",
        if wrong.len() == 1 { "one field" } else { "these fields" }
    )
}

/// The sentence under a field that is not right.
pub(super) fn error(name: &str, message: &str) -> String {
    format!("<p class=\"error\" id=\"{name}-error\">{message}</p>")
}

/// Everything that was entered, step by step, each with the way back to change it.
pub(super) fn review(flow: &Flow, values: &Values) -> String {
    flow.steps
        .iter()
        .map(|step| {
            let rows: String = step.fields.iter().map(|field| review_row(field, values)).collect();
            let (name, path) = (step.name, flow.path(step.slug));
            format!(
                "<section class=\"review\"><div class=\"review-head\"><h2>{name}</h2>\
                 <a href=\"{path}\">Change<span class=\"sr\"> {}</span></a></div><dl>{rows}</dl></section>",
                name.to_lowercase()
            )
        })
        .collect()
}

fn review_row(field: &Field, values: &Values) -> String {
    let value = values.get(field.name).map_or("", String::as_str);
    let shown = match field.shown(value) {
        _ if field.problem(value).is_some() => "<span class=\"missing\">Still missing</span>".to_owned(),
        shown if shown.is_empty() => "Nothing entered".to_owned(),
        shown => escape(&shown),
    };
    format!("<div><dt>{}</dt><dd>{shown}</dd></div>", field.label)
}
