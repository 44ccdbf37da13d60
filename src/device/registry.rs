//! What an export of a device's registry says of its policies and of its certificate stores.
//!
//! ```text
//! [HKEY_LOCAL_MACHINE\Security\Policies\Policies]
//! "00001005"=dword:00000010
//! [HKEY_LOCAL_MACHINE\Comm\Security\SystemCertificates\SPC\Certificates\657141E1A69F18F7F6B3DA9385D62135A7C6053B]
//! "Blob"=hex:…
//! ```
//!
//! Stores of the user stand below `HKEY_CURRENT_USER`
//! (<https://itsme.home.xs4all.nl/projects/xda/smartphone-certificates.html>). The roles of an entry of SPC are a property
//! inside its `Blob`, whose number no page tells, so they stay unknown.

use super::answer::{Answer, Reading, Told};
use super::{Basis, CertificateStore, StoredCertificate};
use crate::catalogue::policies::PolicyWays;
use crate::terms::{DeviceClass, Release, Thumbprint};

/// Below a hive: where the stores are.
const STORES: &str = r"Comm\Security\SystemCertificates";

/// The hives, by their names in an export and by their short ones.
const HIVES: [(&str, &str); 2] = [("HKEY_LOCAL_MACHINE", "HKLM"), ("HKEY_CURRENT_USER", "HKCU")];

impl Answer {
    /// What an export of the registry of a device of the release says; `None`: it has neither the key of the policies
    /// nor an entry of a store, nor a key that cannot be read.
    pub fn of_registry(text: &str, release: Release, class: DeviceClass) -> Option<Self> {
        let mut reading = Reading::default();
        let mut is_about_device = false;
        let mut in_policies = false;
        for (index, line) in text.lines().map(str::trim).enumerate() {
            let number = index + 1;
            if let Some(key) = line.strip_prefix('[') {
                let Some(key) = key.strip_suffix(']') else {
                    reading.not_taken(
                        number,
                        "the name of the key does not end with `]`; nor is what stands below it taken",
                    );
                    (is_about_device, in_policies) = (true, false);
                    continue;
                };
                let key = short(key);
                in_policies = key.eq_ignore_ascii_case(&PolicyWays::builtin().registry_key);
                let entry = entry_of_store(&key);
                is_about_device |= in_policies || entry.is_some();
                entry.into_iter().for_each(|entry| reading.certificate(number, entry));
            } else if in_policies && !line.is_empty() && !line.starts_with(';') {
                let (id, value) = policy(line);
                let told = match value {
                    Ok(value) => Told::Value(value),
                    Err(why) => {
                        reading.not_taken(number, why);
                        Told::Nothing
                    }
                };
                id.into_iter().for_each(|id| reading.policy(number, id, told));
            }
        }
        is_about_device.then(|| reading.answer(release, class))
    }
}

impl StoredCertificate {
    /// The keys of the registry at which it may stand: that of the machine, that of the user.
    pub fn registry_keys(&self) -> impl Iterator<Item = String> {
        HIVES
            .iter()
            .map(|(_, hive)| format!(r"{hive}\{STORES}\{}\Certificates\{}", self.store, self.thumbprint))
    }
}

/// A key with the short name of its hive.
fn short(key: &str) -> String {
    let found = HIVES.iter().find_map(|(long, short)| {
        let (hive, rest) = key.split_at_checked(long.len())?;
        hive.eq_ignore_ascii_case(long).then(|| format!("{short}{rest}"))
    });
    found.unwrap_or_else(|| key.to_owned())
}

/// The certificate whose key this is.
fn entry_of_store(key: &str) -> Option<StoredCertificate> {
    let below_hive = HIVES.iter().find_map(|(_, hive)| {
        let (start, rest) = key.split_at_checked(hive.len() + 1 + STORES.len() + 1)?;
        start.eq_ignore_ascii_case(&format!(r"{hive}\{STORES}\")).then_some(rest)
    })?;
    let [store, certificates, thumbprint] = below_hive.split('\\').collect::<Vec<_>>().try_into().ok()?;
    let is_store = |known: &CertificateStore| known.name().eq_ignore_ascii_case(store);
    let store = CertificateStore::ALL.into_iter().find(is_store)?;
    let thumbprint = thumbprint.parse::<Thumbprint>().ok()?;
    certificates.eq_ignore_ascii_case("Certificates").then_some(StoredCertificate {
        store,
        thumbprint,
        role: None,
        basis: Basis::Queried,
    })
}

/// `"00001005"=dword:00000010`: the policy, if it has one, and its value.
fn policy(line: &str) -> (Option<u32>, Result<u32, String>) {
    let form = r#"a policy is written as "00001005"=dword:00000010"#;
    let Some((name, value)) = line.strip_prefix('"').and_then(|rest| rest.split_once("\"=")) else {
        return (None, Err(format!("`{line}` has no name in quotes and a value; {form}")));
    };
    let Some(id) = hexadecimal(name).filter(|_| name.len() == 8) else {
        return (None, Err(format!("`{name}` is no policy: those have eight hexadecimal digits; {form}")));
    };
    let value = value.trim();
    let number = value.strip_prefix("dword:").and_then(hexadecimal);
    (Some(id), number.ok_or_else(|| format!("`{value}`, for policy {id}, is no dword; {form}")))
}

/// Up to eight digits, without a sign.
fn hexadecimal(digits: &str) -> Option<u32> {
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn policies_are_read_from_an_export_of_the_registry() {
        let text = "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\Security\\Policies\\Policies]\r\n\"00001005\"=dword:00000010\r\n\
                    \"00001017\"=dword:000000a0\r\n[HKEY_LOCAL_MACHINE\\Other]\r\n\"00001001\"=dword:00000001\r\n";
        let answer = Answer::of_registry(text, Release::Wm61, DeviceClass::Standard).unwrap();
        assert_eq!(answer.policies, BTreeMap::from([(4101, Some(16)), (4119, Some(160))]));
        assert_eq!(Answer::of_registry("REGEDIT4\n", Release::Wm61, DeviceClass::Standard), None);
    }

    #[test]
    fn the_entries_of_stores_are_their_keys_each_once() {
        let root = r"Comm\Security\SystemCertificates";
        let thumbprint = "657141E1A69F18F7F6B3DA9385D62135A7C6053B";
        let text = format!(
            "[HKEY_LOCAL_MACHINE\\{root}\\SPC\\Certificates\\{thumbprint}]\n\"Blob\"=hex:20,00,\\\n  00,00\n\
             [HKEY_CURRENT_USER\\{root}\\root\\CERTIFICATES\\{thumbprint}]\n[HKLM\\{root}\\ROOT\\Certificates\\{thumbprint}]\n\
             [HKEY_LOCAL_MACHINE\\{root}\\SPC\\Certificates]\n[-HKEY_LOCAL_MACHINE\\{root}\\CA\\Certificates\\{thumbprint}]\n\
             [HKEY_LOCAL_MACHINE\\{root}\\Trust\\Certificates\\{thumbprint}]\n"
        );
        let stores: Vec<CertificateStore> = Answer::of_registry(&text, Release::Wm61, DeviceClass::Standard)
            .unwrap()
            .certificates
            .iter()
            .map(|one| one.store)
            .collect();
        assert_eq!(stores, [CertificateStore::Spc, CertificateStore::Root]);
    }
}
