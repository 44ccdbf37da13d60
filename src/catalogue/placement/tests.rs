use super::{Access, Document, Message, NodeMatch, Operation, Placement, ProviderMatch};
use crate::catalogue::Catalogue;
use crate::document::{syncml, wap, xml};
use crate::finding::Source;

fn wap(text: &str) -> Document {
    let parsed = wap::parse(&Source::new("test", text), &xml::Limits::default());
    parsed.model.expect("the test's document is one")
}

fn syncml(text: &str) -> Message {
    let parsed = syncml::parse(&Source::new("test", text), &xml::Limits::default());
    parsed.model.expect("the test's message is one")
}

/// Path and what is known of each element, a line each.
fn summary(placement: &Placement<'_>) -> Vec<String> {
    placement
        .items
        .iter()
        .map(|item| format!("{}: {}", item.names().join("/"), outline(&item.node)))
        .collect()
}

fn outline(node: &NodeMatch<'_>) -> String {
    match node {
        NodeMatch::Root => "root".into(),
        NodeMatch::Known(node) => format!("known {}", node.path),
        NodeMatch::CaseDiffers(misspelt) => format!("case {}", misspelt.documented),
        NodeMatch::BlankAround(misspelt) => format!("blank {}", misspelt.documented),
        NodeMatch::Malformed(malformed) => {
            format!("malformed {} {:?}", malformed.node.path, malformed.nearest)
        }
        NodeMatch::WrongShape(node) => format!("shape {}", node.path),
        NodeMatch::WrongLevel { node, .. } => format!("level {}", node.path),
        NodeMatch::Unknown { nearest, complete } => format!("unknown {nearest:?} {complete}"),
        NodeMatch::BelowUnknown => "below unknown".into(),
    }
}

#[test]
fn each_element_has_its_node_also_behind_a_slip() {
    let document = wap(r#"<wap-provisioningdoc>
        <characteristic type="Sync">
          <characteristic type="Settings">
            <parm name="HeartbeatMin" value="480"/>
            <parm name="HeartbeatMin " value="480"/>
            <parm name="heartbeatmax" value="480"/>
            <parm name="HeartbaetDefault" value="480"/>
          </characteristic>
          <characteristic type="Setings"><parm name="HeartbeatMin" value="1"/></characteristic>
          <parm name="HeartbeatMin" value="1"/>
          <parm name="Settings" value="1"/>
        </characteristic>
        <characteristic type="Sinc"><parm name="X"/></characteristic>
        <characteristic type="sync"><characteristic type="Settings"/></characteristic>
      </wap-provisioningdoc>"#);
    let catalogue = Catalogue::builtin();
    let placement = Placement::of_wap(&document, &catalogue);
    assert_eq!(
        summary(&placement),
        [
            ": root",
            "Settings: known Settings",
            "Settings/HeartbeatMin: known Settings/HeartbeatMin",
            "Settings/HeartbeatMin : blank HeartbeatMin",
            "Settings/heartbeatmax: case HeartbeatMax",
            "Settings/HeartbaetDefault: unknown Some(\"HeartbeatDefault\") false",
            "Setings: unknown Some(\"Settings\") false",
            "Settings/HeartbeatMin: known Settings/HeartbeatMin",
            "HeartbeatMin: level Settings/HeartbeatMin",
            "Settings: shape Settings",
            ": root",
            "X: unknown None false",
            ": root",
            "Settings: known Settings",
        ]
    );
    assert!(matches!(placement.items[0].provider(), ProviderMatch::Known(_)));
    assert!(matches!(placement.items[10].provider(), ProviderMatch::Unknown { nearest: Some("Sync") }));
    assert!(matches!(placement.items[12].provider(), ProviderMatch::CaseDiffers(_)));
    assert_eq!(catalogue.loaded(), ["Sync"]);
    assert_eq!(placement.inside(1).count(), 4);
    assert_eq!(placement.innermost().count(), 9);
}

#[test]
fn the_application_is_told_by_its_id_wherever_it_stands() {
    let document = wap(r#"<wap-provisioningdoc version="1.1">
        <characteristic type="APPLICATION">
          <parm name="ADDR" value="https://example.com"/>
          <parm name="APPID" value="w7"/>
          <characteristic type="APPAUTH"><parm name="AAUTHTYPE" value="BASIC"/></characteristic>
        </characteristic>
        <characteristic type="APPLICATION"><parm name="APPID" value="w99"/></characteristic>
      </wap-provisioningdoc>"#);
    let catalogue = Catalogue::builtin();
    let placement = Placement::of_wap(&document, &catalogue);
    assert_eq!(outline(&placement.items[4].node), "known APPAUTH/AAUTHTYPE");
    let ProviderMatch::UnknownVariant(variants) = &placement.items[5].provider() else {
        panic!("{:?}", placement.items[5].provider());
    };
    let value = variants.value.map(|value| value.value.as_str());
    assert_eq!((variants.parm, value), ("APPID", Some("w99")));
    assert_eq!(variants.known.len(), 6);
    assert_eq!(outline(&placement.items[6].node), "below unknown");
}

#[test]
fn a_provider_for_oma_dm_only_is_found_in_its_nested_form_and_said_to_be_so() {
    let document = wap(r#"<wap-provisioningdoc>
        <characteristic type="SwMgmt"><characteristic type="Download"><characteristic type="Pkg1">
          <parm name="PkgURL" value="https://example.com/a.cab"/>
        </characteristic></characteristic></characteristic>
      </wap-provisioningdoc>"#);
    let catalogue = Catalogue::builtin();
    let placement = Placement::of_wap(&document, &catalogue);
    assert!(matches!(placement.items[0].provider(), ProviderMatch::Above(_)));
    assert_eq!(
        summary(&placement),
        [": root", ": root", "Pkg1: known {Package}", "Pkg1/PkgURL: known {Package}/PkgURL"]
    );
    assert!(placement.items[1..].iter().all(
        |item| matches!(item.provider(), ProviderMatch::OtherProtocol(provider) if provider.name == "Download")
    ));
    assert_eq!(placement.items[3].parent, Some(2));
}

#[test]
fn an_address_is_placed_like_nested_groups() {
    let message = syncml(
        r#"<SyncML xmlns="SYNCML:SYNCML1.2"><SyncBody>
        <Add><CmdID>1</CmdID>
          <Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/Pkg1/PkgURL</LocURI></Target><Data>https://a.example/</Data></Item>
          <Item><Target><LocURI>./Vendor/MSFT/Sync/settings/HeartbeatMin</LocURI></Target><Data>480</Data></Item>
          <Item><Target><LocURI>./Vendor/MSFT/Sync/Setings/HeartbeatMin</LocURI></Target><Data>480</Data></Item>
        </Add>
        <Exec><CmdID>2</CmdID>
          <Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/Pkg1/Operations/DownloadInstall</LocURI></Target></Item>
        </Exec>
        <Get><CmdID>3</CmdID>
          <Item><Target><LocURI>./Vendor/MSFT/Snyc/Settings</LocURI></Target></Item>
          <Item><Target><LocURI>./Vendor/MSFT</LocURI></Target></Item>
          <Item><Target><LocURI>./Vendor/MSFT/FileOperation/x?list=Struct</LocURI></Target></Item>
        </Get>
        <Final/></SyncBody></SyncML>"#,
    );
    let catalogue = Catalogue::builtin();
    let placement = Placement::of_syncml(&message, &catalogue);
    assert_eq!(
        summary(&placement),
        [
            "Pkg1/PkgURL: known {Package}/PkgURL",
            "settings/HeartbeatMin: case ./Vendor/MSFT/Sync/Settings/HeartbeatMin",
            "Setings: unknown Some(\"Settings\") false",
            "Settings/HeartbeatMin: known Settings/HeartbeatMin",
            "Pkg1/Operations/DownloadInstall: known {Package}/Operations/DownloadInstall",
            ": root",
            "Settings: known Settings",
            ": root",
            "x: known {Path+}",
        ]
    );
    assert_eq!(placement.items[4].operation, Operation::Execute);
    assert!(matches!(placement.items[5].provider(), ProviderMatch::Unknown { nearest: Some("Sync") }));
    assert!(matches!(placement.items[7].provider(), ProviderMatch::Above(_)));
    assert!(matches!(placement.items[8].provider(), ProviderMatch::OtherProtocol(_)));
    assert_eq!(placement.items[0].accesses(), [Access::Add]);
}

#[test]
fn every_operation_of_a_document_is_told_apart() {
    let document = wap(r#"<wap-provisioningdoc>
        <characteristic type="Registry">
          <nocharacteristic type="HKLM\Software\X"/>
          <characteristic type="HKLM\Software\Y">
            <noparm name="a"/><parm-query name="b"/><parm name="" value="c" datatype="string"/>
          </characteristic>
        </characteristic>
        <characteristic-query type="CM_NetEntries" recursive="true"/>
      </wap-provisioningdoc>"#);
    let catalogue = Catalogue::builtin();
    let placement = Placement::of_wap(&document, &catalogue);
    let operations: Vec<Operation> = placement.items.iter().map(|item| item.operation).collect();
    use Operation::{Query, Remove, Set};
    assert_eq!(operations, [Set, Remove, Set, Remove, Query, Set, Query]);
    assert!(placement.items.iter().all(|item| matches!(item.node, NodeMatch::Root | NodeMatch::Known(_))));
    assert_eq!(
        placement.items[5].attribute("datatype").map(|found| found.value.value.as_str()),
        Some("string")
    );
    assert_eq!(
        placement.items[6].attribute("recursive").map(|found| found.value.value.as_str()),
        Some("true")
    );
}
