//! What `push status` and `push cancel` share: a request about a push that was sent before.

use clap::Args;
use provsmith::push::pap::control::Enquiry;
use provsmith::push::pap::{Address, Request, Version};

use super::gateway_args::GatewayArgs;
use super::report::Report;
use crate::cli::written::Written;
use crate::cli::{Format, Outcome, Session};
use provsmith::push::pap::delivery;
use provsmith::push::pap::request::RequestError;

/// Which push, and which gateway.
#[derive(Debug, Args)]
pub(crate) struct EnquiryArgs {
    #[command(flatten)]
    written: Written,
    /// Name of the push, as `push send` told it
    #[arg(value_name = "PUSH-ID")]
    push_id: String,
    /// Recipient, when it is about some of several only; again for each further one
    #[arg(long, value_name = "RECIPIENT")]
    to: Vec<Address>,
    /// Name of the gateway in addresses [default: the host of --ppg]
    #[arg(long, value_name = "HOST", requires = "to")]
    ppg_host: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    gateway: GatewayArgs,
}

impl EnquiryArgs {
    /// Sends the request that `make` makes, and tells the answer.
    pub(super) fn run(
        &self,
        make: fn(Enquiry, Version) -> Result<Request, RequestError>,
        session: &Session,
    ) -> anyhow::Result<Outcome> {
        self.gateway.refuse_pointless(&self.written)?;
        self.gateway.tell_unused_rules(session);
        let mut endpoint = self.gateway.endpoint()?;
        let host = self.ppg_host.as_deref().unwrap_or(endpoint.host());
        let addresses = self.to.iter().map(|recipient| recipient.clone().at(host)).collect();
        let request = make(Enquiry { push_id: self.push_id.clone(), addresses }, Version::default())?;
        let losses = self.gateway.tell_losses(std::slice::from_ref(&request), session)?;
        self.gateway.sign_in(&mut endpoint, session)?;
        let mut report = Report::new(&endpoint, self.gateway.kind(), losses, false);
        report.add(&request, &delivery::deliver(&endpoint, &request, &self.gateway.patience()));
        self.gateway.finish(&report, self.format, session)
    }
}
