//! Which policy a pushed message must pass, by its kind and the release
//! (<https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10)>).

use crate::terms::{Channel, CpSecurity, Release};

/// The policy whose role mask a pushed message must share a role with at the first door; `None` for channels that are
/// no push. Up to Windows Mobile 5.0 one policy stands for all client provisioning messages with a PIN, later there is
/// one for each kind of PIN (the SDK's `secpolicy.h`).
pub const fn first_door(channel: Channel, release: Release) -> Option<u32> {
    let old = matches!(release, Release::Wm2003 | Release::Wm5 | Release::Wm5Msfp);
    match channel {
        Channel::Si => Some(4109),
        Channel::Sl => Some(4108),
        Channel::Cp(CpSecurity::None) => Some(4110),
        Channel::Cp(_) if old => Some(4107),
        Channel::Cp(CpSecurity::NetwPin) => Some(4141),
        Channel::Cp(CpSecurity::UserPin | CpSecurity::UserPinMac) => Some(4142),
        Channel::Cp(CpSecurity::UserNetwPin) => Some(4143),
        _ => None,
    }
}

/// The policy by which the device routes service indications and service loadings at all: 1, or 0 for not.
pub const ROUTING: u32 = 4113;

/// The policy whose role mask every client provisioning message must share a role with at the second door.
pub const SECOND_DOOR: u32 = 4111;
