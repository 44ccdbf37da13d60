//! What was captured, for people.

use std::fmt::{self, Display};

use super::{Capture, Layer, Message, ResultReport};
use crate::terms::shown;

impl Display for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, message) in self.messages.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{message}")?;
        }
        Ok(())
    }
}

impl Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", shown(&self.places.join(" + ")))?;
        self.layers.iter().try_for_each(|layer| write!(f, "{layer}"))?;
        match &self.fault {
            Some(fault) => writeln!(f, "  fault           {}: {}", fault.layer, shown(&fault.message)),
            None => Ok(()),
        }
    }
}

impl Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShortMessages { form, from, to, service_centre, ports, reference, total, missing } => {
                let there = usize::from(*total) - missing.len();
                match reference {
                    Some(reference) => {
                        write!(
                            f,
                            "  short messages  {form}, {there} of {total} parts, reference {reference}"
                        )?;
                    }
                    None => write!(f, "  short message   {form}")?,
                }
                for (word, address) in [("from", from), ("to", to), ("through", service_centre)] {
                    if let Some(address) = address {
                        write!(f, ", {word} {}", shown(address))?;
                    }
                }
                match ports {
                    Some(ports) => writeln!(f, ", port {} from {}", ports.destination, ports.source),
                    None => writeln!(f, ", no ports"),
                }
            }
            Self::Request { .. } => self.write_request(f),
            Self::ControlEntity { message, push_id, results } => {
                writeln!(f, "  PAP             {message} {}", shown(push_id.as_deref().unwrap_or_default()))?;
                results
                    .iter()
                    .try_for_each(|result| writeln!(f, "                  {}", shown(&result.to_string())))
            }
            Self::Push { transaction, content_type, headers, body_length } => {
                writeln!(f, "  push            {}", shown(content_type))?;
                f.write_str("                  ")?;
                if let Some(transaction) = transaction {
                    write!(f, "transaction {transaction:02X}, ")?;
                }
                writeln!(f, "body of {body_length} octets")?;
                headers.iter().try_for_each(|header| {
                    writeln!(f, "                  {}: {}", shown(&header.name), shown(&header.value))
                })
            }
            Self::Signature { sec, security, answer } => {
                let security = security.unwrap_or(sec);
                writeln!(f, "  signature       {}", shown(&answer.in_words(security)))
            }
            Self::Notification {
                version,
                ui_mode,
                initiator,
                session_id,
                server_id,
                vendor,
                digest_agrees,
            } => {
                writeln!(
                    f,
                    "  notification    OMA DM {version}, server {}, session {session_id}",
                    shown(server_id)
                )?;
                writeln!(f, "                  {ui_mode}; wanted by the {initiator}")?;
                if !vendor.is_empty() {
                    writeln!(f, "                  vendor {vendor}")?;
                }
                let answer = match digest_agrees {
                    None => "not checked: that takes password and nonce",
                    Some(true) => "agrees: a device with this password and nonce calls the server",
                    Some(false) => "does not agree: a device with this password and nonce stays silent",
                };
                writeln!(f, "                  digest {answer}")
            }
            Self::Wbxml { version, format, length } => {
                writeln!(f, "  WBXML           {version}, {format}, {length} octets")
            }
            Self::Document { xml } => {
                writeln!(f, "  document")?;
                xml.trim_end().lines().try_for_each(|line| writeln!(f, "    {}", shown(line)))
            }
        }
    }
}

impl Display for ResultReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { addresses, code, meaning, description, state, event_time } = self;
        if !addresses.is_empty() {
            write!(f, "{}: ", addresses.join(", "))?;
        }
        write!(f, "{code}, {meaning}")?;
        state.iter().try_for_each(|state| write!(f, ", {}", state.word()))?;
        event_time.iter().try_for_each(|time| write!(f, " since {time}"))?;
        description.iter().try_for_each(|said| write!(f, " ({said})"))
    }
}

impl Layer {
    fn write_request(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Request {
            message,
            push_id,
            addresses,
            deliver_after,
            deliver_before,
            quality_of_service,
            has_bare_line_feed,
        } = self
        else {
            return Ok(());
        };
        writeln!(f, "  request         {message} {}", shown(push_id.as_deref().unwrap_or_default()))?;
        for address in addresses {
            writeln!(f, "                  to {}", shown(address))?;
        }
        for (word, time) in [("after", deliver_after), ("before", deliver_before)] {
            if let Some(time) = time {
                writeln!(f, "                  deliver {word} {time}")?;
            }
        }
        if let Some(quality) = quality_of_service {
            writeln!(f, "                  {}", shown(&quality.to_string()))?;
        }
        if *has_bare_line_feed {
            writeln!(f, "                  lines end with LF alone, which not every gateway reads")?;
        }
        Ok(())
    }
}
