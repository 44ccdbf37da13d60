//! What is said to make an artifact pass, makes it pass.

use provsmith::catalogue::Catalogue;
use provsmith::judge::Change;
use provsmith::terms::{Channel, Thumbprint};

use super::support::*;

/// Judges again with a change made.
fn with(change: &Change, case: &Case, profile: &Profile, delivery: &Delivery) -> Judgement {
    let (case, profile, delivery) = change.made(case, profile, delivery);
    judge(&case, &profile, &delivery, &Catalogue::builtin())
}

#[test]
fn advice_that_is_followed_leads_to_a_yes_on_every_channel_and_device() {
    let two = format!(
        "[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n\
         [[certificate]]\nstore = \"SPC\"\nthumbprint = \"{}\"\nrole = 16\n",
        "00".repeat(20)
    );
    let settings = [
        "",
        "[policies]\n4101 = 0\n4122 = 1\n2 = 1\n",
        "[policies]\n4097 = 0\n4119 = 0\n4120 = 0\n",
        "[policies]\n4124 = 0\n4108 = 2048\n4109 = 3072\n4110 = 0\n4111 = 3732\n4141 = 256\n4132 = 1\n",
        "dm-role = \"authenticated-user\"\nrevoked = [\"DC62BE1BE94303C10BFF4828CBA8741E611F98C4\"]\n",
        two.as_str(),
    ];
    let grant = policy(4119, "144");
    let texts = [DIRECT_PUSH, POLICY, &format!("{grant}{POLICY}")];
    let mut cases: Vec<Case> = texts.iter().map(|text| document(text)).collect();
    for text in texts {
        cases.extend([cab(text), cpf(text), signed(cab(text)), signed(cpf(text))]);
    }
    cases.push(document(POLICY).in_wbxml());
    let (mut given, mut judged) = (0, 0);
    for release in ["wm2003", "wm6.1"] {
        for (class, lines) in
            ["classic", "standard"].into_iter().flat_map(|class| settings.map(|lines| (class, lines)))
        {
            // Policies that a release does not have are left out.
            let text = format!("release = \"{release}\"\nclass = \"{class}\"\n{lines}");
            let path = std::path::Path::new("device.toml");
            let Ok(device) = Profile::parse(path, text, &Catalogue::builtin()) else { continue };
            for channel in Channel::ALL {
                let http = "http://mdm.example.com/a.cpf".to_owned();
                let link = Some(http).filter(|_| channel == Channel::Sl);
                let delivery = Delivery { link, ..Delivery::by(channel) };
                for case in &cases {
                    let judgement = says(case, &device, &delivery);
                    judged += 1;
                    for change in &judgement.changes {
                        let then = with(change, case, &device, &delivery);
                        assert!(
                            matches!(then.verdict, Installs | Asks),
                            "{channel} {device:?}\n{change}\n{judgement:#?}\n{then:#?}"
                        );
                        given += 1;
                    }
                }
            }
        }
    }
    assert!(judged > 1500 && given > 200, "{judged} judged, {given} given");
}

#[test]
fn where_two_entries_of_spc_disagree_one_mask_for_both_is_advised() {
    let leaf: Thumbprint = "00".repeat(20).parse().unwrap();
    let device = |leaf_role: u32| {
        profile(
            "wm6.1 standard",
            &format!(
                "[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n\
                 [[certificate]]\nstore = \"SPC\"\nthumbprint = \"{leaf}\"\nrole = {leaf_role}\n"
            ),
        )
    };
    let package = signed(cab(POLICY));
    let said = expect(&package, &device(16), &by("open"), Unknown, Gate::Settings);
    assert!(
        said.changes.iter().any(|change| change.said().contains("one role mask, manager (8)")),
        "{said:#?}"
    );
    installs(&package, &device(8), &by("open"));
}

#[test]
fn what_another_gate_would_refuse_is_advised_with_what_opens_that_too_or_not_at_all() {
    // The card must start its launcher, and the signature must have the role.
    let device = policies("wm6.1 standard", "2 = 1\n4119 = 0\n");
    let said = expect(&cab(POLICY), &device, &by("card"), Refused, Gate::Autorun);
    assert!(
        said.changes.iter().any(|change| change.said().contains("policy 2 to 0; then sign it")),
        "{said:#?}"
    );
    // Nobody but the image sets what can only be read.
    let read_only = r#"<characteristic type="DevInfo"><parm name="DevId" value="a"/></characteristic>"#;
    let said = says(&document(read_only), &profile("wm6.5 standard", ""), &by("rapi-xml"));
    assert_eq!((said.verdict, said.changes.as_slice()), (Refused, &[][..]));
}

#[test]
fn what_must_be_found_out_is_no_advice() {
    let said = expect(&cab(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("dm"), Unknown, Gate::Account);
    assert!(said.to_know.iter().any(|unknown| unknown.contains("dm-role")), "{said:#?}");
    assert!(!said.changes.iter().any(|change| change.said().contains("say in the profile")), "{said:#?}");
    // How a push comes is known to its sender, whatever it links to.
    let said = says(&cab(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("sl"));
    assert!(said.to_know.iter().any(|unknown| unknown.contains("--origin")), "{said:#?}");
}
