//! The bank as a browser meets it: requests go through the whole router.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

use super::router;

/// A browser with a cookie jar, so that tests read like visits.
struct Browser {
    bank: Router,
    cookies: Vec<(String, String)>,
}

struct Answer {
    status: StatusCode,
    location: String,
    policy: String,
    body: String,
}

impl Browser {
    fn new() -> Self {
        Self { bank: router(), cookies: Vec::new() }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), String::new()).await
    }

    async fn post(&mut self, path: &str, form: &str) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, form.to_owned()).await
    }

    async fn sign_in(&mut self) -> Answer {
        self.post("/demo/sign-in", "user=Jordan&password=correct-horse&next=/demo/account").await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let jar: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, jar.join("; ")).body(Body::from(body)).unwrap();
        let response = self.bank.clone().oneshot(request).await.unwrap();
        let headers = response.headers().clone();
        for cookie in headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            assert!(rest.contains("Path=/demo"), "{rest}");
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !rest.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let text = |name| headers.get(name).map_or("", |v| v.to_str().unwrap()).to_owned();
        let (status, location) = (response.status(), text(header::LOCATION));
        let policy = text(header::CONTENT_SECURITY_POLICY);
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, location, policy, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

const DETAILS: &str = "first_name=Jordan&last_name=Parker&birth_date=1988-04-17&ssn=000-12-3456\
    &employment=full-time&income=%24+64%2C000&zip=97214&employer=Cascade+%3CTimber%3E+Co.";

#[tokio::test]
async fn every_public_page_carries_the_tag_and_a_strict_policy() {
    let mut browser = Browser::new();
    for path in ["", "savings", "cards", "loans", "help", "branches", "sign-in", "planner", "planner/goals"] {
        let answer = browser.get(&format!("/demo/{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.body.matches("src=\"/snippet.js\"").count(), 1, "{path}");
        assert!(answer.policy.contains("default-src 'none'") && !answer.policy.contains("unsafe-inline"));
    }
    assert_eq!(browser.get("/demo").await.location, "/demo/");
    assert!(browser.cookies.is_empty(), "only looking around sets no cookie");
}

#[tokio::test]
async fn an_unknown_page_is_a_page_of_the_bank_with_404() {
    let answer = Browser::new().get("/demo/no/such").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("We cannot find that page") && answer.body.contains("/snippet.js"));
}

#[tokio::test]
async fn the_inline_style_carries_the_nonce_of_its_policy() {
    let answer = Browser::new().get("/demo/help").await;
    let nonce = answer.body.split_once("<style nonce=\"").unwrap().1.split_once('"').unwrap().0;
    assert_eq!(nonce.len(), 32);
    assert!(answer.policy.contains(&format!("'nonce-{nonce}'")));
}

#[tokio::test]
async fn a_chosen_mode_stays_on_the_following_pages() {
    let mut browser = Browser::new();
    browser.get("/demo/?mode=partial-control&shadow=open").await;
    let answer = browser.get("/demo/savings").await;
    assert!(answer.body.contains(r#"data-mode="partial-control" data-shadow="open">"#));
    let answer = browser.get("/demo/savings?mode=").await;
    assert!(answer.body.contains(r#"data-mode="full-control""#));
}

#[tokio::test]
async fn assets_are_served_with_their_type_and_known_again() {
    let bank: Router = router();
    let ask = |tag: &str| {
        let request = Request::get("/demo/site.css").header(header::IF_NONE_MATCH, tag);
        bank.clone().oneshot(request.body(Body::empty()).unwrap())
    };
    let first = ask("").await.unwrap();
    assert_eq!(first.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
    assert_eq!(ask(&tag).await.unwrap().status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn wrong_credentials_are_refused_with_a_message() {
    let mut browser = Browser::new();
    let answer = browser.post("/demo/sign-in", "user=jor%22dan&password=guess&next=/demo/payments").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("That user ID and password do not match."));
    assert!(answer.body.contains("value=\"jor&quot;dan\"") && !answer.body.contains("guess"));
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn the_account_and_its_images_need_the_cookie() {
    let mut browser = Browser::new();
    assert_eq!(browser.get("/demo/account").await.location, "/demo/sign-in?next=/demo/account");
    assert_eq!(browser.get("/demo/account/card.png").await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.sign_in().await.location, "/demo/account");
    assert!(browser.get("/demo/account").await.body.contains("Jordan Parker"));
    assert_eq!(browser.get("/demo/account/card.png").await.status, StatusCode::OK);
    assert_eq!(browser.get("/demo/account/spending.svg").await.status, StatusCode::OK);
    assert_eq!(browser.post("/demo/sign-out", "").await.location, "/demo/");
    assert_eq!(browser.get("/demo/account/spending.svg").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn signing_in_leads_only_to_pages_of_the_bank() {
    for next in ["https://evil.example/", "//evil.example", "/console/", "/demo/..%2F..", "/demo/%0d%0aX:1"] {
        let form = format!("user=jordan&password=correct-horse&next={next}");
        assert_eq!(Browser::new().post("/demo/sign-in", &form).await.location, "/demo/account", "{next}");
    }
}

#[tokio::test]
async fn a_transfer_shows_in_the_balances_and_the_table_once_told() {
    let mut browser = Browser::new();
    browser.sign_in().await;
    browser.post("/demo/account/transfer", "amount=%24+250&note=%3Cb%3Etrip").await;
    let first = browser.get("/demo/account").await.body;
    assert!(first.contains("$250.00 moved to Everyday Joint Savings."));
    assert!(first.contains("$4,036.12") && first.contains("$12,700.00") && first.contains("&lt;b&gt;trip"));
    assert!(!browser.get("/demo/account").await.body.contains("moved to"));
    browser.post("/demo/account/transfer", "amount=999999").await;
    assert!(browser.get("/demo/account").await.body.contains("Nothing was moved."));
}

#[tokio::test]
async fn the_joint_application_goes_from_step_to_step_and_repeats_everything() {
    let mut browser = Browser::new();
    let base = "/demo/savings/joint";
    assert_eq!(browser.get(base).await.location, "/demo/savings/joint/product");
    let product = "statements=paper&deposit=500&open_on=2026-12-01&purpose=home";
    assert_eq!(
        browser.post(&format!("{base}/product"), product).await.location,
        format!("{base}/your-details")
    );
    let answer = browser.post(&format!("{base}/your-details"), DETAILS).await;
    assert_eq!((answer.status, answer.location), (StatusCode::SEE_OTHER, format!("{base}/joint-holder")));
    let answer = browser.post(&format!("{base}/review"), "agree=yes").await;
    assert_eq!(answer.location, format!("{base}/joint-holder"), "the missing step comes first");
    let holder = "joint_first_name=Alex&joint_last_name=Parker&joint_birth_date=1990-01-02\
        &joint_ssn=000123457&relationship=spouse&identity=id.png";
    browser.post(&format!("{base}/joint-holder"), holder).await;
    let review = browser.get(&format!("{base}/review")).await.body;
    for shown in [
        "<dt>Social Security number</dt><dd>000-12-3456</dd>",
        "<dt>Date of birth</dt><dd>04 / 17 / 1988</dd>",
        "<dt>Employment status</dt><dd>Employed full time</dd>",
        "<dt>Yearly income before tax</dt><dd>$64,000</dd>",
        "Cascade &lt;Timber&gt; Co.",
        "<dt>Lives at your address</dt><dd>No</dd>",
        "<dt>Copy of their ID</dt><dd>id.png</dd>",
    ] {
        assert!(review.contains(shown), "{shown}");
    }
    assert_eq!(browser.post(&format!("{base}/review"), "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.post(&format!("{base}/review"), "agree=yes").await.location, format!("{base}/done"));
    assert!(browser.get(&format!("{base}/done")).await.body.contains("<dd>JS-"));
}

#[tokio::test]
async fn a_step_that_is_not_right_says_so_and_keeps_what_was_typed() {
    let mut browser = Browser::new();
    let form = DETAILS.replace("000-12-3456", "12-34").replace("97214", "9721x");
    let answer = browser.post("/demo/loans/personal/your-details", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("id=\"ssn-error\"") && answer.body.contains("id=\"zip-error\""));
    assert!(answer.body.contains("value=\"12-34\"") && answer.body.contains("value=\"full-time\" selected"));
    assert!(!answer.body.contains("income-error"));
}

#[tokio::test]
async fn applications_of_two_browsers_stay_apart() {
    let bank: Router = router();
    let mut one = Browser { bank: bank.clone(), cookies: Vec::new() };
    let mut other = Browser { bank, cookies: Vec::new() };
    one.post("/demo/loans/personal/your-details", DETAILS).await;
    let path = "/demo/loans/personal/your-details";
    assert!(one.get(path).await.body.contains("000-12-3456"));
    assert!(!other.get(path).await.body.contains("000-12-3456"));
}

#[tokio::test]
async fn a_form_over_the_limit_is_refused() {
    let form = format!("first_name={}", "x".repeat(super::FORM_LIMIT));
    let answer = Browser::new().post("/demo/savings/joint/your-details", &form).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
