//! Which names and labels are sensitive, and which only look so.

use super::table::{LETTERS, WORDS};
use super::*;

fn check(raw: &str, expected: Kinds) {
    assert_eq!(kinds(raw), expected, "{raw:?}");
}

#[test]
fn the_table_is_sorted() {
    assert!(WORDS.windows(2).all(|w| w[0].0 < w[1].0));
    assert_eq!(usize::from(LETTERS[26]), WORDS.len());
}

#[test]
fn sensitive_names_are_found() {
    for (kind, names) in [
        (
            Kinds::PASSWORD,
            "passcode passwd pwd userPassword user_pwd passphrase newpassword confirmpassword2 \
            user-pass loginPass pass pass1 txtPass PASSWORD Mot_de_passe Contraseña contrasenaNueva senha \
            Neues_Passwort kennwort wachtwoord пароль Новый_пароля 密码 登录密码 パスワード 新しいパスワード 비밀번호 \
            ﾊﾟｽ_password one_time_passcode userpass",
        ),
        (
            Kinds::TAXPAYER,
            "ssn txtSSN SSN# ssn_last4 last4ssn itin tin TaxId tax_number socialSecurity \
            social-security-number socialsecurity socialsecuritynumber usersssn_ssn customerssn seguro_social \
            Sécurité_Sociale taxid Social_Security_#",
        ),
        (
            Kinds::CARD,
            "ccnumber ccNumber cc-num card_no cardNumber CardNbr creditCardNumber creditcardnumber \
            cardnumber debit_no credit_card_no card1Number payment[cardnumber] Kreditkartennummer \
            numero_de_la_tarjeta númeroTarjeta Card_# ccnum number_on_your_card",
        ),
        (Kinds::CVV, "cvc csc código_de_seguridad"),
        (
            Kinds::CODE,
            "pin userPIN PINcode OTPcode otp totp verificationCode auth_code accessCode mfaCode \
            oneTimeCode onetimecode 4-digit_PIN pin4 pinnumber securitycode securityCode sms_code twoFactorCode",
        ),
        (
            Kinds::KEY,
            "apiKey api_key apikey secret_key privateKey client_secret appSecret secret clientsecret",
        ),
        (
            Kinds::ACCOUNT,
            "account_number acctNo accountNbr accountnumber acct_num iban Account_# bankAccountNumber \
            bankaccountnumber acctnumber",
        ),
        (Kinds::ROUTING, "routing routingnumber ABA sort-code sortCode"),
        (Kinds::BIRTH, "dob birthdate birthday bday dateOfBirth date_birth birth-date dateofbirth txtDOB"),
        (
            Kinds::IDENTITY,
            "passportNo passport driversLicenseNumber driver_license drivingLicence nationalId \
            national_insurance nino driverslicense nationalinsurancenumber Driver's_License",
        ),
        (
            Kinds::ANSWER,
            "securityAnswer secret_answer maiden mothersMaidenName mothermaidenname \
            security_question_1_answer",
        ),
        (Kinds::PINCODE, "pincode"),
    ] {
        for name in names.split_ascii_whitespace() {
            let found = kinds(&name.replace('_', " ")).or(kinds(name));
            assert!(found.has(kind), "{name} gave {found:?}");
        }
    }
    assert!(kinds("card-cvv").has(Kinds::CVV));
    assert!(kinds("cvv2").has(Kinds::CVV));
}

#[test]
fn innocent_names_stay_clear() {
    for name in "businessName shipping shippingOption passenger passengers destination expected keyboard inspiring \
        authorName author compass passage boardingPass boarding_pass pass_id passType secretSanta secretary \
        spinner opinion shopping mapping pinterest tiny continue routingless sortOrder sortKey accountName accountType account_holder \
        cardType cardholder card_name expiry postcode postalCode zipCode countryCode promoCode code state number \
        phone phoneNumber mobile_no orderNumber order_no invoice_number houseNumber numbers key keyword primaryKey \
        accessibility access national nationality tax taxes taxRate insurance insuranceType license licensePlate \
        date startDate birthplace update candidate timecode timeZone social socialMedia securityLevel email \
        firstName address city amount balance income employer search q comment discount accounting \
        noaccount robin robinson captain martin austin latin satin cabana alabama dobson wisdobber \
        date_date credit creditLimit debitAmount verification passing bypass surpass"
        .split_ascii_whitespace()
    {
        check(name, Kinds::NONE);
    }
    check("No account? Sign up", Kinds::NONE);
    check("Shipping options and destination", Kinds::NONE);
}

#[test]
fn the_last_words_name_an_inline_secret() {
    for (raw, expected) in [
        ("Your password", Kinds::PASSWORD),
        ("your verification code", Kinds::CODE),
        ("One-time code", Kinds::CODE),
        ("OTP code", Kinds::CODE),
        ("PIN number", Kinds::CODE),
        ("PIN", Kinds::CODE),
        ("Pin code", Kinds::NONE),
        ("PIN pad model", Kinds::NONE),
        ("Password policy", Kinds::NONE),
        ("Order", Kinds::NONE),
        ("Social security number is", Kinds::TAXPAYER),
        ("Number of the account", Kinds::NONE),
        ("ABA routing number", Kinds::ROUTING),
        ("Date of birth", Kinds::BIRTH),
        ("", Kinds::NONE),
    ] {
        assert_eq!(spoken_kinds(raw), expected, "{raw}");
    }
}
