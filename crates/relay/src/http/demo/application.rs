//! The bank's applications (joint savings, personal loan): pages whose forms post one after the other, kept by
//! the server, and a review page that repeats them. Knows the steps; `fields` knows what a good value is.

mod fields;
mod parts;

use std::collections::BTreeMap;
use std::time::Instant;

use axum::http::StatusCode;
use axum::response::Response;

use super::template::Vars;
use super::visit::Visit;
use super::visitors::{Application, Visitor, fresh_number};
use super::{Fields, value};
use fields::{Field, Step};
pub(super) use fields::{JOINT_SAVINGS, PERSONAL_LOAN};

/// The longest value that is kept, in characters.
const LONGEST_VALUE: usize = 400;

/// One kind of application.
#[derive(Debug)]
pub(super) struct Flow {
    /// Its path, without a slash at the end.
    pub(super) base: &'static str,
    /// Its steps in order; the review comes after them.
    pub(super) steps: &'static [Step],
    /// Letters before the application's number.
    prefix: &'static str,
    /// The main heading, and the way to the page it hangs under.
    heading: &'static str,
    parent: (&'static str, &'static str),
    product: &'static str,
    /// Lines of the summary beside the form that do not change.
    terms: &'static [(&'static str, &'static str)],
    /// The field with the amount, which the summary shows, and what it is called there.
    amount: (&'static str, &'static str),
}

type Values = BTreeMap<String, String>;

impl Flow {
    /// Answers a GET of the step named `slug`: a form, the review, or the thanks.
    pub(super) fn show(&'static self, visit: &Visit, slug: &str) -> Response {
        let application = visit.with(|visitor| visitor.applications.get(self.base).cloned()).flatten();
        if slug == "done" {
            return match application.filter(|application| application.sent) {
                Some(application) => visit.page("apply-done.html", self.vars(slug, Some(&application))),
                None => visit.redirect(&self.path(self.steps[0].slug)),
            };
        }
        let mut values = application.as_ref().map(|a| a.values.clone()).unwrap_or_default();
        if application.is_none() && visit.customer().is_some() {
            for (name, known) in [("first_name", "Jordan"), ("last_name", "Parker"), ("zip", "97214")] {
                values.insert(name.to_owned(), known.to_owned());
            }
        }
        self.form(visit, slug, application.as_ref(), &values, &[], StatusCode::OK)
    }

    /// Answers a POST of the step named `slug`: keeps what was sent and leads on, or says what is missing.
    pub(super) fn save(&'static self, mut visit: Visit, slug: &str, posted: &Fields) -> Response {
        if slug == "review" {
            return self.send(&visit, posted);
        }
        let Some(at) = self.steps.iter().position(|step| step.slug == slug) else {
            return visit.page_with_status(StatusCode::NOT_FOUND, "not-found.html", Vars::default());
        };
        let step = &self.steps[at];
        let values: Values = step
            .fields
            .iter()
            .map(|field| {
                let value = value(posted, field.name).trim().chars().take(LONGEST_VALUE).collect();
                (field.name.to_owned(), value)
            })
            .collect();
        let wrong = wrong(step.fields, &values);
        if !wrong.is_empty() {
            let application = visit.with(|visitor| visitor.applications.get(self.base).cloned()).flatten();
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return self.form(&visit, slug, application.as_ref(), &values, &wrong, status);
        }
        visit.remember(|visitor| self.begun(visitor).keep(values));
        let next = self.steps.get(at + 1).map_or("review", |step| step.slug);
        visit.redirect(&self.path(next))
    }

    fn send(&'static self, visit: &Visit, posted: &Fields) -> Response {
        let application = visit.with(|visitor| visitor.applications.get(self.base).cloned()).flatten();
        let values = application.as_ref().map(|a| a.values.clone()).unwrap_or_default();
        if let Some(step) = self.steps.iter().find(|step| !wrong(step.fields, &values).is_empty()) {
            return visit.redirect(&self.path(step.slug));
        }
        if value(posted, "agree").is_empty() {
            let wrong = [("agree", "Tick the box to agree.")];
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return self.form(visit, "review", application.as_ref(), &values, &wrong, status);
        }
        visit.with(|visitor| self.begun(visitor).sent = true);
        visit.redirect(&self.path("done"))
    }

    fn form(
        &'static self,
        visit: &Visit,
        slug: &str,
        application: Option<&Application>,
        values: &Values,
        wrong: &[(&'static str, &'static str)],
        status: StatusCode,
    ) -> Response {
        let at = self.steps.iter().position(|step| step.slug == slug);
        let file = match at {
            Some(at) => self.steps[at].file,
            None if slug == "review" => "apply-review.html",
            None => return visit.page_with_status(StatusCode::NOT_FOUND, "not-found.html", Vars::default()),
        };
        let fields = at.map_or(&[][..], |at| self.steps[at].fields);
        let before = at.unwrap_or(self.steps.len()).checked_sub(1).map(|at| self.path(self.steps[at].slug));
        let mut vars = self
            .vars(slug, application)
            .text("back", before.unwrap_or_else(|| self.parent.1.to_owned()))
            .html("review", parts::review(self, values))
            .html("problems", parts::problems(fields, wrong));
        for field in fields {
            let kept = values.get(field.name).map_or(field.preset, String::as_str);
            vars = vars.text(field.name, kept).text(format!("{}.shown", field.name), field.shown(kept));
        }
        for (name, message) in wrong {
            vars = vars
                .html(
                    format!("invalid.{name}"),
                    format!("aria-invalid=\"true\" aria-describedby=\"{name}-error\""),
                )
                .html(format!("error.{name}"), parts::error(name, message));
        }
        visit.page_with_status(status, file, vars)
    }

    fn vars(&'static self, slug: &str, application: Option<&Application>) -> Vars {
        let number = application.map(|a| format!("{}-{}", self.prefix, a.number)).unwrap_or_default();
        Vars::default()
            .text("heading", self.heading)
            .text("parent", self.parent.0)
            .text("parent_path", self.parent.1)
            .text("product", self.product)
            .text("has_number", if number.is_empty() { "no" } else { "yes" })
            .text("number", number)
            .text("nav", self.parent.0.to_lowercase())
            .html("steps", parts::steps(self, slug))
            .html("summary", parts::summary(self, application))
    }

    fn begun<'a>(&'static self, visitor: &'a mut Visitor) -> &'a mut Application {
        visitor.applications.entry(self.base).or_insert_with(|| Application {
            values: Values::new(),
            number: fresh_number(),
            saved: Instant::now(),
            sent: false,
        })
    }

    fn path(&self, slug: &str) -> String {
        format!("{}/{slug}", self.base)
    }
}

impl Application {
    fn keep(&mut self, values: Values) {
        self.values.extend(values);
        self.saved = Instant::now();
        self.sent = false;
    }
}

/// The fields that are not right, each with what to do about it.
fn wrong(fields: &[Field], values: &Values) -> Vec<(&'static str, &'static str)> {
    let value = |field: &Field| values.get(field.name).map_or("", String::as_str);
    fields.iter().filter_map(|field| Some((field.name, field.problem(value(field))?))).collect()
}
