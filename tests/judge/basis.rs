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
