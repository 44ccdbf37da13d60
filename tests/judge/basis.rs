//! Never more certain than what it rests on.

use super::support::*;

#[test]
fn an_answer_is_as_sure_as_its_weakest_fact() {
    let queried = "4097 = { value = 1, from = \"queried\" }";
    let basis =
        |lines| installs(&document(POLICY), &policies("wm6.1 professional", lines), &by("rapi-xml")).basis;
    assert_eq!(basis(queried), Some(Basis::Queried));
    assert_eq!(basis("4097 = 1"), Some(Basis::Declared));
    let restricted = "4097 = { value = 2, from = \"queried\" }\n4119 = 16";
    assert_eq!(basis(restricted), Some(Basis::Declared));
    let default = installs(&document(POLICY), &profile("wm6.1 classic", ""), &by("rapi-xml"));
    assert_eq!(default.basis, Some(Basis::Documented));
}

#[test]
fn only_a_fact_that_decides_counts_as_grounds() {
    // Operator is manager by what the author declares; what policy 4120 does by default changes nothing.
    let device = policies("wm6.1 standard", "4119 = 4\n4141 = 256\n4111 = 256\n4132 = 1\n");
    let said = installs(&document(POLICY), &device, &from("cp-netwpin", 256));
    assert_eq!(said.basis, Some(Basis::Declared), "{said:#?}");
    // Who is manager already needs no policy that adds roles.
    assert_eq!(
        installs(&document(POLICY), &policies("wm6.1 standard", "4097 = 1"), &by("rapi-xml")).basis,
        Some(Basis::Declared)
    );
    // What is refused for want of a role rests on the policy that might have given it.
    let device = policies("wm6.1 standard", "4097 = 2\n");
    let said = expect(&document(POLICY), &device, &by("rapi-xml"), Refused, Gate::Settings);
    assert_eq!(said.basis, Some(Basis::Documented));
    assert!(said.reason.ends_with("policy 4119 adds none"), "{}", said.reason);
    let device = policies("wm6.1 standard", "4097 = 2\n4119 = 128\n");
    let said = expect(&document(POLICY), &device, &by("rapi-xml"), Refused, Gate::Settings);
    assert_eq!(said.basis, Some(Basis::Declared));
}

#[test]
fn the_fact_that_an_answer_rests_on_is_named() {
    let entry = |device: &Profile| {
        let catalogue = provsmith::catalogue::Catalogue::builtin();
        provsmith::judge::Entry::judged(&cab(DIRECT_PUSH), device, &by("open"), &catalogue).to_string()
    };
    let said = entry(&policies("wm6.1 standard", "4101 = 16\n"));
    assert!(said.contains("asks, by documented defaults"), "{said}");
    assert!(
        said.contains("prompt: policy 4122 has the user asked about what is unsigned (documented)"),
        "{said}"
    );
    let said = entry(&policies("wm6.1 standard", "4101 = 16\n4122 = 0\n"));
    assert!(said.contains("asks, by declared facts") && !said.contains("documented"), "{said}");
}
