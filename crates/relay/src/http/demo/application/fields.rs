//! What the applications ask for: every field with its label and what counts as a good value.
//! Knows no HTML; the pages in www/demo/pages hold the forms, under the same names.

use super::super::page::{cents, grouped};
use super::Flow;

/// One page of an application.
#[derive(Debug)]
pub(in super::super) struct Step {
    /// Last part of its path.
    pub(in super::super) slug: &'static str,
    /// Its name in the row of steps and on the review page.
    pub(super) name: &'static str,
    /// Its page file.
    pub(super) file: &'static str,
    pub(super) fields: &'static [Field],
}

/// One field of a form.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    /// Its label, on the form and on the review page alike.
    pub(super) label: &'static str,
    /// What it holds before the customer was there.
    pub(super) preset: &'static str,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Text,
    Optional,
    Ssn,
    Zip,
    Date,
    Money,
    /// Whole dollars from a slider.
    Slider,
    /// A box to tick; nothing is wrong with leaving it.
    Tick,
    /// Value and words of each choice.
    Choice(&'static [(&'static str, &'static str)]),
}

impl Field {
    /// What is wrong with `value`, as the sentence under the field. `None` if it is good.
    pub(super) fn problem(&self, value: &str) -> Option<&'static str> {
        let digits = |count: usize, ignore: char| {
            value.chars().filter(|c| *c != ignore).count() == count
                && value.chars().all(|c| c.is_ascii_digit() || c == ignore)
        };
        let (good, advice) = match &self.kind {
            Kind::Optional | Kind::Tick => (true, ""),
            Kind::Text => (!value.is_empty(), "Fill in this field."),
            Kind::Ssn => (digits(9, '-'), "Enter the nine digits, like 000-12-3456."),
            Kind::Zip => (digits(5, ' '), "Enter the five digits of the ZIP code."),
            Kind::Date => (is_date(value), "Enter a date."),
            Kind::Money => (cents(value).is_some(), "Enter an amount in dollars, like 64,000."),
            Kind::Slider => (value.parse::<u32>().is_ok(), "Choose an amount."),
            Kind::Choice(choices) => (choices.iter().any(|(known, _)| *known == value), "Choose one."),
        };
        (!good).then_some(advice)
    }

    /// `value` as people read it.
    pub(super) fn shown(&self, value: &str) -> String {
        match &self.kind {
            Kind::Choice(choices) => {
                let words = choices.iter().find(|(known, _)| *known == value).map(|(_, words)| *words);
                words.unwrap_or_default().to_owned()
            }
            Kind::Money => cents(value).map(|cents| format!("${}", grouped(cents / 100))).unwrap_or_default(),
            Kind::Slider => value.parse().map(|dollars| format!("${}", grouped(dollars))).unwrap_or_default(),
            Kind::Tick if value.is_empty() => "No".to_owned(),
            Kind::Tick => "Yes".to_owned(),
            Kind::Date if is_date(value) => format!("{} / {} / {}", &value[5..7], &value[8..10], &value[..4]),
            _ => value.to_owned(),
        }
    }
}

/// Whether `value` is a date as `<input type=date>` sends it.
fn is_date(value: &str) -> bool {
    let bytes = value.as_bytes();
    let part = |from: usize, to: usize| value.get(from..to).and_then(|p| p.parse::<u32>().ok()).unwrap_or(0);
    bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() })
        && part(0, 4) >= 1900
        && (1..=12).contains(&part(5, 7))
        && (1..=31).contains(&part(8, 10))
}

const fn field(name: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { name, label, preset: "", kind }
}

const fn preset(name: &'static str, label: &'static str, preset: &'static str, kind: Kind) -> Field {
    Field { name, label, preset, kind }
}

const YOUR_DETAILS: Step = Step {
    slug: "your-details",
    name: "Your details",
    file: "apply-your-details.html",
    fields: &[
        field("first_name", "Legal first name", Kind::Text),
        field("last_name", "Legal last name", Kind::Text),
        field("birth_date", "Date of birth", Kind::Date),
        field("ssn", "Social Security number", Kind::Ssn),
        field(
            "employment",
            "Employment status",
            Kind::Choice(&[
                ("full-time", "Employed full time"),
                ("part-time", "Employed part time"),
                ("self-employed", "Self-employed"),
                ("student", "Student"),
                ("retired", "Retired"),
                ("not-employed", "Not employed"),
            ]),
        ),
        field("income", "Yearly income before tax", Kind::Money),
        field("zip", "ZIP code", Kind::Zip),
        field("employer", "Employer’s legal name", Kind::Text),
    ],
};

/// Opening a joint savings account.
pub(in super::super) static JOINT_SAVINGS: Flow = Flow {
    base: "/demo/savings/joint",
    prefix: "JS",
    heading: "Open a joint savings account",
    parent: ("Savings", "/demo/savings"),
    product: "Everyday Joint Savings",
    terms: &[("Account", "Everyday Joint Savings"), ("Rate", "3.85% APY")],
    amount: ("deposit", "Opening deposit"),
    steps: &[
        Step {
            slug: "product",
            name: "Product",
            file: "apply-joint-product.html",
            fields: &[
                preset(
                    "statements",
                    "Statements",
                    "paperless",
                    Kind::Choice(&[("paperless", "Paperless, by e-mail"), ("paper", "On paper, by mail")]),
                ),
                preset("deposit", "Opening deposit", "500", Kind::Slider),
                field("open_on", "Open the account on", Kind::Date),
                preset(
                    "purpose",
                    "What are you saving for?",
                    "",
                    Kind::Choice(&[
                        ("home", "A home"),
                        ("travel", "Travel"),
                        ("education", "Education"),
                        ("rainy-day", "A rainy day"),
                        ("other", "Something else"),
                    ]),
                ),
            ],
        },
        YOUR_DETAILS,
        Step {
            slug: "joint-holder",
            name: "Joint holder",
            file: "apply-joint-holder.html",
            fields: &[
                field("joint_first_name", "Legal first name", Kind::Text),
                field("joint_last_name", "Legal last name", Kind::Text),
                field("joint_birth_date", "Date of birth", Kind::Date),
                field("joint_ssn", "Social Security number", Kind::Ssn),
                field(
                    "relationship",
                    "Relationship to you",
                    Kind::Choice(&[
                        ("spouse", "Spouse"),
                        ("partner", "Partner"),
                        ("parent", "Parent"),
                        ("child", "Child"),
                        ("friend", "Friend"),
                    ]),
                ),
                field("same_address", "Lives at your address", Kind::Tick),
                field("identity", "Copy of their ID", Kind::Optional),
                field("remarks", "Anything we should know?", Kind::Optional),
            ],
        },
    ],
};

/// Applying for a personal loan.
pub(in super::super) static PERSONAL_LOAN: Flow = Flow {
    base: "/demo/loans/personal",
    prefix: "PL",
    heading: "Apply for a personal loan",
    parent: ("Loans", "/demo/loans"),
    product: "Personal Loan",
    terms: &[("Loan", "Personal Loan"), ("Rate", "from 7.49% APR")],
    amount: ("amount", "Amount"),
    steps: &[
        Step {
            slug: "loan",
            name: "Your loan",
            file: "apply-loan.html",
            fields: &[
                preset("amount", "Amount", "12000", Kind::Slider),
                preset(
                    "term",
                    "Pay back over",
                    "36",
                    Kind::Choice(&[("24", "2 years"), ("36", "3 years"), ("60", "5 years")]),
                ),
                field(
                    "loan_purpose",
                    "What is the loan for?",
                    Kind::Choice(&[
                        ("car", "A car"),
                        ("renovation", "Home improvement"),
                        ("consolidation", "Paying off other debt"),
                        ("medical", "Medical costs"),
                        ("other", "Something else"),
                    ]),
                ),
                field("start_on", "First payment on", Kind::Date),
            ],
        },
        YOUR_DETAILS,
        Step {
            slug: "income",
            name: "Housing and proof",
            file: "apply-income.html",
            fields: &[
                field(
                    "housing",
                    "Your home",
                    Kind::Choice(&[("rent", "Rented"), ("own", "Owned"), ("family", "With family")]),
                ),
                field("housing_cost", "Monthly rent or mortgage", Kind::Money),
                field("autopay", "Pay from Everyday Checking, 0.25% off the rate", Kind::Tick),
                field("pay_slip", "Latest pay slip", Kind::Optional),
                field("remarks", "Anything we should know?", Kind::Optional),
            ],
        },
    ],
};
