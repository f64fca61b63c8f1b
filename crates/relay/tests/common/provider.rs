//! The certified provider of OpenID Connect of `tests/oidc-provider`, as a process of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

pub(crate) struct Provider {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    pub(crate) issuer: String,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Provider {
    pub(crate) const CLIENT: &str = "pillion";
    pub(crate) const SECRET: &str = "the relay's secret at the provider";

    /// Listens, and knows no client yet.
    pub(crate) fn start() -> Provider {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc-provider");
        assert!(
            folder.join("node_modules").is_dir(),
            "the test's provider is not installed: run `cargo xtask test native`, or `npm ci` in {}",
            folder.display()
        );
        let mut child = Command::new("node")
            .arg("provider.js")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Node.js is not installed");
        let (orders, answers) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut provider = Provider { child, orders, answers, issuer: String::new() };
        provider.issuer = provider.order(&json!({}))["issuer"].as_str().unwrap().to_owned();
        provider
    }

    /// Knows the relay at this origin from now on.
    pub(crate) fn register(&mut self, relay: &str) {
        let redirect = format!("{relay}/auth/oidc/callback");
        self.order(&json!({"client": {"id": Self::CLIENT, "secret": Self::SECRET, "redirect": redirect}}));
    }

    /// Who logs in from now on; null presses Cancel.
    pub(crate) fn user(&mut self, user: Value) {
        self.order(&json!({ "user": user }));
    }

    /// Changes ID tokens from now on.
    pub(crate) fn forge(&mut self, claims: Value) {
        self.order(&json!({ "forge": claims }));
    }

    /// Is gone.
    pub(crate) fn stop(&mut self) {
        drop(self.orders.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn order(&mut self, order: &Value) -> Value {
        writeln!(self.orders.as_mut().unwrap(), "{order}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).expect("the provider broke down")
    }
}
