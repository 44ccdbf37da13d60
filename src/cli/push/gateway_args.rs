//! The flags that say which push proxy gateway a request goes to, and how long is waited for it.

use std::io::Write as _;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::Args;
use provsmith::certificate_file::{self, LARGEST_FILE};
use provsmith::check::Allowance;
use provsmith::input;
use provsmith::push::pap::delivery::Patience;
use provsmith::push::pap::gateway::{Accepted, AcceptedError, Loss};
use provsmith::push::pap::http::{Credentials, Endpoint};
use provsmith::push::pap::{Gateway, Request};
use provsmith::secret::SecretSource;
use provsmith::sign::key;

use super::report::Report;
use crate::cli::key::ask;
use crate::cli::written::{Topic, Written};
use crate::cli::{Format, Outcome, Session};

/// Which gateway.
#[derive(Debug, Args)]
#[command(next_help_heading = "Gateway")]
pub(crate) struct GatewayArgs {
    /// Address of the push proxy gateway, http or https, without a name or password in it
    #[arg(long, value_name = "URL")]
    ppg: String,
    /// What kind of gateway it is, so that what it loses is told before: generic, kannel
    #[arg(long, value_name = "KIND", default_value = "generic")]
    gateway: &'static Gateway,
    /// Send although the gateway loses something, or a rule finds something; say why. May be repeated
    #[arg(long, value_name = "NAME=REASON")]
    allow: Vec<Allowed>,
    /// Name by which the gateway knows you (basic authentication)
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Environment variable that holds the password for that name
    #[arg(long, value_name = "VAR", requires = "user", conflicts_with = "password_file")]
    password_env: Option<String>,
    /// File whose first line is the password for that name; without either it is asked for
    #[arg(long, value_name = "FILE", requires = "user")]
    password_file: Option<PathBuf>,
    /// Root certificates that the gateway's must be issued under, in place of the public authorities'
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,
    /// How often a request is sent again that nobody took, or of which the gateway says that it may succeed later
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    retries: u32,
    /// Seconds to wait before that; twice as long before each further time
    #[arg(long, value_name = "SECONDS", default_value_t = 2)]
    retry_delay: u64,
    /// Seconds that a request and its answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// Seconds that all of it may take
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    total_timeout: u64,
}

/// What is accepted: that a gateway loses something, or what a rule finds in the document.
#[derive(Debug, Clone)]
enum Allowed {
    Loss(Accepted),
    Rule(Allowance),
}

impl FromStr for Allowed {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        match (text.parse(), text.parse()) {
            (Ok(loss), _) => Ok(Self::Loss(loss)),
            (_, Ok(rule)) => Ok(Self::Rule(rule)),
            // Of a name that is neither, the rules say what may have been meant: they are many more.
            (Err(AcceptedError::Unknown { meant: None, .. }), Err(error)) => Err(error.into()),
            (Err(error), Err(_)) => Err(error.into()),
        }
    }
}

/// What the flags for certificates are about.
const CERTIFICATES: Topic = Topic { name: "the certificate of a server", flags: &["trust"] };
/// What the flag for the time between attempts is about.
const ATTEMPTS: Topic = Topic { name: "further attempts", flags: &["retry_delay"] };

impl GatewayArgs {
    /// Refuses flags that say nothing of this gateway.
    pub(crate) fn refuse_pointless(&self, written: &Written) -> anyhow::Result<()> {
        if self.ppg.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("http:")) {
            written.refuse_pointless("http", &[CERTIFICATES], &[])?;
        }
        let attempts: &[Topic] = if self.retries == 0 { &[] } else { &[ATTEMPTS] };
        written.refuse_pointless("--retries 0", &[ATTEMPTS], attempts)
    }

    /// The rules whose findings are accepted.
    pub(crate) fn allowed_rules(&self) -> Vec<Allowance> {
        let rule = |allowed: &Allowed| match allowed {
            Allowed::Rule(rule) => Some(rule.clone()),
            Allowed::Loss(_) => None,
        };
        self.allow.iter().filter_map(rule).collect()
    }

    /// Says which rules are allowed for nothing, where no document is checked.
    pub(crate) fn tell_unused_rules(&self, session: &Session) {
        for rule in self.allowed_rules() {
            session.say(format_args!(
                "warning: --allow {} allows nothing here, since no document is checked: leave it out",
                rule.rule()
            ));
        }
    }

    /// Which kind of gateway it is.
    pub(crate) fn kind(&self) -> &'static Gateway {
        self.gateway
    }

    /// The name by which the gateway knows us.
    pub(crate) fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// Where it is; the password is not asked for yet.
    pub(crate) fn endpoint(&self) -> anyhow::Result<Endpoint> {
        let mut endpoint = Endpoint::of_address(&self.ppg).context("--ppg")?;
        for path in &self.trust {
            let certificates = input::read_file(path, LARGEST_FILE)
                .map_err(anyhow::Error::from)
                .and_then(|bytes| Ok(certificate_file::certificates(&bytes)?))
                .with_context(|| format!("cannot read `{}`", path.display()))?;
            endpoint.trust.extend(certificates);
        }
        Ok(endpoint)
    }

    /// Adds name and password, where a name was given.
    pub(crate) fn sign_in(&self, endpoint: &mut Endpoint, session: &Session) -> anyhow::Result<()> {
        let Some(user) = &self.user else { return Ok(()) };
        if endpoint.is_readable_on_the_way() {
            session.say("warning: the password goes over http, where others on the way can read it");
        }
        let password = match self {
            Self { password_env: Some(name), .. } => {
                key::password_from(&SecretSource::Variable(name.clone()), &session.context)
            }
            Self { password_file: Some(file), .. } => {
                key::password_from(&SecretSource::File(file.clone()), &session.context)
            }
            _ => ask(format!("Password of {user} at {}: ", endpoint.host())),
        };
        let password = password.with_context(|| format!("--user {user}"))?;
        endpoint.credentials = Some(Credentials::new(user.clone(), password)?);
        Ok(())
    }

    /// Says what the gateway loses of the requests.
    ///
    /// Fails when one would be useless and nobody accepted that.
    pub(crate) fn tell_losses(
        &self,
        requests: &[Request],
        session: &Session,
    ) -> anyhow::Result<Vec<&'static Loss>> {
        let mut losses: Vec<&'static Loss> = Vec::new();
        for loss in requests.iter().flat_map(|request| self.gateway.losses(request)) {
            if !losses.contains(&loss) {
                losses.push(loss);
            }
        }
        let accepted = || {
            self.allow.iter().filter_map(|allowed| match allowed {
                Allowed::Loss(loss) => Some(loss),
                Allowed::Rule(_) => None,
            })
        };
        for allowed in accepted() {
            if !losses.iter().any(|loss| loss.name == allowed.loss) {
                session
                    .say(format_args!("warning: --allow {} allows nothing here: leave it out", allowed.loss));
            }
        }
        let is_allowed = |loss: &&Loss| accepted().any(|allowed| allowed.loss == loss.name);
        for loss in losses.iter().filter(|loss| !is_allowed(loss) && !loss.stops) {
            session.say(format_args!("warning: {loss}"));
        }
        if let Some(loss) = losses.iter().find(|loss| loss.stops && !is_allowed(loss)) {
            bail!("nothing was sent: {loss}; to send it all the same, say why: --allow {}=REASON", loss.name);
        }
        Ok(losses)
    }

    /// Prints what became of the requests, and makes an exit status of it.
    pub(crate) fn finish(
        &self,
        report: &Report,
        format: Format,
        session: &Session,
    ) -> anyhow::Result<Outcome> {
        match format {
            Format::Json => session.json(report)?,
            Format::Human => write!(session.out(), "{report}")?,
        }
        if let Some(kind) = report.recognised().filter(|kind| **kind != *self.gateway) {
            session.say(format_args!(
                "note: the gateway is {}: with --gateway {} what it loses is told beforehand",
                kind.summary, kind.name
            ));
        }
        match report.unanswered() {
            Some(reason) => bail!("{}: {reason}", report.gateway()),
            None if report.is_clean() => Ok(Outcome::Clean),
            None => Ok(Outcome::No),
        }
    }

    /// How long and how often is tried, from now on.
    pub(crate) fn patience(&self) -> Patience {
        Patience {
            retries: self.retries,
            delay: Duration::from_secs(self.retry_delay),
            exchange: Duration::from_secs(self.timeout),
            deadline: Instant::now() + Duration::from_secs(self.total_timeout),
        }
    }
}
