//! The report for people.

use std::fmt;

use super::{
    DocumentReport, FileReport, FolderReport, Inspection, RolesReport, SettingReport, SignatureReport,
};
use crate::sign::report::CertificateReport;
use crate::terms::shown;

/// Longer values are cut, since certificates stand in documents too; in characters.
const LONGEST_VALUE: usize = 40;

impl fmt::Display for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_package { "package" } else { "cabinet without _setup.xml" };
        writeln!(f, "{}: {kind}, {}", shown(&self.name), counted(self.length, "byte"))?;
        for damage in &self.damage {
            writeln!(f, "  damaged: {}", shown(damage))?;
        }
        for oddity in &self.oddities {
            writeln!(f, "  unusual: {}", shown(oddity))?;
        }
        self.write_cabinet(f)?;
        if let Some(document) = &self.document {
            write!(f, "\n{document}")?;
        }
        if let Some(signature) = &self.signature {
            write!(f, "\n{signature}")?;
        }
        Ok(())
    }
}

impl Inspection {
    fn write_cabinet(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cabinet = &self.cabinet;
        writeln!(f, "\nCabinet {}, {}", cabinet.version, counted(cabinet.length, "byte"))?;
        if cabinet.set_id != 0 || cabinet.set_index != 0 {
            writeln!(f, "  number {} of set {}", cabinet.set_index, cabinet.set_id)?;
        }
        for (word, neighbour) in [("before", &cabinet.previous), ("behind", &cabinet.next)] {
            if let Some(neighbour) = neighbour {
                writeln!(
                    f,
                    "  {word} it: {} on disk `{}`",
                    shown(&neighbour.cabinet),
                    shown(&neighbour.disk)
                )?;
            }
        }
        for (number, folder) in cabinet.folders.iter().enumerate() {
            writeln!(f, "  folder {number}: {folder}")?;
        }
        let width = cabinet.files.iter().map(|file| file.length.to_string().len()).max().unwrap_or(0);
        for file in &cabinet.files {
            writeln!(f, "  {file:width$}")?;
        }
        match &cabinet.signature_slot {
            Some(slot) if slot.is_filled => {
                writeln!(f, "  signature: {} at offset {}", counted(slot.length, "byte"), slot.offset)
            }
            Some(_) => writeln!(f, "  signature: none; a place is kept for one"),
            None => writeln!(f, "  signature: none"),
        }
    }
}

impl fmt::Display for FolderReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { compression, blocks, content_length, offset, .. } = self;
        let content = counted(*content_length, "byte");
        write!(f, "{compression}, {content} in {} at offset {offset}", counted(*blocks, "block"))?;
        match self.reserve.len() / 2 {
            0 => Ok(()),
            length => write!(f, ", reserve of {}", counted(length, "byte")),
        }
    }
}

impl fmt::Display for FileReport {
    /// The width of the formatter is that of the length.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = f.width().unwrap_or(0);
        write!(f, "{:>width$}  {}  {}", self.length, self.date, self.name)?;
        let unusual: Vec<&str> = self
            .attributes
            .iter()
            .copied()
            .filter(|name| !["archive", "utf-8-name"].contains(name))
            .collect();
        if unusual.is_empty() { Ok(()) } else { write!(f, "  ({})", unusual.join(", ")) }
    }
}

impl fmt::Display for DocumentReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Document, {}, {}",
            counted(self.length, "byte"),
            counted(self.settings.len(), "setting")
        )?;
        if !self.is_well_formed {
            writeln!(f, "  it has faults of form: `provsmith check` shows them")?;
        }
        let width = self.settings.iter().map(|setting| setting.what().chars().count()).max().unwrap_or(0);
        for setting in &self.settings {
            let (what, roles) = (setting.what(), setting.who());
            writeln!(f, "  {what:width$}  {roles}")?;
        }
        self.roles.as_ref().map_or(Ok(()), |roles| writeln!(f, "  {roles}"))
    }
}

impl SettingReport {
    fn what(&self) -> String {
        let verb = if self.operation == "set" { String::new() } else { format!("{} ", self.operation) };
        let value = self.value.as_deref().map(|value| format!(" = {}", shortened(value))).unwrap_or_default();
        format!("{verb}{}{value}", shown(&self.path))
    }

    fn who(&self) -> String {
        match self.roles {
            Some(roles) if self.roles_unsure => format!("{roles} (unsure)"),
            Some(roles) => roles.to_string(),
            None => "roles not known".to_owned(),
        }
    }
}

impl fmt::Display for RolesReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.known == 0 {
            return write!(f, "which roles may change them is not known");
        }
        let masks: Vec<String> =
            self.sufficient.iter().map(|mask| format!("{mask} ({})", mask.bits())).collect();
        match masks.as_slice() {
            [] => write!(f, "no role may change all of them")?,
            [mask] => write!(f, "a package with the role {mask} may change all of them")?,
            masks => write!(f, "a package with one of these may change all of them: {}", masks.join(", "))?,
        }
        match self.unknown {
            0 => Ok(()),
            unknown => write!(f, ", as far as roles are known ({unknown} are not)"),
        }
    }
}

impl fmt::Display for SignatureReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Signature, {} {}", self.digest_algorithm, self.digest)?;
        for (word, text) in [("description", &self.description), ("address", &self.url)] {
            if let Some(text) = text {
                writeln!(f, "  {word}: {}", shown(text))?;
            }
        }
        if self.time_stamps.is_empty() {
            writeln!(f, "  time stamp: none")?;
        }
        for form in &self.time_stamps {
            writeln!(f, "  time stamp: {form}")?;
        }
        for certificate in &self.certificates {
            let CertificateReport { subject, thumbprint, not_after, .. } = certificate;
            writeln!(f, "  certificate {thumbprint}  {subject}, until {not_after}")?;
        }
        Ok(())
    }
}

/// On one line, and not too long.
fn shortened(value: &str) -> String {
    let start: String = value.chars().take(LONGEST_VALUE).collect();
    let mut text = shown(&start).into_owned();
    if value.chars().nth(LONGEST_VALUE).is_some() {
        text.push('…');
    }
    text
}

/// `1 byte`, `2 bytes`.
fn counted(number: impl fmt::Display, unit: &str) -> String {
    let number = number.to_string();
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {unit}{plural}")
}
