//! `push send`, `push status` and `push cancel` against gateways that answer well, badly or not at all.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;
#[path = "common/gateway.rs"]
mod gateway;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{Ran, peer, provsmith, run};
use gateway::{FakeGateway, Reply, http, push_response, response};

const SI: &str = "<si><indication href=\"http://example.com/a\">Hello</indication></si>\n";
const NUMBER: &str = "+15551230001";

fn send(folder: &Path, url: &str, arguments: &[&str]) -> Ran {
    fs::write(folder.join("a.si"), SI).unwrap();
    let usual = ["push", "send", "a.si", "--ppg", url, "--retry-delay", "0", "--to", NUMBER];
    run(provsmith().current_dir(folder).env("PPG_PASSWORD", "very secret").args(usual).args(arguments))
}

/// Sends one message to a gateway that gives these answers.
fn sent(replies: Vec<Reply>, arguments: &[&str]) -> (Ran, FakeGateway) {
    let folder = tempfile::tempdir().unwrap();
    let gateway = FakeGateway::start(replies);
    (send(folder.path(), &gateway.url(), arguments), gateway)
}

fn json(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

#[test]
fn an_accepted_push_is_told_with_its_push_id() {
    let (ran, gateway) = sent(vec![response(1001)], &["--format", "json"]);
    let report = json(&ran.exits(0));
    assert_eq!(report["schema_version"], 1);
    let request = &report["requests"][0];
    assert_eq!(request["result"], "accepted");
    assert_eq!(request["code"], 1001);
    assert_eq!(request["recipients"][0], NUMBER);
    let push_id = request["push_id"].as_str().unwrap();
    let [asked] = &gateway.asked()[..] else { panic!("not one request") };
    assert!(asked.head.starts_with("POST /wappush HTTP/1.1\r\n"), "{}", asked.head);
    let body = String::from_utf8(asked.body.clone()).unwrap();
    assert!(body.contains(&format!("push-id=\"{push_id}\"")) && body.contains(SI), "{body}");
}

#[test]
fn the_code_decides_and_not_the_status_of_http() {
    let (ran, _) = sent(vec![http("500 Oops", "text/html", &push_response(1001))], &[]);
    ran.exits(0);
    for code in [2000, 2001, 2002, 3006, 5000, 4711] {
        let (ran, gateway) = sent(vec![response(code)], &[]);
        let ran = ran.exits(1);
        assert!(ran.stdout.contains(&format!("refused ({code}: ")), "{ran:?}");
        assert!(ran.stdout.contains("as it says"), "{ran:?}");
        assert_eq!(gateway.asked().len(), 1, "{code}");
    }
}

#[test]
fn what_is_no_answer_of_a_gateway_is_told_and_not_sent_again() {
    let large = "x".repeat(80_000);
    for (reply, words, requests) in [
        (http("500 Oops", "text/html", "<h1>Oops</h1>"), "HTTP 500", 1),
        (http("200 OK", "text/plain", "hello"), "text/plain", 1),
        (http("200 OK", "application/xml", "<pap><push-response"), "no XML", 1),
        (http("200 OK", "application/xml", "<rss/>"), "`rss`", 1),
        (http("200 OK", "text/html", &large), "more than 65536 bytes", 1),
        (Reply::NoEnd, "more than 65536 bytes", 1),
        (Reply::Bytes(b"ICY 200 OK\r\n\r\n".to_vec()), "no answer came", 1),
        (Reply::Bytes(Vec::new()), "no answer came", 1),
        (http("401 Unauthorized", "text/plain", "who?"), "--user", 1),
        (http("404 Not Found", "text/plain", ""), "look at the path", 1),
        (http("405 Method Not Allowed", "text/plain", ""), "look at the path", 1),
    ] {
        let (ran, gateway) = sent(vec![reply.clone(), response(1001)], &[]);
        let ran = ran.exits(2);
        assert!(ran.stderr.contains(words), "{reply:?}: {ran:?}");
        assert_eq!(gateway.asked().len(), requests, "{reply:?}");
    }
}

#[test]
fn a_gateway_that_says_nothing_is_left_when_the_time_is_over() {
    let started = Instant::now();
    let (ran, gateway) = sent(vec![Reply::Silence, Reply::Silence], &["--timeout", "1"]);
    let ran = ran.exits(2);
    assert!(ran.stdout.contains("not known whether it was taken"), "{ran:?}");
    assert!(ran.stderr.contains("--timeout"), "{ran:?}");
    assert!(started.elapsed() < Duration::from_secs(15));
    assert_eq!(gateway.asked().len(), 1);
}

#[test]
fn what_a_silent_gateway_leaves_unknown_is_told_of_what_was_asked() {
    for (command, words) in
        [("cancel", "not known whether it was cancelled"), ("status", "nothing is known of it")]
    {
        let gateway = FakeGateway::start(vec![Reply::Bytes(Vec::new())]);
        let ran = run(provsmith().args(["push", command, "4711@x", "--ppg", &gateway.url()])).exits(2);
        assert!(ran.stdout.contains(words) && !ran.stdout.contains("taken"), "{ran:?}");
    }
}

#[test]
fn of_a_gateway_whose_name_leads_nowhere_it_is_known_that_nothing_was_sent() {
    let folder = tempfile::tempdir().unwrap();
    // A name of more letters than names have, which is looked up nowhere.
    let ran = send(folder.path(), &format!("http://{}.invalid/", "a".repeat(64)), &[]).exits(2);
    assert!(ran.stdout.contains("not sent") && !ran.stdout.contains("not known whether"), "{ran:?}");
}

#[test]
fn a_redirect_is_shown_and_not_followed() {
    let other = FakeGateway::start(vec![response(1001)]);
    let moved = format!("HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", other.url());
    let (ran, _) = sent(vec![Reply::Bytes(moved.into_bytes())], &[]);
    let ran = ran.exits(2);
    assert!(ran.stderr.contains(&other.url()), "{ran:?}");
    assert_eq!(other.asked().len(), 0);
}

#[test]
fn what_may_succeed_later_is_sent_again_with_the_same_bytes() {
    let unavailable = http("503 Service Unavailable", "text/html", "later");
    let (ran, gateway) = sent(vec![response(4001), unavailable, response(3000), response(1001)], &[]);
    let ran = ran.exits(0);
    assert!(ran.stdout.contains("tried before 4001"), "{ran:?}");
    let asked = gateway.asked();
    assert_eq!(asked.len(), 4);
    assert!(asked.iter().all(|request| request.body == asked[0].body));

    let (ran, gateway) = sent(vec![response(4001), response(4001), response(1001)], &["--retries", "1"]);
    ran.exits(1);
    assert_eq!(gateway.asked().len(), 2);
}

#[test]
fn a_push_id_that_is_there_after_a_first_attempt_is_success_and_else_it_is_not() {
    let (ran, _) = sent(vec![response(4000), response(2007)], &["--format", "json"]);
    assert_eq!(json(&ran.exits(0))["requests"][0]["result"], "accepted-earlier");
    let (ran, _) = sent(vec![response(2007)], &[]);
    let ran = ran.exits(1);
    assert!(ran.stdout.contains("--push-id"), "{ran:?}");
}

#[test]
fn where_nobody_listens_is_tried_so_often_and_the_rest_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}/wappush");
    let more = ["--retries", "2", "--to", "+15551230002", "--format", "json"];
    let ran = send(folder.path(), &url, &more).exits(2);
    let report = json(&ran);
    assert_eq!(report["requests"][0]["result"], "not-sent");
    assert_eq!(report["requests"][0]["earlier"].as_array().unwrap().len(), 2);
    assert_eq!(report["requests"][1]["result"], "not-tried");
    assert!(ran.stderr.contains("nobody listens there"), "{ran:?}");

    let started = Instant::now();
    let slow = ["--retries", "100", "--retry-delay", "1", "--total-timeout", "2"];
    fs::write(folder.path().join("a.si"), SI).unwrap();
    let usual = ["push", "send", "a.si", "--ppg", &url, "--to", NUMBER];
    run(provsmith().current_dir(folder.path()).args(usual).args(slow)).exits(2);
    assert!(started.elapsed() < Duration::from_secs(15));
}

#[test]
fn each_recipient_has_a_request_and_a_result_of_its_own() {
    let more = ["--to", "+15551230002", "--to", "+15551230003", "--to", NUMBER, "--format", "json"];
    let (ran, gateway) = sent(vec![response(1001), response(2002), response(1001)], &more);
    let report = json(&ran.exits(1));
    let results: Vec<_> = report["requests"].as_array().unwrap().iter().map(|one| &one["result"]).collect();
    assert_eq!(results, ["accepted", "refused", "accepted"]);
    let asked = gateway.asked();
    assert_eq!(asked.len(), 3);
    for (request, number) in asked.iter().zip([NUMBER, "+15551230002", "+15551230003"]) {
        let body = String::from_utf8_lossy(&request.body);
        assert_eq!(body.matches("<address ").count(), 1);
        assert!(body.contains(&format!("WAPPUSH={number}/TYPE=PLMN@127.0.0.1")), "{body}");
    }
    let (ran, gateway) = sent(vec![response(1001)], &["--to", "+15551230002", "--together"]);
    ran.exits(0);
    assert_eq!(String::from_utf8_lossy(&gateway.asked()[0].body).matches("<address ").count(), 2);
}

#[test]
fn the_password_goes_to_the_gateway_and_nowhere_else() {
    let (ran, gateway) = sent(vec![response(1001)], &["--user", "jo", "--password-env", "PPG_PASSWORD"]);
    let ran = ran.exits(0);
    // `jo:very secret`, as `base64` writes it.
    let asked = gateway.asked();
    assert!(
        asked[0].head.to_lowercase().contains("authorization: basic am86dmvyesbzzwnyzxq=\r\n"),
        "{}",
        asked[0].head
    );
    assert!(ran.stderr.contains("over http"), "{ran:?}");
    let dry = ["--user", "jo", "--password-env", "PPG_PASSWORD", "--dry-run"];
    let (shown, gateway) = sent(vec![response(1001)], &dry);
    let shown = shown.exits(0);
    assert!(gateway.asked().is_empty());
    for text in [&ran.stdout, &ran.stderr, &shown.stdout, &shown.stderr] {
        assert!(!text.contains("secret") && !text.contains("am86"), "{text}");
    }
}

#[test]
fn a_password_in_the_address_is_refused_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    for url in ["http://jo:secret@127.0.0.1:1/", "http://127.0.0.1:1/?username=jo&password=secret"] {
        let ran = send(folder.path(), url, &[]).exits(2);
        assert!(ran.stderr.contains("--user") && !ran.stderr.contains("secret"), "{ran:?}");
    }
}

#[test]
fn status_and_cancel_tell_what_the_gateway_says_for_each_recipient() {
    let status = "<pap><statusquery-response push-id=\"4711@x\">\
        <statusquery-result event-time=\"2026-01-01T00:00:00Z\" message-state=\"delivered\" code=\"1000\" desc=\"ok\">\
        <address address-value=\"WAPPUSH=+15551230001/TYPE=PLMN@h\"/></statusquery-result>\
        <statusquery-result message-state=\"pending\" code=\"1000\" desc=\"\">\
        <address address-value=\"WAPPUSH=+15551230002/TYPE=PLMN@h\"/></statusquery-result>\
        </statusquery-response></pap>";
    let cancel = "<pap><cancel-response push-id=\"4711@x\"><cancel-result code=\"2008\" desc=\"too late\"/>\
        </cancel-response></pap>";
    let bad =
        "<pap><badmessage-response code=\"2000\" desc=\"no\" bad-message-fragment=\"&lt;pap&gt;\"/></pap>";
    for (command, answer, code, words, element) in [
        (
            "status",
            status,
            0,
            &["+15551230001: delivered since 2026-01-01T00:00:00Z", "+15551230002: pending"][..],
            "statusquery-message",
        ),
        ("cancel", cancel, 1, &["2008", "too late"], "cancel-message"),
        ("status", bad, 1, &["refused (2000", "lack an operation"], "statusquery-message"),
    ] {
        let gateway = FakeGateway::start(vec![http("202 Accepted", "application/xml", answer)]);
        let arguments = ["push", command, "4711@x", "--to", NUMBER, "--ppg", &gateway.url()];
        let ran = run(provsmith().args(arguments)).exits(code);
        for word in words {
            assert!(ran.stdout.contains(word), "{word}: {ran:?}");
        }
        let asked = gateway.asked();
        assert!(asked[0].head.contains("application/xml"), "{}", asked[0].head);
        let body = String::from_utf8_lossy(&asked[0].body).into_owned();
        assert!(body.contains(&format!("<{element} push-id=\"4711@x\">")) && body.contains(NUMBER), "{body}");
    }
}

#[test]
fn a_document_with_errors_is_not_sent_unless_its_type_is_given() {
    let slip = "<wap-provisioningdoc><characteristic type=\"NAPDEF\"><parm name=\"NAPIDD\" value=\"a\"/>\
                </characteristic></wap-provisioningdoc>";
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("slip.xml"), slip).unwrap();
    let push = |more: &[&str]| {
        let gateway = FakeGateway::start(vec![response(1001)]);
        let usual = ["push", "send", "slip.xml", "--to", NUMBER, "--ppg", &gateway.url()];
        let ran = run(provsmith().current_dir(folder.path()).args(usual).args(more));
        (ran, gateway.asked().len())
    };
    let (ran, asked) = push(&[]);
    let ran = ran.exits(1);
    assert!(ran.stderr.contains("error[") && ran.stderr.contains("nothing was sent"), "{ran:?}");
    assert_eq!(asked, 0);
    let (ran, asked) = push(&["--content-type", "text/vnd.wap.connectivity-xml"]);
    ran.exits(0);
    assert_eq!(asked, 1);
}

#[test]
fn an_answer_to_something_else_is_none() {
    let cancelled = |push_id: &str| {
        format!(
            "<pap><cancel-response push-id=\"{push_id}\"><cancel-result code=\"1000\" desc=\"ok\"/>\
             </cancel-response></pap>"
        )
    };
    for (command, answer, words) in [
        (
            "cancel",
            push_response(1001),
            "`push-response` is not the answer to this request, a `cancel-message`",
        ),
        ("status", cancelled("4711@x"), "`cancel-response` is not the answer to this request"),
        ("cancel", cancelled("4712@x"), "about the push `4712@x`, and `4711@x` was asked about"),
    ] {
        let gateway = FakeGateway::start(vec![http("202 Accepted", "application/xml", &answer)]);
        let ran = run(provsmith().args(["push", command, "4711@x", "--ppg", &gateway.url()])).exits(2);
        assert!(ran.stderr.contains(words) && !ran.stdout.contains("accepted"), "{words}: {ran:?}");
    }
    let gateway = FakeGateway::start(vec![http("202 Accepted", "application/xml", &cancelled("4711@x"))]);
    let ran = run(provsmith().args(["push", "cancel", "4711@x", "--ppg", &gateway.url()])).exits(0);
    assert!(ran.stdout.contains("4711@x: cancelled (1000"), "{ran:?}");

    let other = push_response(1001).replace(gateway::SAME_PUSH_ID, "other@x");
    let (ran, gateway) = sent(vec![http("202 Accepted", "application/xml", &other), response(1001)], &[]);
    let ran = ran.exits(2);
    assert!(ran.stderr.contains("about the push `other@x`"), "{ran:?}");
    assert_eq!(gateway.asked().len(), 1);
}

#[test]
fn kannel_is_recognised_by_its_name() {
    let answer =
        push_response(1001).replace("sender-name=\"test\"", "sender-name=\"vm; WAP/1.3 (Kannel/1.4.5)\"");
    let (ran, _) = sent(vec![http("202 Accepted", "application/xml", &answer)], &[]);
    assert!(ran.exits(0).stderr.contains("--gateway kannel"));
}

/// A server by another hand that speaks TLS, ended with the test.
struct TlsServer(Child);

impl Drop for TlsServer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const TLS_SERVER: &str = r#"
import http.server, ssl, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        body = sys.argv[1].encode()
        self.send_response(202)
        self.send_header('Content-Type', 'application/xml')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *arguments):
        pass
server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('leaf.pem', 'leaf.key')
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
"#;

/// A root, and a certificate for the loopback address under it, by OpenSSL.
fn certificates(folder: &Path) -> Option<()> {
    let request = |arguments: &[&str]| {
        let mut openssl = peer("openssl")?;
        let usual = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
        run(openssl.current_dir(folder).args(usual).args(arguments)).exits(0);
        Some(())
    };
    let ca = "basicConstraints=critical,CA:TRUE";
    request(&["-subj", "/CN=root", "-keyout", "root.key", "-out", "root.pem", "-addext", ca])?;
    request(&[
        "-subj",
        "/CN=leaf",
        "-keyout",
        "leaf.key",
        "-out",
        "leaf.pem",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
    ])
}

#[cfg(feature = "tls")]
#[test]
fn over_tls_a_gateway_is_believed_under_a_root_that_is_trusted_only() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let Some(()) = certificates(folder.path()) else { return };
    if peer("python3").is_none() {
        return;
    }
    let answer = push_response(1001).replace(gateway::SAME_PUSH_ID, "1@x");
    let mut python = Command::new("python3");
    python.current_dir(folder.path()).args(["-c", TLS_SERVER, &answer]).stdout(Stdio::piped());
    let mut server = TlsServer(python.spawn().unwrap());
    let mut port = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let url = format!("https://127.0.0.1:{}/push", port.trim());
    send(folder.path(), &url, &["--push-id", "1@x", "--trust", "root.pem"]).exits(0);
    let ran = send(folder.path(), &url, &[]).exits(2);
    assert!(ran.stdout.contains("not sent: the gateway cannot be reached"), "{ran:?}");
}
