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

use super::query::Answer;
use super::{Basis, CertificateStore, StoredCertificate};
use crate::catalogue::policies::PolicyWays;
use crate::terms::Thumbprint;

/// Below a hive: where the stores are.
const STORES: &str = r"Comm\Security\SystemCertificates";

/// The hives, by their names in an export and by their short ones.
const HIVES: [(&str, &str); 2] = [("HKEY_LOCAL_MACHINE", "HKLM"), ("HKEY_CURRENT_USER", "HKCU")];

impl Answer {
    /// What an export of the registry says; `None`: it has neither the key of the policies nor an entry of a store.
    pub fn of_registry(text: &str) -> Option<Self> {
        let mut answer = Self::default();
        let mut is_about_device = false;
        let mut in_policies = false;
        for line in text.lines().map(str::trim) {
            if let Some(key) = line.strip_prefix('[') {
                let key = short(key.trim_end_matches(']'));
                in_policies = key.eq_ignore_ascii_case(&PolicyWays::builtin().registry_key);
                let entry = entry_of_store(&key);
                is_about_device |= in_policies || entry.is_some();
                if let Some(entry) = entry.filter(|entry| !answer.certificates.contains(entry)) {
                    answer.certificates.push(entry);
                }
            } else if in_policies {
                answer.policies.extend(policy(line));
            }
        }
        is_about_device.then_some(answer)
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

/// `"00001005"=dword:00000010`
fn policy(line: &str) -> Option<(u32, u32)> {
    let (name, value) = line.split_once('=')?;
    let id = u32::from_str_radix(name.trim().trim_matches('"'), 16).ok()?;
    let value = u32::from_str_radix(value.trim().strip_prefix("dword:")?, 16).ok()?;
    Some((id, value))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn policies_are_read_from_an_export_of_the_registry() {
        let text = "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\Security\\Policies\\Policies]\r\n\"00001005\"=dword:00000010\r\n\
                    \"00001017\"=dword:000000a0\r\n[HKEY_LOCAL_MACHINE\\Other]\r\n\"00001001\"=dword:00000001\r\n";
        let answer = Answer::of_registry(text).unwrap();
        assert_eq!(answer.policies, BTreeMap::from([(4101, 16), (4119, 160)]));
        assert_eq!(Answer::of_registry("REGEDIT4\n"), None);
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
        let stores: Vec<CertificateStore> =
            Answer::of_registry(&text).unwrap().certificates.iter().map(|one| one.store).collect();
        assert_eq!(stores, [CertificateStore::Spc, CertificateStore::Root]);
    }
}
