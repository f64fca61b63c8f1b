//! What keeps a session from starting, and whose move it is then.

use super::*;

#[test]
fn what_cannot_start_says_whose_move_it_is() {
    let cases = [
        (NETWORK_LOST, Cause::Relay),
        (CloseCode::BadSiteKey.code(), Cause::Settings),
        (CloseCode::BadOrigin.code(), Cause::Settings),
        (CloseCode::BadVersion.code(), Cause::Settings),
    ];
    for (code, expected) in cases {
        let mut desk = Desk::new();
        desk.on(Input::Start(Channel::Phone)).on(Input::LinkClosed(code));
        if code == NETWORK_LOST {
            assert!(desk.did(&Action::AskWhy), "the relay is asked first");
            desk.is(State::Connecting);
            desk.on(Input::Why(None));
        }
        desk.is(State::Idle);
        assert!(
            matches!(desk.session.view().panel, Panel::CannotStart { cause, .. } if cause == expected),
            "{code}"
        );
        desk.on(Input::Ui(UiEvent::Retry)).is(State::Connecting);
        assert!(desk.did(&Action::Connect));
    }
}

#[test]
fn a_relay_that_refuses_the_page_is_quoted() {
    let mut desk = Desk::new();
    desk.on(Input::Start(Channel::Phone)).on(Input::LinkClosed(NETWORK_LOST));
    desk.on(Input::Why(Some("Pages of https://x.example may not use this site.".into()))).is(State::Idle);
    let view = desk.session.view();
    assert!(
        matches!(view.panel, Panel::CannotStart { cause: Cause::Settings, detail } if detail.contains("x.example"))
    );
    // An answer that comes late changes nothing.
    desk.on(Input::Ui(UiEvent::Retry)).on(Input::Why(None)).is(State::Connecting);
}
