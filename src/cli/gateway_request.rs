//! The flag that names a push proxy gateway in what is made for one; shared by every command that makes a push.

use anyhow::Context as _;
use clap::Args;
use provsmith::push::pap::{Address, Content, Request};
use provsmith::push::sms::PhoneNumber;
use provsmith::push::wsp::Push;

use super::Session;
use super::written::Topic;

/// What its flag is about.
pub(crate) const GATEWAY: Topic = Topic { name: "a gateway", flags: &["ppg_host"] };

/// For which gateway a push is.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Gateway")]
pub(crate) struct GatewayRequestArgs {
    /// Host name of the push proxy gateway, which stands in the receiver's address; for --encoding pap
    #[arg(long, value_name = "HOST")]
    ppg_host: Option<String>,
}

impl GatewayRequestArgs {
    /// The body of the request that has the gateway push it; its content type is said.
    pub(crate) fn body(
        &self,
        push: &Push,
        to: Option<&PhoneNumber>,
        session: &Session,
    ) -> anyhow::Result<Vec<u8>> {
        let to =
            to.context("a gateway needs a receiver: --to NUMBER names him, such as --to +15551230001")?;
        let host = self.ppg_host.as_deref();
        let host = host.context("--encoding pap needs the host name of the gateway: --ppg-host HOST")?;
        let recipient: Address = to.to_string().parse().context("--to")?;
        let request = Request::to(recipient.at(host), Content::from(push))?;
        session.say(format_args!("content type: {}", request.content_type));
        Ok(request.body)
    }
}
