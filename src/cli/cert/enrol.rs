//! `cert enrol`: the document that puts certificates into the stores of a device.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use der::DateTime;
use provsmith::catalogue::{Protocol, convert};
use provsmith::device::CertificateStore;
use provsmith::document::{Model, wap};
use provsmith::sign::certificate::{Certificate, Validity};
use provsmith::sign::device_limits::DeviceLimit;
use provsmith::sign::{enrolment, first_certificate};
use provsmith::terms::{RoleMask, Thumbprint};

use super::read;
use crate::cli::key::PasswordArgs;
use crate::cli::{Outcome, Session, dates, output};

/// Make the document that puts certificates into stores of a device, or takes them out
///
/// In SPC, the store for signers of packages, an entry carries the role mask that their packages get: put the root of
/// the signer's chain there. A signer that must be trusted for programs too goes into an execution store as well: give
/// --store twice. Says by which ways the document can get onto a device that trusts nothing of yours yet.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  provsmith cert enrol root.pem --store SPC --role manager -o enrol.xml
  provsmith cert enrol root.cer old.cer --store SPC --store privileged --role manager+operator
  provsmith cert enrol server-ca.p7b --store ROOT --as syncml
  provsmith cert enrol 657141E1A69F18F7F6B3DA9385D62135A7C6053B --store SPC --remove")]
pub(crate) struct EnrolArgs {
    /// Files with certificates: PEM, DER, PKCS #7, PKCS #12; with --remove also thumbprints
    #[arg(value_name = "CERT", required = true)]
    certificates: Vec<PathBuf>,
    /// SPC, ROOT, CA, MY, privileged or unprivileged (the execution trust authorities); again for each further one
    #[arg(long = "store", value_name = "STORE", required = true, value_parser = store)]
    stores: Vec<CertificateStore>,
    /// What packages signed under them get, for SPC: names joined by `+`, or a decimal number
    #[arg(long, value_name = "MASK", allow_negative_numbers = true, conflicts_with = "remove")]
    role: Option<RoleMask>,
    /// Take the certificates out of the stores
    #[arg(long)]
    remove: bool,
    /// As wap-provisioningdoc, or as SyncML for a management server
    #[arg(long = "as", value_enum, value_name = "MODEL", default_value_t = As::Wap)]
    model: As,
    /// File to write; without it, or with `-`, the document goes to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    password: PasswordArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum As {
    Wap,
    Syncml,
}

pub(crate) fn run(args: &EnrolArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let stores = once(args.stores.iter().copied());
    let document = match args.remove {
        true => enrolment::withdraw(&args.thumbprints(session)?, &stores),
        false => {
            let certificates = args.certificates(session)?;
            let role = args.role(&stores)?;
            let now = dates::now(&session.context)?;
            for certificate in &certificates {
                remark(certificate, &stores, now, session);
            }
            enrolment::enrol(&certificates, &stores, role)
        }
    };
    let text = args.in_model(document, session)?.write();
    output::write(&text, args.output.as_deref(), session)?;
    if !args.remove {
        session.say("ways onto a device that trusts nothing of yours yet:");
        let protocol = match args.model {
            As::Wap => Protocol::Cp,
            As::Syncml => Protocol::Dm,
        };
        for way in first_certificate::ways(&stores, protocol) {
            session.say(format_args!("  - {way}; see {}", way.source));
        }
        if args.model == As::Syncml {
            session.say("  - for packages, the desktop and messages over the air make a wap-provisioningdoc: --as wap");
        }
    }
    Ok(Outcome::Clean)
}

impl EnrolArgs {
    fn certificates(&self, session: &Session) -> anyhow::Result<Vec<Certificate>> {
        let mut all = Vec::new();
        for path in &self.certificates {
            if thumbprint(path).is_some() {
                bail!(
                    "`{}` is no file: a thumbprint is enough to take a certificate out (--remove), but putting one in takes the certificate itself",
                    path.display()
                );
            }
            all.extend(read::certificates(path, &self.password, session)?);
        }
        Ok(once(all))
    }

    fn thumbprints(&self, session: &Session) -> anyhow::Result<Vec<Thumbprint>> {
        let mut all = Vec::new();
        for path in &self.certificates {
            match thumbprint(path) {
                Some(thumbprint) => all.push(thumbprint),
                None => {
                    let certificates = read::certificates(path, &self.password, session)?;
                    all.extend(certificates.iter().map(Certificate::thumbprint));
                }
            }
        }
        Ok(once(all))
    }

    /// SPC needs a mask, and no other store makes anything of one.
    fn role(&self, stores: &[CertificateStore]) -> anyhow::Result<RoleMask> {
        match (stores.contains(&CertificateStore::Spc), self.role) {
            (true, None) => bail!(
                "an entry of SPC without a role mask gives packages nothing to install with: add --role, such as --role manager"
            ),
            (true, Some(role)) if role.is_empty() => {
                bail!("with the role mask none, packages could change nothing; give a role such as manager")
            }
            (false, Some(_)) => bail!("--role is for SPC: no other store makes anything of it; leave it out"),
            (_, role) => Ok(role.unwrap_or_default()),
        }
    }

    fn in_model(&self, document: wap::Document, session: &Session) -> anyhow::Result<Model> {
        match self.model {
            As::Wap => Ok(Model::Wap(document)),
            As::Syncml => {
                let catalogue = session.catalogue()?;
                let converted =
                    convert::to_syncml(&document, &catalogue).context("cannot say this in SyncML")?;
                Ok(Model::SyncMl(converted.model))
            }
        }
    }
}

/// What is to be known about a certificate in these stores.
fn remark(certificate: &Certificate, stores: &[CertificateStore], now: DateTime, session: &Session) {
    let subject = certificate.subject();
    let validity = certificate.validity(now);
    if validity != Validity::Valid {
        let (first, last) = (certificate.not_before(), certificate.not_after());
        session.say(format_args!(
            "warning: `{subject}` is {validity}: its dates are {first} to {last}; a device that looks at dates trusts \
             nothing below it unless its clock stands between them"
        ));
    }
    for limit in DeviceLimit::of(certificate) {
        session.say(format_args!("warning: `{subject}`: {limit}"));
    }
    let takes_roots =
        |store: &&CertificateStore| matches!(store, CertificateStore::Spc | CertificateStore::Root);
    if let Some(store) = stores.iter().find(takes_roots)
        && !certificate.is_self_issued()
    {
        session.say(format_args!(
            "warning: `{subject}` is no root; it is not documented that one in {store} serves: put the root of its chain there"
        ));
    }
}

fn store(text: &str) -> Result<CertificateStore, String> {
    CertificateStore::named(text).ok_or_else(|| {
        "the stores are SPC, ROOT, CA, MY, privileged and unprivileged; no other can be made".to_owned()
    })
}

/// A thumbprint that is not also the name of a file.
fn thumbprint(path: &Path) -> Option<Thumbprint> {
    if path.exists() { None } else { path.to_str()?.parse().ok() }
}

/// Each once, in the order in which they came.
fn once<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}
