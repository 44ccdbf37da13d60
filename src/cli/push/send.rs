//! `push send`: a payload, handed to a push proxy gateway.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use http::HeaderValue;
use provsmith::check::Options;
use provsmith::document::Limits;
use provsmith::finding::{Finding, Severity};
use provsmith::push::content;
use provsmith::push::pap::delivery::{self, Outcome as Ended};
use provsmith::push::pap::http::Endpoint;
use provsmith::push::pap::payload::Payload;
use provsmith::push::pap::{Content, Request};
use provsmith::terms::{is_web_address, shown};

use super::gateway_args::GatewayArgs;
use super::message_args::MessageArgs;
use super::report::Report;
use crate::cli::inputs::Input;
use crate::cli::written::Written;
use crate::cli::{Format, Outcome, Session, dates, precheck};

const EXAMPLES: &str = "\
Examples:
  provsmith push send news.si --ppg http://ppg.example.com/push --to +15551230001 --dry-run
      what would be posted
  provsmith push send settings.wbxml --ppg https://ppg.example.com/push --user fleet \\
      --password-env PPG_PASSWORD --to +15551230001 --to +15551230002
      a request for each of two recipients
  provsmith push send news.si --gateway kannel --ppg http://127.0.0.1:8080/wappush \\
      --to +15551230001
      to Kannel; what Kannel would lose of it is told before anything is sent

What is sent is a document that is pushed (si, sl, wap-provisioningdoc, SyncML; as text or \
WBXML), the body of a signed client provisioning message with its --content-type, or the body of \
a request that is ready, which has its recipients in it.

The code in the gateway's answer decides, not the status of HTTP. A request is sent again when \
nobody listened or the gateway says that it may succeed later, always with the same push-id; not \
when it may have been taken, since some gateways do not remember push-ids.

A document is checked first, and one with errors is not sent. What --content-type names, and a \
request that is ready, go out as they stand.

Exit status: 0 accepted for every recipient, 1 refused for some or the document has errors, 2 it \
could not be done.";

/// Hand a message to a push proxy gateway (Push Access Protocol), for one recipient or many
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SendArgs {
    #[command(flatten)]
    written: Written,
    /// Document, body of a message, or body of a request; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What it is, where its content does not tell, such as 'application/vnd.wap.connectivity-wbxml; SEC=1; MAC="…"'
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// Say what would be posted, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    message: MessageArgs,
    #[command(flatten)]
    gateway: GatewayArgs,
    /// The initiator that the gateway is to name to the phone (X-Wap-Initiator-URI of the request)
    #[arg(long, value_name = "URL", help_heading = "Gateway")]
    initiator_uri: Option<String>,
}

pub(crate) fn run(args: &SendArgs, session: &Session) -> anyhow::Result<Outcome> {
    args.gateway.refuse_pointless(&args.written)?;
    let mut endpoint = args.gateway.endpoint()?;
    endpoint.initiator = args.initiator()?;
    let Some(requests) = args.requests(&endpoint, session)? else {
        session.say("nothing was sent");
        return Ok(Outcome::No);
    };
    let losses = args.gateway.tell_losses(&requests, session)?;
    let mut report = Report::new(&endpoint, args.gateway.kind(), losses, args.dry_run);
    if args.dry_run {
        requests.iter().for_each(|request| report.add_untried(request));
        match args.format {
            Format::Json => session.json(&report)?,
            Format::Human => args.show(&endpoint, &requests, session)?,
        }
        return Ok(Outcome::Clean);
    }
    args.gateway.sign_in(&mut endpoint, session)?;
    send(&endpoint, &requests, args, &mut report);
    args.gateway.finish(&report, args.format, session)
}

/// Sends one request after the other; when the gateway cannot be reached the rest is not tried.
fn send(endpoint: &Endpoint, requests: &[Request], args: &SendArgs, report: &mut Report) {
    let patience = args.gateway.patience();
    let mut is_reachable = true;
    for request in requests {
        if !is_reachable {
            report.add_untried(request);
            continue;
        }
        let delivery = delivery::deliver(endpoint, request, &patience);
        is_reachable = !matches!(delivery.outcome, Ended::NotSent(_));
        report.add(request, &delivery);
    }
}

impl SendArgs {
    /// The requests; none when what is to be pushed is a document with errors.
    fn requests(&self, endpoint: &Endpoint, session: &Session) -> anyhow::Result<Option<Vec<Request>>> {
        let limits = Limits::default();
        let input = Input::of_argument(&self.file);
        let bytes = input.read(&limits)?;
        let payload = Payload::of(bytes, self.content_type.as_deref(), &limits)
            .with_context(|| format!("cannot push `{}`", input.name()))?;
        self.say_when_over(session)?;
        match payload {
            Payload::Content(content) if self.has_errors(&input.name(), &content, session)? => Ok(None),
            Payload::Content(content) => self.message.requests(content, endpoint.host()).map(Some),
            Payload::Request(_) if self.message.is_given() => bail!(
                "`{}` is a request that is ready, with recipients and all: leave out the flags under \"Message\", or give the content alone",
                input.name()
            ),
            Payload::Request(request) => {
                self.gateway.tell_unused_rules(session);
                Ok(Some(vec![*request]))
            }
        }
    }

    /// Checks a document that was told by its content. What the user says that it is, is sent as it stands: the body of
    /// a signed message was checked when it was made, and its octets are not to change.
    fn has_errors(&self, name: &str, content: &Content, session: &Session) -> anyhow::Result<bool> {
        let channel = match &self.content_type {
            Some(_) => None,
            None => content::channel_of(&content.content_type),
        };
        if channel.is_none() {
            self.gateway.tell_unused_rules(session);
            return Ok(false);
        }
        let options = Options { channel, allowed: self.gateway.allowed_rules(), ..Options::default() };
        let is_shown = |finding: &Finding| finding.severity > Severity::Note;
        precheck::has_errors((name, &content.body), &options, is_shown, session)
    }

    fn say_when_over(&self, session: &Session) -> anyhow::Result<()> {
        let Some(before) = self.message.deliver_before() else { return Ok(()) };
        // Both in the one form whose order as text is that of time.
        if before.to_string() < dates::now(&session.context)?.to_string() {
            session.say(format_args!(
                "warning: --deliver-before {before} is over by the clock of this computer: gateways refuse that (2001)"
            ));
        }
        Ok(())
    }

    fn initiator(&self) -> anyhow::Result<Option<HeaderValue>> {
        let Some(uri) = &self.initiator_uri else { return Ok(None) };
        match HeaderValue::from_str(uri) {
            Ok(value) if is_web_address(uri) => Ok(Some(value)),
            _ => {
                bail!("--initiator-uri `{uri}` is no address: write one that begins with http:// or https://")
            }
        }
    }

    /// What would be posted, for people: line by line, and content that is no text in hexadecimal.
    fn show(&self, endpoint: &Endpoint, requests: &[Request], session: &Session) -> anyhow::Result<()> {
        let mut out = session.out();
        for (index, request) in requests.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            writeln!(out, "POST {}", endpoint.shown())?;
            writeln!(out, "Content-Type: {}", shown(&request.content_type))?;
            if let Some(initiator) = &self.initiator_uri {
                writeln!(out, "X-Wap-Initiator-URI: {}", shown(initiator))?;
            }
            if let Some(user) = self.gateway.user() {
                writeln!(out, "Authorization: Basic, as {}, with the password", shown(user))?;
            }
            writeln!(out, "Content-Length: {}\n", request.body.len())?;
            if is_in_octets(request) {
                session.say("note: the content is no text: it is shown in hexadecimal, and posted as octets");
            }
            body_lines(request).iter().try_for_each(|line| writeln!(out, "{}", shown(line)))?;
        }
        Ok(())
    }
}

/// Whether the content of a request is no text.
fn is_in_octets(request: &Request) -> bool {
    let content = request.content.as_ref().map(|content| &content.body[..]).unwrap_or_default();
    !str::from_utf8(content).is_ok_and(|text| !text.contains('\0'))
}

/// The lines of a body.
fn body_lines(request: &Request) -> Vec<String> {
    let lines =
        |bytes: &[u8]| -> Vec<String> { String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect() };
    if !is_in_octets(request) {
        return lines(&request.body);
    }
    let content = request.content.as_ref().map(|content| &content.body[..]).unwrap_or_default();
    // The content is the last part, so what is behind it is the last boundary.
    let found = request.body.windows(content.len()).rposition(|window| window == content);
    let (before, behind) = request.body.split_at(found.unwrap_or_default());
    let mut all = lines(before);
    all.extend(content.chunks(32).map(hex::encode));
    all.extend(lines(behind.get(content.len()..).unwrap_or_default()).into_iter().skip(1));
    all
}
