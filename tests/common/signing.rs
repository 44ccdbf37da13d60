//! A test identity for the whole test program, and cabinets to sign.
#![allow(dead_code, unreachable_pub)] // each test program uses its own part
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::common::{peer, provsmith, run};

/// A document that devices would take.
pub const DOCUMENT: &str = "<wap-provisioningdoc>\n\
    <characteristic type=\"BrowserFavorite\"><characteristic type=\"Help\">\
    <parm name=\"URL\" value=\"http://example.com/\"/></characteristic></characteristic>\n\
    </wap-provisioningdoc>\n";

/// The folder of an identity that `cert new` made, once a test program.
pub fn identity() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("identity-{}", std::process::id()));
        run(provsmith().args(["cert", "new", "--role", "manager"]).arg(&folder)).exits(0);
        folder
    })
}

/// A cabinet with `_setup.xml`, made by gcab; `compressed` with MSZIP.
pub fn gcab(folder: &Path, name: &str, compressed: bool) -> Option<PathBuf> {
    let mut gcab = peer("gcab")?;
    std::fs::write(folder.join("_setup.xml"), DOCUMENT).unwrap();
    gcab.current_dir(folder).env("TZ", "UTC").arg("-c");
    if compressed {
        gcab.arg("-z");
    }
    run(gcab.arg("-n").arg(name).arg("_setup.xml")).exits(0);
    Some(folder.join(name))
}
