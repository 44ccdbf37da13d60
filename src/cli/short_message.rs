//! The flags that say how a push is put into short messages, and the lines that come of it; shared by every command
//! that makes a push.

use clap::{Args, ValueEnum};
use provsmith::document::{DateTime, DateTimeError};
use provsmith::push::sms::smpp::Submission;
use provsmith::push::sms::{
    DataCoding, Delivery, PhoneNumber, Ports, Reference, ReferenceChoice, ReferenceSize, References, Validity,
};

use super::written::{Topic, Written, word};

/// What the flag for the receiver is about.
pub(crate) const RECEIVER: Topic = Topic { name: "a receiver", flags: &["to"] };
/// What the others are about.
pub(crate) const SHORT_MESSAGES: Topic = Topic {
    name: "short messages",
    flags: &[
        "from",
        "smsc",
        "pdu",
        "port",
        "source_port",
        "reference",
        "long_reference",
        "data_coding",
        "validity",
        "sent_at",
    ],
};

const SENDER: Topic = Topic { name: "who sends it", flags: &["from"] };
const CENTRE: Topic = Topic { name: "which centre has it", flags: &["smsc"] };
const VALIDITY: Topic = Topic { name: "how long a centre keeps it", flags: &["validity"] };
const SENT_AT: Topic = Topic { name: "when a centre got it", flags: &["sent_at"] };

/// How a push is put into short messages.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Short messages")]
pub(crate) struct ShortMessageArgs {
    /// Number of the receiver, with the country: +15551230001
    #[arg(long, value_name = "NUMBER")]
    pub(crate) to: Option<PhoneNumber>,
    /// Number of the sender, for deliver and smpp; without it, deliver has the receiver's own, smpp none
    #[arg(long, value_name = "NUMBER")]
    from: Option<PhoneNumber>,
    /// Number of the short message centre, for submit and deliver; without it the modem takes the one that it knows
    #[arg(long, value_name = "NUMBER")]
    smsc: Option<PhoneNumber>,
    /// For whom the messages are written
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    pdu: PduForm,
    /// Port on the device: 2948 pushes, 2949 secured ones
    #[arg(long, value_name = "PORT", default_value_t = Ports::default().destination)]
    port: u16,
    /// Port that it comes from
    #[arg(long, value_name = "PORT", default_value_t = Ports::default().source)]
    source_port: u16,
    /// What the parts of a long push have in common, two or four hexadecimal digits; without it, it is made from the
    /// push and the receiver
    #[arg(long, value_name = "HEX")]
    reference: Option<Reference>,
    /// Make one of 16 bits: two long pushes that are on their way to one device at the same time have the same one, and
    /// mix there, once in 65,536 cases rather than in 256
    #[arg(long, conflicts_with = "reference")]
    long_reference: bool,
    /// Data coding: octets, or octets of class 1, for the device rather than its card
    #[arg(long, value_enum, value_name = "HEX", default_value_t)]
    data_coding: DataCodingArg,
    /// How long the network keeps them for a device that is off, 5m to 63w, for submit and smpp; without it, as long as
    /// it likes
    #[arg(long, value_name = "TIME")]
    validity: Option<Validity>,
    /// When the centre got them, for deliver
    #[arg(long, value_name = "TIME", default_value = "2000-01-01T00:00:00Z", value_parser = time_stamp)]
    sent_at: DateTime,
}

/// A time of which a short message carries the last two digits of the year (3GPP TS 23.040, section 9.2.3.11).
fn time_stamp(text: &str) -> Result<DateTime, String> {
    let time: DateTime = text.parse().map_err(|error: DateTimeError| error.to_string())?;
    match text.starts_with("20") {
        true => Ok(time),
        false => Err("a short message tells the last two digits of the year: write a year from 2000 to 2099"
            .to_owned()),
    }
}

/// For whom short messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum PduForm {
    /// A modem: SMS-SUBMIT, the AT+CMGS that announces it on the line before
    #[default]
    Submit,
    /// A device, or its emulator: SMS-DELIVER
    Deliver,
    /// A short message centre: the fields of submit_sm, as JSON
    Smpp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum DataCodingArg {
    #[default]
    #[value(name = "04")]
    Octets,
    #[value(name = "F5", alias = "f5")]
    OctetsForDevice,
}

impl PduForm {
    /// What such messages have beside what all have.
    fn has(self) -> &'static [Topic] {
        match self {
            Self::Submit => &[CENTRE, VALIDITY],
            Self::Deliver => &[SENDER, CENTRE, SENT_AT],
            Self::Smpp => &[SENDER, VALIDITY],
        }
    }
}

impl ShortMessageArgs {
    /// Refuses flags that say nothing of such messages.
    pub(crate) fn refuse_pointless(&self, written: &Written) -> anyhow::Result<()> {
        let choice = format!("--pdu {}", word(&self.pdu));
        written.refuse_pointless(&choice, &[SENDER, CENTRE, VALIDITY, SENT_AT], self.pdu.has())
    }

    /// A push in short messages, as text: hexadecimal lines, or JSON. `references` are those of this run.
    pub(crate) fn write(&self, push: &[u8], references: &mut References) -> anyhow::Result<String> {
        let delivery = self.delivery()?;
        let parts = delivery.parts(push, references)?;
        let parts = parts.into_iter();
        Ok(match self.pdu {
            PduForm::Submit => parts
                .map(|part| delivery.submit(part).encode())
                .map(|pdu| format!("AT+CMGS={}\n{}\n", pdu.length, pdu.hexadecimal()))
                .collect(),
            PduForm::Deliver => parts
                .map(|part| delivery.deliver(part, self.sent_at).encode())
                .map(|pdu| format!("{}\n", pdu.hexadecimal()))
                .collect(),
            PduForm::Smpp => {
                let submission = Submission::new(parts.map(|part| delivery.submit_sm(&part)).collect());
                format!("{}\n", serde_json::to_string_pretty(&submission)?)
            }
        })
    }

    fn delivery(&self) -> anyhow::Result<Delivery> {
        let Some(to) = self.to.clone() else {
            anyhow::bail!("short messages need a receiver: --to NUMBER names him, such as --to +15551230001");
        };
        let size = if self.long_reference { ReferenceSize::Long } else { ReferenceSize::Short };
        Ok(Delivery {
            from: self.from.clone(),
            service_centre: self.smsc.clone(),
            ports: Ports { destination: self.port, source: self.source_port },
            reference: self.reference.map_or(ReferenceChoice::Derived(size), ReferenceChoice::Given),
            data_coding: match self.data_coding {
                DataCodingArg::Octets => DataCoding::Octets,
                DataCodingArg::OctetsForDevice => DataCoding::OctetsForDevice,
            },
            validity: self.validity,
            ..Delivery::to(to)
        })
    }
}
