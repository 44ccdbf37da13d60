//! A live Kannel, all on loopback: what `push send` hands to its push proxy gateway arrives at a message centre as
//! short messages, and these say what was sent.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use common::{Ran, peer, provsmith, run, skipped};
use percent_encoding::percent_decode_str;
use provsmith::document::{Limits, xml};
use provsmith::wbxml;

/// A message centre that prints what it is given.
const FAKE_SMSC: &str = "/usr/lib/kannel/test/fakesmsc";
/// How long is waited for something that takes a second at most.
const PATIENCE: Duration = Duration::from_secs(30);

const SI: &str = "<si><indication href=\"http://example.com/a\" si-id=\"1@x\" created=\"2026-01-02T03:04:05Z\">Hello</indication></si>";
const SL: &str = "<sl href=\"https://www.example.com/settings.cpf\" action=\"execute-high\"/>";

/// Bearerbox, wapbox and the message centre, ended when the test ends, however it does.
struct Kannel {
    folder: tempfile::TempDir,
    programs: Vec<Child>,
    url: String,
    /// How many lines of the message centre's were read.
    seen: usize,
}

impl Drop for Kannel {
    fn drop(&mut self) {
        for program in self.programs.iter_mut().rev() {
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

impl Kannel {
    /// `None` where Kannel is not installed. A port may be taken by somebody else between being found free and being
    /// used, so it is tried more than once.
    fn start() -> Option<Self> {
        peer("bearerbox")?;
        peer("wapbox")?;
        if !Path::new(FAKE_SMSC).exists() {
            skipped("PROVSMITH_REQUIRE_PEERS", "fakesmsc of kannel-extras is not installed");
            return None;
        }
        let started = (0..3).find_map(|_| Self::try_start());
        Some(started.expect("Kannel starts"))
    }

    fn try_start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let [admin, smsboxes, wapboxes, centre, gateway] = free_ports();
        let configuration = format!(
            "group = core\nadmin-port = {admin}\nadmin-password = x\nadmin-allow-ip = \"127.0.0.1\"\n\
             admin-interface = 127.0.0.1\nsmsbox-interface = 127.0.0.1\n\
             smsbox-port = {smsboxes}\nwapbox-port = {wapboxes}\nwdp-interface-name = \"127.0.0.1\"\n\
             box-allow-ip = \"127.0.0.1\"\ndlr-storage = internal\n\n\
             group = smsc\nsmsc = fake\nsmsc-id = fake\nhost = 127.0.0.1\nport = {centre}\n\
             connect-allow-ip = 127.0.0.1\n\n\
             group = wapbox\nbearerbox-host = 127.0.0.1\ntimer-freq = 10\nconcatenation = true\n\
             max-messages = 20\n\n\
             group = ppg\nppg-url = /wappush\nppg-port = {gateway}\nppg-allow-ip = \"127.0.0.1\"\n\
             trusted-pi = true\nusers = 1\nservice-name = ppg\n\n\
             group = smsbox\nbearerbox-host = 127.0.0.1\n\n\
             group = sms-service\nkeyword = default\ntext = none\n"
        );
        fs::write(folder.path().join("kannel.conf"), configuration).unwrap();
        let url = format!("http://127.0.0.1:{gateway}/wappush");
        let mut kannel = Self { folder, programs: Vec::new(), url, seen: 0 };
        kannel.spawn("bearerbox", &["-v", "4", "kannel.conf"], wapboxes)?;
        kannel.spawn("wapbox", &["-v", "4", "kannel.conf"], gateway)?;
        let centre = centre.to_string();
        let arguments = ["-H", "127.0.0.1", "-r", &centre, "-m", "0", "1 2 text x"];
        kannel.spawn(FAKE_SMSC, &arguments, gateway)?;
        Some(kannel)
    }

    /// Starts a program and waits until something listens at the port.
    fn spawn(&mut self, program: &str, arguments: &[&str], port: u16) -> Option<()> {
        let log = File::create(self.log(program)).unwrap();
        let child = Command::new(program)
            .current_dir(self.folder.path())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.programs.push(child);
        let child = self.programs.len() - 1;
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if self.programs[child].try_wait().unwrap().is_some() {
                return None;
            }
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        None
    }

    fn log(&self, program: &str) -> PathBuf {
        let name = Path::new(program).file_name().unwrap();
        self.folder.path().join(name).with_extension("log")
    }

    fn send(&self, content: &[u8], arguments: &[&str]) -> Ran {
        fs::write(self.folder.path().join("content"), content).unwrap();
        let usual = ["push", "send", "content", "--ppg", &self.url, "--gateway", "kannel"];
        run(provsmith().current_dir(self.folder.path()).args(usual).args(arguments))
    }

    /// The push that arrives next for a number, whole.
    fn arrived(&mut self, number: &str) -> Pushed {
        let mut parts = BTreeMap::new();
        let started = Instant::now();
        loop {
            assert!(started.elapsed() < PATIENCE, "{}", fs::read_to_string(self.log(FAKE_SMSC)).unwrap());
            let log = fs::read_to_string(self.log(FAKE_SMSC)).unwrap();
            // A line that is still being written has no end yet.
            let whole = log.rfind('\n').map_or("", |end| &log[..end]);
            let lines: Vec<&str> = whole.lines().filter(|line| line.contains("Got message")).collect();
            while let Some(line) = lines.get(self.seen) {
                self.seen += 1;
                let message = ShortMessage::of_line(line);
                assert_eq!(message.to, number);
                assert_eq!((message.destination, message.origin), (2948, 9200));
                let (part, of) = message.part;
                parts.insert(part, message.data);
                if parts.len() == usize::from(of) {
                    return Pushed::of(&parts.into_values().collect::<Vec<_>>().concat(), usize::from(of));
                }
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

fn free_ports() -> [u16; 5] {
    let listeners = [(); 5].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// One short message, as the message centre prints it: `<FROM TO udh UDH data DATA>`.
struct ShortMessage {
    to: String,
    destination: u16,
    origin: u16,
    /// Which part of how many.
    part: (u8, u8),
    data: Vec<u8>,
}

impl ShortMessage {
    fn of_line(line: &str) -> Self {
        let (_, message) = line.split_once('<').unwrap();
        let fields: Vec<&str> = message.trim_end().strip_suffix('>').unwrap().split(' ').collect();
        let [_, to, "udh", header, "data", data] = fields[..] else { panic!("{line}") };
        let octets = |text: &str| percent_decode_str(&text.replace('+', " ")).collect::<Vec<u8>>();
        let header = octets(header);
        assert_eq!(usize::from(header[0]) + 1, header.len());
        let mut message =
            Self { to: to.to_owned(), destination: 0, origin: 0, part: (1, 1), data: octets(data) };
        let mut rest = &header[1..];
        while let [kind, length, behind @ ..] = rest {
            let (value, next) = behind.split_at(usize::from(*length));
            match (kind, value) {
                // 3GPP TS 23.040, 9.2.3.24.4: ports; 9.2.3.24.1: parts.
                (0x05, [a, b, c, d]) => {
                    message.destination = u16::from_be_bytes([*a, *b]);
                    message.origin = u16::from_be_bytes([*c, *d]);
                }
                (0x00, [_, of, part]) => message.part = (*part, *of),
                other => panic!("{other:?}"),
            }
            rest = next;
        }
        message
    }
}

/// A push: what the phone gets when all parts are there.
struct Pushed {
    /// Content type and headers, as they are.
    headers: Vec<u8>,
    body: Vec<u8>,
    short_messages: usize,
}

impl Pushed {
    /// WAP-230-WSP, 8.2.4.1: transaction, 06, length of the headers, headers, data.
    fn of(octets: &[u8], short_messages: usize) -> Self {
        let [_, 0x06, length, rest @ ..] = octets else { panic!("{octets:02x?}") };
        assert!(*length < 0x80);
        let (headers, body) = rest.split_at(usize::from(*length));
        Self { headers: headers.to_vec(), body: body.to_vec(), short_messages }
    }

    fn document(&self) -> String {
        xml::write(&wbxml::decode(&self.body, &Limits::default()).unwrap().tree)
    }
}

fn canonical(text: &str) -> String {
    xml::write(&xml::parse(text, &Limits::default()).model.unwrap())
}

/// A document that needs more than one short message.
fn provisioning() -> String {
    let section = |n: u8| {
        format!(
            "<characteristic type=\"NAPDEF\"><parm name=\"NAPID\" value=\"access-{n}\"/><parm name=\"NAME\" \
             value=\"Access point {n}\"/><parm name=\"BEARER\" value=\"GSM-GPRS\"/><parm name=\"NAP-ADDRESS\" \
             value=\"apn{n}.example.com\"/><parm name=\"NAP-ADDRTYPE\" value=\"APN\"/></characteristic>"
        )
    };
    let sections: String = (0..6).map(section).collect();
    format!("<wap-provisioningdoc version=\"1.1\">{sections}</wap-provisioningdoc>")
}

#[test]
fn what_is_sent_through_kannel_arrives_as_it_was_meant() {
    let Some(mut kannel) = Kannel::start() else { return };

    kannel.send(SI.as_bytes(), &["--to", "+15551230001"]).exits(0);
    let si = kannel.arrived("+15551230001");
    // application/vnd.wap.sic, Content-Length, Encoding-Version 1.3, and nothing that is only between us and Kannel.
    let length = 0x80 + u8::try_from(si.body.len()).unwrap();
    assert_eq!(si.headers, [0xAE, 0x8D, length, 0xC3, 0x93]);
    assert_eq!(si.document(), canonical(SI));

    kannel.send(SL.as_bytes(), &["--to", "+15551230002"]).exits(0);
    let sl = kannel.arrived("+15551230002");
    assert_eq!(sl.headers[0], 0xB0, "application/vnd.wap.slc");
    assert_eq!(sl.document(), canonical(SL));

    let document = xml::parse(&provisioning(), &Limits::default()).model.unwrap();
    let binary = wbxml::encode(&document, &wbxml::Options::default()).unwrap();
    kannel.send(&binary, &["--to", "+15551230003"]).exits(0);
    let cp = kannel.arrived("+15551230003");
    assert!(cp.headers.starts_with(b"application/vnd.wap.connectivity-wbxml\0"), "{:?}", cp.headers);
    assert_eq!(cp.body, binary);
    assert!(cp.short_messages > 1);

    let text = provisioning();
    let warned = kannel.send(text.as_bytes(), &["--to", "+15551230004"]).exits(0);
    assert!(warned.stderr.contains("[sent-as-text]"), "{warned:?}");
    let cp_as_text = kannel.arrived("+15551230004");
    assert!(cp_as_text.headers.starts_with(b"text/vnd.wap.connectivity-xml\0"));
    assert_eq!(cp_as_text.body, text.as_bytes());
    assert!(cp_as_text.short_messages > cp.short_messages);

    let several = ["--to", "+15551230005", "--to", "+15551230006", "--header", "X-Wap-Application-Id: 2"];
    kannel.send(SI.as_bytes(), &several).exits(0);
    for number in ["+15551230005", "+15551230006"] {
        let pushed = kannel.arrived(number);
        assert_eq!(pushed.headers[1..3], [0xAF, 0x82], "X-Wap-Application-Id: wml.ua");
        assert_eq!(pushed.document(), canonical(SI));
    }

    let initiator = ["--to", "+15551230007", "--initiator-uri", "http://tps.example.com"];
    kannel.send(SI.as_bytes(), &initiator).exits(0);
    let pushed = kannel.arrived("+15551230007");
    assert!(pushed.headers[1..].starts_with(b"\xb1http://tps.example.com\0"), "{:02x?}", pushed.headers);

    // What Kannel says no to, and what it does with a request that it must not be sent.
    let [status, cancel] = ["status", "cancel"].map(|command| {
        run(provsmith().args(["push", command, "1@x", "--gateway", "kannel", "--ppg", &kannel.url]))
    });
    for ran in [status.exits(1), cancel.exits(1)] {
        assert!(ran.stdout.contains("refused (2000"), "{ran:?}");
        assert!(ran.stderr.contains("[operation-refused]"), "{ran:?}");
    }
    let unplussed = ["--to", "15551230008/TYPE=PLMN", "--allow", "number-refused=a test"];
    assert!(kannel.send(SI.as_bytes(), &unplussed).exits(1).stdout.contains("refused (2000"));
    let wrong_path = kannel.url.replace("/wappush", "/elsewhere");
    let arguments = ["push", "send", "content", "--to", "+15551230009", "--ppg", &wrong_path];
    let ran = run(provsmith().current_dir(kannel.folder.path()).args(arguments)).exits(2);
    assert!(ran.stderr.contains("look at the path"), "{ran:?}");
}
