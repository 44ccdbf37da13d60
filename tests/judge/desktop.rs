//! RAPI (<https://learn.microsoft.com/en-us/previous-versions/ms890078(v=msdn.10)>).

use super::support::*;

#[test]
fn closed_refuses_everything() {
    let device = policies("wm6.1 classic", "4097 = 0");
    expect(&document(DIRECT_PUSH), &device, &by("rapi-xml"), Refused, Gate::Desktop);
}

#[test]
fn open_is_manager() {
    let said = installs(&document(POLICY), &policies("wm6.1 professional", "4097 = 1"), &by("rapi-xml"));
    assert_eq!(said.base.unwrap().certain.bits(), 8);
}

#[test]
fn restricted_is_authenticated_user_and_on_classic_manager_by_4119() {
    // https://learn.microsoft.com/en-us/previous-versions/ms889589(v=msdn.10)
    let said = installs(&document(POLICY), &profile("wm6.1 classic", ""), &by("rapi-xml"));
    assert_eq!((said.base.unwrap().certain.bits(), effective(&said)), (16, 24));
    assert_eq!(said.roles.last().unwrap().from, "policy 4119");
    for class in ["professional", "standard"] {
        let device = profile(&format!("wm6.1 {class}"), "");
        expect(&document(POLICY), &device, &by("rapi-xml"), Refused, Gate::Settings);
        installs(&document(DIRECT_PUSH), &device, &by("rapi-xml"));
    }
}

#[test]
fn the_way_in_is_4119_with_the_authenticated_user() {
    installs(&document(POLICY), &policies("wm6.1 professional", "4119 = 144"), &by("rapi-xml"));
}

#[test]
fn where_the_default_of_4119_is_not_documented_nothing_is_promised() {
    expect(&document(POLICY), &profile("wm6 professional", ""), &by("rapi-xml"), Unknown, Gate::Settings);
}

#[test]
fn from_6_on_rapiconfig_wants_a_switch() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737283(v=msdn.10)
    let said = installs(&document(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("rapi-xml"));
    assert!(said.remarks.iter().any(|remark| remark.contains("/P")), "{:?}", said.remarks);
}

#[test]
fn the_documented_way_in_and_out_ends_with_the_desktop_shut() {
    // https://learn.microsoft.com/en-us/previous-versions/ms889589(v=msdn.10)
    let open = policies("wm6.1 professional", "4119 = 144");
    let out = document(&policy(4119, "128"));
    installs(&out, &open, &by("rapi-xml"));
    let then = after(&out, &open, &by("rapi-xml")).profile;
    expect(&document(POLICY), &then, &by("rapi-xml"), Refused, Gate::Settings);
}

#[test]
fn what_shuts_the_desktop_out_cannot_be_undone_by_it() {
    // https://learn.microsoft.com/en-us/previous-versions/aa454232(v=msdn.10)
    let open = policies("wm6.1 professional", "4097 = 1");
    let then = after(&document(&policy(4097, "0")), &open, &by("rapi-xml"));
    expect(&document(&policy(4097, "1")), &then.profile, &by("rapi-xml"), Refused, Gate::Desktop);
    assert!(then.manager.iter().all(|way| way.channel.name() != "rapi-xml"), "{:?}", then.manager);
}
