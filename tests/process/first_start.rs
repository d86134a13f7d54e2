//! Who gets to know the password of `root`, and how often.

use crate::support::server::{PASSWORD, Server};

#[tokio::test]
async fn the_first_start_prints_a_password_that_works_and_later_ones_print_nothing() {
    let mut server = Server::set_up("").await.without_password();
    server.restart().await;
    let printed = server.printed();
    let password = printed
        .strip_prefix("username: root\npassword: ")
        .and_then(|rest| rest.strip_suffix('\n'))
        .unwrap_or_else(|| panic!("no password: {printed}"));
    assert!(password.len() >= 16, "{printed}");
    let root = server.sign_in("root", password).await;
    assert_eq!(root.name, "root");

    let (status, _) = server.terminate().await;
    assert!(status.success(), "{status}");
    server.restart().await;
    assert_eq!(server.printed(), printed);
    server.sign_in("root", password).await;
    assert!(!server.log().contains(password), "it is in the log");
}

#[tokio::test]
async fn a_password_given_by_variable_works_and_is_not_printed() {
    let server = Server::start("").await;
    server.sign_in("root", PASSWORD).await;
    assert_eq!(server.printed(), "");
    assert!(!server.log().contains(PASSWORD), "it is in the log");
}
