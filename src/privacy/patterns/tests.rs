//! Which texts are sensitive by their form, and which only look so.

use super::*;
use crate::privacy::mask::covered;

fn check(raw: &str, expected: &str) {
    check_labelled("", raw, expected);
}

fn check_labelled(label: &str, raw: &str, expected: &str) {
    assert_eq!(covered(raw, &spans(raw, Label::of(label))), expected, "{label:?} {raw:?}");
}

fn check_clear(raws: &[&str]) {
    for raw in raws {
        check(raw, raw);
    }
}

#[test]
fn cards_of_every_issuer_are_covered() {
    const CARD: &str = "**** **** **** ****";
    for raw in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4222222222222",
        "5555555555554444",
        "2223 0031 2200 3222",
        "6011-1428-0824-5959",
        "3714 529272 58842",
        "371449635398431",
        "3530111333300000",
        "30569309025904",
        "6200000000000005",
        "4539941161648974",
        "６０１１1428 0824\u{a0}5959",
        "4111\u{2011}1111\u{2011}1111\u{2011}1111",
        "4\u{200b}111111111111111",
        "4111111-111 11-1111",
    ] {
        check(raw, CARD);
        check(&format!("Card {raw}."), &format!("Card {CARD}."));
        check(&format!("é {raw}, 12/27"), &format!("é {CARD}, 12/27"));
    }
    check("4111 1111 1111 1111 12/27 123", "**** **** **** **** 12/27 123");
    check("No. 7 4111 1111 1111 1111", "No. 7 **** **** **** ****");
    check("4111 1111 1111 1111 5555 5555 5555 4444", "**** **** **** **** **** **** **** ****");
    check("371449635398431 2027", "**** **** **** **** 2027");
}

#[test]
fn other_long_numbers_stay() {
    check_clear(&[
        "Order 4552837035928145",
        "Order no. ORD-77120-9934-KX",
        "Call (415) 555-0186",
        "+57 300 123 4567, +63 917 123 4561, +58 412 123 4567",
        "+1-415-555-0186",
        "ISBN 978-0-306-40615-7",
        "ISBN 978-607-12-1234-5",
        "IMEI 490154203237518",
        "IMEI 35-209900-176148-1",
        "width: 33.333333333333336%; left: 58.333333333333336%",
        "0.4111111111111111",
        "2026-11-22 12:28:56",
        "1763812345678",
        "$18,402.55",
        "Tracking 9400 1000 0000 0000 0000 00",
        "41111111111111111111111111",
        "4111111111111112",
    ]);
}

#[test]
fn social_security_and_taxpayer_numbers_are_covered() {
    check("On file: 704-24-7690.", "On file: ***-**-****.");
    check("ITIN on file 931-75-6151", "ITIN on file ***-**-****");
    check("512 73 4961", "***-**-****");
    check("512.73.4961", "***-**-****");
    check("SSN512-73-4961x", "SSN***-**-****x");
    check("078-05-1120", "***-**-****");
    check("512\u{2013}73\u{2013}4961", "***-**-****");
    check("1-512-73-4961", "1-***-**-****");
    check("SSN: 512734961", "SSN: ***-**-****");
    check("Social security number is 512 734 961", "Social security number is ***-**-****");
    check("Tax ID: 12-3456789", "Tax ID: ***-**-****");
    check_labelled("SSN", "512734961", "***-**-****");
    check_labelled("Taxpayer / TIN", "987654321", "***-**-****");
}

#[test]
fn impossible_social_security_numbers_stay() {
    check_clear(&[
        "Part 666-21-4587",
        "Part 512-73-0000",
        "Part 512-00-4961",
        "Part 000-73-4961",
        "Part 900-12-4961",
        "512-73 4961",
        "5512-73-4961",
        "512-73-49611",
        "512734961",
        "Zip 94110-1234",
    ]);
    check_labelled("Phone", "512734961", "512734961");
}

#[test]
fn ibans_with_right_check_digits_are_covered() {
    for raw in [
        "GB82WEST12345698765432",
        "GB82 WEST 1234 5698 7654 32",
        "de89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "FR1420041010050500013M02606",
        "NO9386011117947",
        "NO93 8601 1117 947",
        "MT84MALT011000012345MTLCAST001S",
    ] {
        check(raw, "********");
        check(&format!("IBAN {raw}, thanks"), "IBAN ********, thanks");
        check(&format!("({raw})"), "(********)");
    }
    check("DE89 3704 0044 0532 0130 00 from Anna", "******** from Anna");
    check("BE68 5390 0754 7034 from Anna", "******** from Anna");
    check_clear(&[
        "Code GB00WEST12345698765432",
        "GB82WEST1234569876543",
        "GB82 WESTERN 12345698765432",
        "XGB82WEST12345698765432",
    ]);
}

#[test]
fn account_and_routing_numbers_need_a_label() {
    check("782258055267", "782258055267");
    check("Account number: 782258055267", "Account number: ********");
    check("Account # 7822-5805", "Account # ********");
    check("Acct. No. 78225805", "Acct. No. ********");
    check(
        "Your account number is 78225805 and your order is 66778899",
        "Your account number is ******** and your order is 66778899",
    );
    check("Routing 021000021", "Routing ********");
    check("ABA routing number: 021000021", "ABA routing number: ********");
    check("Routing 021000022", "Routing 021000022");
    check("Sort code 12-34-56", "Sort code ********");
    check_labelled("Account number", "782258055267", "********");
    check_labelled("Account number", "ends in 1234", "ends in 1234");
    check_labelled("Routing number", "021000021", "********");
    check_labelled("Order number", "782258055267", "782258055267");
    check_clear(&[
        "Order number: 782258055267",
        "Account number? Call 4155550186",
        "Account opened 20241122",
        "The account number was changed on 2026-11-22",
    ]);
    let cleared = spans("Account number: 782258055267", Label::CLEARED);
    assert!(cleared.is_empty());
    assert!(!spans("512-73-4961", Label::CLEARED).is_empty());
}

#[test]
fn secrets_said_aloud_are_covered() {
    check("Your verification code is 482913.", "Your verification code is ********.");
    check("PIN: 4821", "PIN: ********");
    check("password=hunter2&x=1", "password=********&x=1");
    check("{\"password\":\"hunter22\"}", "{\"password\":\"********\"}");
    check("One-time code: 482 913", "One-time code: ********");
    check("Temporary password is: x1y2z3!", "Temporary password is: ********!");
    check("The CVV is 1234 today", "The CVV is ******** today");
    check("OTP = A1B2", "OTP = ********");
    check("access code: B4-221", "access code: ********");
    check("API key: abcd1234", "API key: ********");
    check_labelled("Temporary password", " hunter22 ", "********");
    check_labelled("PIN", "4821", "********");
    check_labelled("Password", "Changed 12/03/2024", "Changed 12/03/2024");
    check_clear(&[
        "Your password must contain eightplus characters",
        "Password: must contain 8 characters",
        "Your PIN is 4-digit",
        "Password is 8 to 16 characters",
        "Promo code: SAVE2026",
        "Zip code: 94110",
        "Pin code: 560034",
        "Country code: +1415",
        "Order: 12345",
        "Opening hours: 09:00-17:00",
        "Meeting is 2026-11-22",
        "PIN:",
        "is is is",
    ]);
}

#[test]
fn keys_and_certificates_are_covered() {
    check("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_-def", "Bearer ********");
    check("key sk_live_4eC39HqLyjWDarjtT1zdp7dc", "key ********");
    check("AKIAIOSFODNN7EXAMPLE", "********");
    check("a -----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- b", "a ******** b");
    check("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "********");
    check_clear(&["eyJust", "task_live_show", "AKIA", "-----BEGIN", "BJ_K"]);
}

#[test]
fn addresses_in_text_are_cleaned() {
    check(
        "See https://u:p@h/x?token=abc&a=1 (or <http://h/?sid=1>)",
        "See https://h/x?token=&a=1 (or <http://h/?sid=>)",
    );
    check_clear(&["https://example.com/?a=1", "://", "a://?", "://://"]);
}

#[test]
fn a_value_spread_over_an_inline_run_is_found() {
    let run = |parts: &[&str]| {
        scan_run(parts).into_iter().map(|m| m.map(|m| m.as_str().to_string())).collect::<Vec<_>>()
    };
    assert_eq!(
        run(&["375", "-", "41", "-", "4482"]),
        [Some("***-**-****".into()), Some("".into()), Some("".into()), Some("".into()), Some("".into())]
    );
    assert_eq!(
        run(&["Card 4111 11", "11 1111 1111 ok", "fine"]),
        [Some("Card **** **** **** ****".into()), Some(" ok".into()), None]
    );
    assert_eq!(run(&["Account number: ", "782258055267"]), [None, Some("********".into())]);
    assert_eq!(run(&["a", "b"]), [None, None]);
    assert_eq!(run(&[]), []);
}

#[test]
fn a_text_without_signs_is_not_looked_at() {
    assert!(!Signs::of("Your password must contain many characters - B, J and K").any());
    assert_eq!(scan("plain"), Scan::Clean);
}
