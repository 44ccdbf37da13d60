//! The role mask of a package (<https://learn.microsoft.com/en-us/previous-versions/aa458966(v=msdn.10)>).

use std::io::Cursor;

use super::support::*;

#[test]
fn an_unsigned_package_is_refused_where_4101_is_0() {
    expect(&cab(DIRECT_PUSH), &policies("wm6.1 standard", "4101 = 0"), &by("http"), Refused, Gate::Unsigned);
}

#[test]
fn an_unsigned_package_asks_where_4122_is_0_and_has_the_mask_of_4101() {
    let said = expect(&cab(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("http"), Asks, Gate::Prompt);
    assert_eq!((said.base.unwrap().certain.bits(), said.basis), (16, Some(Basis::Documented)));
}

#[test]
fn an_unsigned_package_asks_nobody_where_4122_is_1() {
    let said = installs(&cab(DIRECT_PUSH), &policies("wm6.1 standard", "4122 = 1\n4101 = 16"), &by("http"));
    assert_eq!(said.basis, Some(Basis::Declared));
}

#[test]
fn an_unsigned_cpf_cannot_ask_and_is_refused() {
    // https://learn.microsoft.com/en-us/previous-versions/ms889557(v=msdn.10)
    expect(&cpf(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("http"), Refused, Gate::Prompt);
    // Where nobody need be asked, the sources disagree.
    let said = expect(
        &cpf(DIRECT_PUSH),
        &policies("wm6.1 standard", "4122 = 1"),
        &by("http"),
        Unknown,
        Gate::Prompt,
    );
    assert!(said.reason.contains("ms889557") && said.reason.contains("aa458966"), "{}", said.reason);
}

#[test]
fn a_silent_launcher_cannot_ask() {
    let silent = Delivery { launcher: Launcher::Silent, ..by("card") };
    let device = profile("wm6.1 professional", "");
    expect(&cab(DIRECT_PUSH), &device, &silent, Refused, Gate::Prompt);
    let said = expect(&cab(DIRECT_PUSH), &device, &by("card"), Asks, Gate::Launcher);
    assert!(said.steps.iter().any(|step| step.gate == Gate::Prompt && step.verdict == Asks), "{said:#?}");
}

#[test]
fn the_mask_is_the_role_that_spc_has_for_a_certificate_of_the_chain() {
    let said = installs(&signed(cab(POLICY)), &spc("wm6.1 standard", 222), &by("http"));
    assert_eq!((said.base.unwrap().certain.bits(), said.basis), (222, Some(Basis::Declared)));
    let said = expect(&signed(cab(POLICY)), &spc("wm6.1 standard", 16), &by("http"), Refused, Gate::Settings);
    assert!(
        said.changes
            .iter()
            .any(|change| change.to_string().contains("SPC") && change.to_string().contains("manager (8)"))
    );
}

#[test]
fn other_stores_do_not_count() {
    // https://learn.microsoft.com/en-us/archive/blogs/windowsmobile/what-are-the-certificate-stores
    let lines = |store| {
        format!("[policies]\n4101 = 0\n[[certificate]]\nstore = \"{store}\"\nthumbprint = \"{ROOT}\"\n")
    };
    for store in ["ROOT", "CA", "MY", "Privileged Execution Trust Authorities"] {
        let said = says(&signed(cab(DIRECT_PUSH)), &profile("wm6.1 standard", &lines(store)), &by("http"));
        assert_eq!(said.verdict, Refused, "{store}");
    }
}

#[test]
fn signed_without_a_match_in_spc_the_sources_disagree_where_it_matters() {
    let device = profile("wm6.1 standard", "");
    let said = expect(&signed(cab(DIRECT_PUSH)), &device, &by("http"), Unknown, Gate::Signature);
    assert!(said.reason.contains("bb416355") && said.reason.contains("bb158562"), "{}", said.reason);
    // Either way it is refused:
    for device in [policies("wm6.1 standard", "4101 = 0"), policies("wm6.1 classic", "4101 = 0")] {
        assert_eq!(says(&signed(cab(DIRECT_PUSH)), &device, &by("http")).verdict, Refused);
    }
    assert_eq!(says(&signed(cpf(DIRECT_PUSH)), &profile("wm6.1 standard", ""), &by("http")).verdict, Refused);
}

#[test]
fn two_entries_of_one_chain_with_different_roles_leave_open_which_counts() {
    let entry = |thumbprint: &str, role| {
        format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{thumbprint}\"\nrole = {role}\n")
    };
    let lines = entry(&"00".repeat(20), 16) + &entry(ROOT, 8);
    let device = profile("wm6.1 standard", &lines);
    expect(&signed(cab(POLICY)), &device, &by("http"), Unknown, Gate::Settings);
}

#[test]
fn unsigned_on_one_tier_the_sources_disagree_where_it_matters() {
    let device = profile("wm6.1 professional", "");
    let said = expect(&cab(POLICY), &device, &by("http"), Unknown, Gate::Settings);
    assert!(said.reason.contains("bb416355") && said.reason.contains("systemmanager"), "{}", said.reason);
    expect(&cab(DIRECT_PUSH), &device, &by("http"), Asks, Gate::Prompt);
    expect(&cab(POLICY), &profile("wm6.1 standard", ""), &by("http"), Refused, Gate::Settings);
}

#[test]
fn a_pocket_pc_of_2003_takes_no_signed_package() {
    // https://learn.microsoft.com/en-us/previous-versions/bb158562(v=msdn.10)
    expect(&signed(cab(DIRECT_PUSH)), &spc("wm2003 classic", 8), &by("open"), Refused, Gate::Signature);
    installs(&signed(cab(POLICY)), &spc("wm2003 standard", 8), &by("open"));
}

#[test]
fn a_certificate_that_has_expired_is_refused_and_one_that_may_be_unreadable_is_not_known() {
    let links = vec![Link { thumbprint: ROOT.parse().unwrap(), subject: "CN=Test".into() }];
    let good = Chain { links, open_end: None, doubts: Vec::new(), outdated: Vec::new() };
    let expired = Chain { outdated: vec!["it is over".into()], ..good.clone() };
    let modern = Chain { doubts: vec!["its digest is SHA-256".into()], ..good };
    let device = spc("wm6.1 standard", 8);
    expect(&cab(POLICY).signed_by(expired), &device, &by("http"), Refused, Gate::Signature);
    expect(&cab(POLICY).signed_by(modern), &device, &by("http"), Unknown, Gate::Signature);
}

#[test]
fn whether_dates_are_looked_at_is_said_by_4150_where_there_is_one() {
    let chain = |outdated| {
        let links = vec![Link { thumbprint: ROOT.parse().unwrap(), subject: "CN=Test".into() }];
        Chain { links, open_end: None, doubts: Vec::new(), outdated }
    };
    let old = cab(POLICY).signed_by(chain(vec!["it is over".into()]));
    let device = |lines: &str| {
        let stored = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n");
        profile("wm6.5 standard", &format!("[policies]\n{lines}\n{stored}"))
    };
    installs(&old, &device("4150 = 1"), &by("open"));
    expect(&old, &device("4150 = 0"), &by("open"), Refused, Gate::Signature);
    expect(&old, &device(""), &by("open"), Unknown, Gate::Signature);
}

#[test]
fn a_signature_that_does_not_hold_is_refused() {
    use provsmith::judge::{PackageFacts, Payload, Signature};
    let facts = PackageFacts::of_document(Signature::Bad(vec!["the digest is another".into()]));
    let text = String::from_utf8(bytes(POLICY)).unwrap();
    let source = provsmith::finding::Source::new("settings.cab", text);
    let case = Case::of_document(source, Some(Payload::Package(facts))).unwrap();
    expect(&case, &spc("wm6.1 standard", 8), &by("open"), Refused, Gate::Signature);
}

#[test]
fn what_is_revoked_is_refused_signed_or_not() {
    // https://learn.microsoft.com/en-us/previous-versions/aa458966(v=msdn.10)
    let mut content = Cursor::new(Vec::new());
    Package::of_document(PackageKind::Cab, bytes(DIRECT_PUSH)).unwrap().write(&mut content).unwrap();
    let content = content.into_inner();
    let digest = provsmith::terms::Thumbprint::of_der(&content);
    let device = profile("wm6.1 standard", &format!("revoked = [\"{digest}\"]\n[policies]\n4122 = 1\n"));
    let case = read("a.cab", PackageKind::Cab, content);
    expect(&case, &device, &by("open"), Refused, Gate::Revocation);
    installs(&case, &policies("wm6.1 standard", "4122 = 1"), &by("open"));
    let root = format!(
        "revoked = [\"{ROOT}\"]\n[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n"
    );
    let device = profile("wm6.1 standard", &root);
    expect(&signed(cab(POLICY)), &device, &by("open"), Refused, Gate::Revocation);
}

#[test]
fn a_pocket_pc_of_2003_looks_at_no_signature_and_reads_no_compressed_cpf() {
    // https://learn.microsoft.com/en-us/previous-versions/aa457906(v=msdn.10)
    installs(&cab(POLICY), &profile("wm2003 professional", ""), &by("open"));
    // A Smartphone of 2003 does.
    expect(&cab(DIRECT_PUSH), &profile("wm2003 standard", ""), &by("open"), Asks, Gate::Prompt);
    // https://learn.microsoft.com/en-us/previous-versions/ms889557(v=msdn.10)
    let compressed = || {
        let mut content = Cursor::new(Vec::new());
        let mut package = Package::of_document(PackageKind::Cpf, bytes(DIRECT_PUSH)).unwrap();
        package.packing = provsmith::cabinet::Packing::MsZip;
        package.write(&mut content).unwrap();
        read("a.cpf", PackageKind::Cpf, content.into_inner())
    };
    expect(&compressed(), &profile("wm2003 classic", ""), &by("open"), Refused, Gate::Release);
    let said = says(&signed(compressed()), &spc("wm5 classic", 8), &by("open"));
    assert_eq!(said.verdict, Unknown);
    assert!(said.reason.contains("ms889557") && said.reason.contains("bb737398"), "{}", said.reason);
    installs(&signed(compressed()), &spc("wm6 classic", 8), &by("open"));
    installs(&signed(compressed()), &spc("wm5 standard", 8), &by("open"));
}

#[test]
fn a_cpf_shows_no_dialog_and_a_yes_about_a_cab_is_remembered() {
    // https://www.easymanua.ls/motorola/mc909x/manual?p=213
    let said = installs(&signed(cpf(POLICY)), &spc("wm6.1 standard", 8), &by("open"));
    assert!(said.remarks.iter().any(|remark| remark.contains("inbox")), "{:?}", said.remarks);
    // https://learn.microsoft.com/en-us/previous-versions/aa458966(v=msdn.10)
    let said = says(&cab(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("open"));
    assert!(said.remarks.iter().any(|remark| remark.contains("remembered")), "{:?}", said.remarks);
}

#[test]
fn unsigned_on_standard_has_the_mask_of_4101_on_6_5_too() {
    // The page is that of 6.5: https://learn.microsoft.com/en-us/previous-versions/bb416355(v=msdn.10)
    expect(&cab(POLICY), &profile("wm6.5 standard", ""), &by("open"), Refused, Gate::Settings);
    // With one tier declared, the sources disagree.
    let one_tier = policies("wm6.1 standard", "4123 = 1");
    expect(&cab(POLICY), &one_tier, &by("open"), Unknown, Gate::Settings);
}

#[test]
fn an_entry_of_spc_whose_roles_are_not_known_makes_the_answer_unknown_and_its_role_is_asked_for() {
    let entry = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = \"unknown\"\n");
    let device = profile("wm6.1 standard", &entry);
    for text in [DIRECT_PUSH, POLICY] {
        let judgement = expect(&signed(cab(text)), &device, &by("http"), Unknown, Gate::Settings);
        assert!(judgement.to_know.iter().any(|said| said.contains(ROOT)), "{:?}", judgement.to_know);
    }
}

#[test]
fn a_certificate_of_the_chain_in_spc_that_is_not_its_root_may_not_count() {
    // That what is looked up is a root: https://learn.microsoft.com/en-us/previous-versions/bb202995(v=winembedded.60)
    let leaf = "00".repeat(20);
    let entry = |thumbprint: &str| {
        format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{thumbprint}\"\nrole = 8\n")
    };
    let alone = profile("wm6.1 standard", &entry(&leaf));
    let said = expect(&signed(cab(POLICY)), &alone, &by("open"), Unknown, Gate::Signature);
    assert!(said.reason.contains("not its root"), "{said:#?}");
    assert!(said.changes.iter().any(|change| change.to_string().contains("store the root")), "{said:#?}");
    let both = profile("wm6.1 standard", &(entry(&leaf) + &entry(ROOT)));
    installs(&signed(cab(POLICY)), &both, &by("open"));
}

#[test]
fn that_a_chain_is_in_another_store_is_said_where_spc_does_not_have_it() {
    // https://learn.microsoft.com/en-us/archive/blogs/windowsmobile/what-are-the-certificate-stores
    let entry = format!("[[certificate]]\nstore = \"ROOT\"\nthumbprint = \"{ROOT}\"\n");
    let said = says(&signed(cab(POLICY)), &profile("wm6.1 standard", &entry), &by("open"));
    let told = said.changes.iter().any(|change| change.to_string().contains("in ROOT, where its chain is"));
    assert!(told, "{said:#?}");
}

#[test]
fn where_each_of_several_certificates_covers_a_document_it_does_not_matter_which_counts() {
    let entry = |thumbprint: &str, role| {
        format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{thumbprint}\"\nrole = {role}\n")
    };
    let device = profile("wm6.1 standard", &(entry(&"00".repeat(20), 16) + &entry(ROOT, 8)));
    // Open to manager and authenticated user, and to the manager alone.
    let said = installs(&signed(cab(DIRECT_PUSH)), &device, &by("open"));
    assert_eq!(said.base.unwrap().possible.bits(), 24);
    expect(&signed(cab(POLICY)), &device, &by("open"), Unknown, Gate::Settings);
}
