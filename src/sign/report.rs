//! A certificate in words, for people and for programs.

use std::fmt;

use serde::Serialize;

use super::certificate::Certificate;
use super::device_limits::{self, DeviceLimit, DeviceReading};
use crate::terms::Thumbprint;

/// What there is to say about a certificate. As JSON, part of the reports that show certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificateReport {
    /// Whom it belongs to.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// The version of its form; the usage of those before version 3 is not restricted.
    pub version: u32,
    /// The serial number in hexadecimal, two's complement as in the certificate.
    pub serial: String,
    /// The SHA-1 of the certificate: its name in the stores of the device.
    pub thumbprint: Thumbprint,
    /// The first second in which it is valid, UTC.
    pub not_before: String,
    /// The last second in which it is valid, UTC.
    pub not_after: String,
    /// Kind and length of the key.
    pub key: String,
    /// The algorithm with which its issuer signed it.
    pub signed_with: String,
    /// Whether it may issue certificates; null when it does not say.
    pub authority: Option<bool>,
    /// The key usage; null when it does not say, which allows all.
    pub key_usage: Option<Vec<String>>,
    /// The extended key usage; null when it does not say, which allows all.
    pub extended_key_usage: Option<Vec<String>>,
    /// Whether it may sign packages.
    pub may_sign_code: bool,
    /// What a device of some release cannot read of it.
    pub device_limits: Vec<String>,
    /// What devices of each release make of it.
    pub devices: Vec<DeviceReading>,
}

impl CertificateReport {
    /// Describes a certificate.
    pub fn of(certificate: &Certificate) -> Self {
        let usage = certificate.usage();
        Self {
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            version: certificate.version(),
            serial: hex::encode(certificate.serial()),
            thumbprint: certificate.thumbprint(),
            not_before: certificate.not_before().to_string(),
            not_after: certificate.not_after().to_string(),
            key: certificate.key().to_string(),
            signed_with: certificate.signed_with().to_string(),
            authority: usage.authority,
            key_usage: usage.key_usage.as_ref().map(|names| names.iter().map(ToString::to_string).collect()),
            extended_key_usage: usage.extended.clone(),
            may_sign_code: usage.forbids_code_signing().is_none(),
            devices: DeviceReading::of(certificate),
            device_limits: DeviceLimit::of(certificate).iter().map(ToString::to_string).collect(),
        }
    }
}

impl fmt::Display for CertificateReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |names: &Option<Vec<String>>| match names {
            Some(names) => names.join(", "),
            None => "not restricted".to_owned(),
        };
        writeln!(f, "subject      {}", self.subject)?;
        writeln!(
            f,
            "issuer       {}{}",
            self.issuer,
            if self.issuer == self.subject { " (itself)" } else { "" }
        )?;
        writeln!(f, "thumbprint   {}", self.thumbprint)?;
        writeln!(f, "version      {}", self.version)?;
        writeln!(f, "serial       {}", self.serial)?;
        writeln!(f, "valid        {} to {}", self.not_before, self.not_after)?;
        writeln!(f, "key          {}", self.key)?;
        writeln!(f, "signed with  {}", self.signed_with)?;
        writeln!(f, "key usage    {}", names(&self.key_usage))?;
        writeln!(f, "extended     {}", names(&self.extended_key_usage))?;
        writeln!(
            f,
            "authority    {}",
            match self.authority {
                Some(true) => "yes, may issue certificates",
                Some(false) => "no",
                None => "not said",
            }
        )?;
        write!(f, "signs code   {}", if self.may_sign_code { "yes" } else { "no" })?;
        for line in device_limits::in_lines(&self.devices) {
            write!(f, "\non devices   {line}")?;
        }
        Ok(())
    }
}
