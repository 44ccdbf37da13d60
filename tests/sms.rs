//! Short messages: those that others made are read, and written as they wrote them; parts come together in any order.
#![allow(clippy::unwrap_used)]

mod common;

use common::corpus;
use proptest::collection::vec;
use proptest::prelude::*;
use provsmith::push::sms::{
    self, DataCoding, Delivery, Form, Ports, Reference, ReferenceChoice, References, ShortMessage, UserData,
    cut, join, smpp, tpdu,
};
use serde_json::Value;

fn vectors(kind: &str) -> Vec<Value> {
    let Some(corpus) = corpus() else { return Vec::new() };
    let text = std::fs::read_to_string(corpus.join("push/sms.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()[kind].as_array().unwrap().clone()
}

fn octets(vector: &Value, key: &str) -> Option<Vec<u8>> {
    vector.get(key).map(|text| hex::decode(text.as_str().unwrap()).unwrap())
}

/// As the vectors were made.
fn delivery() -> Delivery {
    Delivery {
        service_centre: Some("+15550000000".parse().unwrap()),
        validity: Some("5m".parse().unwrap()),
        ..Delivery::to("+15551230001".parse().unwrap())
    }
}

#[test]
fn short_messages_are_written_as_other_programs_write_them() {
    let all = vectors("sms");
    let parts = |prefix: &str| -> Vec<&Value> {
        all.iter().filter(|vector| vector["id"].as_str().unwrap().starts_with(prefix)).collect()
    };
    for (prefix, reference) in [
        ("sms-si-1of1", Reference::Short(0)),
        ("sms-prov-8bitref", Reference::Short(0xA5)),
        ("sms-prov-16bitref", Reference::Long(0x12A5)),
    ] {
        let vectors = parts(prefix);
        let push: Vec<u8> = vectors.iter().flat_map(|vector| octets(vector, "ud").unwrap()).collect();
        let delivery = Delivery { reference: ReferenceChoice::Given(reference), ..delivery() };
        let written = if vectors.is_empty() {
            Vec::new()
        } else {
            delivery.parts(&push, &mut References::default()).unwrap()
        };
        assert_eq!(written.len(), vectors.len(), "{prefix}");
        for (part, vector) in written.into_iter().zip(vectors) {
            let deliver = delivery.deliver(part.clone(), "2026-11-20T12:00:00Z".parse().unwrap()).encode();
            assert_eq!(deliver.hexadecimal().to_lowercase(), vector["deliver"].as_str().unwrap());
            let submit = delivery.submit(part).encode();
            assert_eq!(submit.hexadecimal().to_lowercase(), vector["submit"].as_str().unwrap());
            assert_eq!(submit.length, submit.octets.len() - 8);
        }
    }
    for vector in parts("sms-gnokii-si") {
        let read = tpdu::decode(&octets(vector, "submit").unwrap()).unwrap();
        let delivery =
            Delivery { service_centre: None, data_coding: DataCoding::OctetsForDevice, ..delivery() };
        let submit = delivery.submit(read.user_data).encode();
        assert_eq!(submit.hexadecimal().to_lowercase(), vector["submit"].as_str().unwrap());
        assert_eq!(format!("AT+CMGS={}", submit.length), vector["at"].as_str().unwrap());
    }
}

#[test]
fn short_messages_of_other_programs_are_read_with_and_without_the_address_of_a_centre() {
    for vector in vectors("sms") {
        let id = &vector["id"];
        for (key, form) in [("submit", Form::Submit), ("deliver", Form::Deliver)] {
            let Some(pdu) = octets(&vector, key) else { continue };
            let read = tpdu::decode(&pdu).unwrap_or_else(|error| panic!("{id}: {error}"));
            let peer = if form == Form::Submit { &read.to } else { &read.from };
            assert_eq!(
                (read.form, peer.as_ref().unwrap().to_string().as_str()),
                (form, "+15551230001"),
                "{id}"
            );
            assert_eq!(read.user_data.ports, Some(Ports { destination: 2948, source: 9200 }), "{id}");
            let Some(data) = octets(&vector, "ud") else { continue };
            assert_eq!(
                (read.user_data.data.as_slice(), read.user_data.header()),
                (data.as_slice(), octets(&vector, "udh").unwrap())
            );
            assert_eq!(pdu[read.data_at..], data, "{id}");
            assert_eq!(read.service_centre.as_ref().unwrap().to_string(), "+15550000000");
            let bare = tpdu::decode(&pdu[8..]).unwrap();
            assert_eq!(
                bare,
                ShortMessage { service_centre: None, data_at: read.data_at - 8, ..read },
                "{id}"
            );
        }
    }
    for vector in vectors("sms").iter().filter(|vector| vector["id"] == "sms-gammu-wapindicator") {
        let all = [octets(vector, "udh").unwrap(), octets(vector, "ud").unwrap()].concat();
        let (user_data, at) = UserData::read(&all).unwrap();
        assert_eq!((user_data.part.unwrap().total, at), (1, 12));
    }
}

#[test]
fn messages_of_a_short_message_centre_are_read() {
    let read: Vec<(String, Result<ShortMessage, smpp::DecodeError>)> = vectors("smpp")
        .iter()
        .map(|vector| {
            (vector["id"].as_str().unwrap().to_owned(), smpp::decode(&octets(vector, "pdu").unwrap()))
        })
        .collect();
    for (id, message) in &read {
        if id == "smpp-bind" {
            let error = message.as_ref().unwrap_err();
            assert_eq!((error.at, &error.fault), (4, &smpp::DecodeFault::Command(9)));
            continue;
        }
        let message = message.as_ref().unwrap_or_else(|error| panic!("{id}: {error}"));
        let sender = if id == "smpp-si" { "1234" } else { "12345" };
        assert_eq!(message.from.as_ref().unwrap().to_string(), sender);
        assert_eq!(message.to.as_ref().unwrap().to_string(), "+15551230001");
        assert_eq!(message.user_data.ports.unwrap().destination, 2948);
    }
    let parts: Vec<&ShortMessage> = read
        .iter()
        .filter(|(id, _)| id.starts_with("smpp-prov"))
        .map(|(_, message)| message.as_ref().unwrap())
        .collect();
    for chain in join(parts) {
        assert_eq!(hex::encode(chain.whole().unwrap()).get(..12), Some("01062f1f2db6"));
    }
}

#[test]
fn a_submit_sm_is_read_as_it_was_written() {
    let delivery = Delivery {
        from: Some("1234".parse().unwrap()),
        validity: Some("24h".parse().unwrap()),
        ..delivery()
    };
    let part = delivery.parts(b"push", &mut References::default()).unwrap().remove(0);
    let fields = delivery.submit_sm(&part);
    assert_eq!((fields.esm_class, fields.data_coding, fields.sm_length), (0x40, 4, 11));
    assert_eq!((fields.source_addr_ton, fields.dest_addr_ton, fields.dest_addr_npi), (0, 1, 1));
    assert_eq!(fields.validity_period, "000001000000000R");
    assert_eq!(serde_json::to_value(&fields).unwrap()["short_message"], "0605040B8423F070757368");
    let pdu = fields.encode(7);
    assert_eq!(smpp::length(&pdu), Some(pdu.len()));
    let read = smpp::decode(&pdu).unwrap();
    assert_eq!((read.user_data, read.form), (part, Form::SubmitSm));
    assert_eq!(read.from.unwrap().to_string(), "1234");
}

#[test]
fn parts_that_a_centre_counts_by_parameters_are_read() {
    // Ports and parts beside the data instead of in a header before them (SMPP 3.4, sections 5.3.2.20 to 24).
    let fields = "000000040000000000000001\
        00 0000 00 0101 313535353132333030303100 00 0000 00 00 0000 04 00 02 0106 \
        020A0002 23F0 020B0002 0B84 020C0002 00A5 020E0001 02 020F0001 01";
    let fields = hex::decode(fields.replace(' ', "")).unwrap();
    let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
    let message = smpp::decode(&[length.as_slice(), &fields].concat()).unwrap();
    let part = message.user_data.part.unwrap();
    assert_eq!((part.reference, part.total, part.number), (Reference::Long(0xA5), 2, 1));
    assert_eq!((message.user_data.ports, message.user_data.data), (Some(Ports::default()), vec![1, 6]));
}

#[test]
fn a_broken_short_message_is_told_with_the_octet_where_it_breaks() {
    let pdu = "07915155000000f051000b915155210300f1000400100605040b8423f0010601b6030b6a0045";
    assert!(tpdu::decode(&hex::decode(pdu).unwrap()).is_ok());
    for (changed, at, reason) in [
        (pdu.replace("000400", "000000"), 19, "data coding 00"),
        (pdu.replace("000400", "000800"), 19, "data coding 08"),
        (pdu[..pdu.len() - 2].to_owned(), 37, "ends in the middle of the user data"),
        (format!("{pdu}00"), 38, "more octets behind the end"),
        (pdu.replace("00100605", "00100705"), 30, "ends in the middle of an element"),
        (pdu.replace("0605040b", "0605030b"), 23, "3 octets instead of 4"),
        (pdu.replace("0605040b8423f0", "050003a5020306"), 23, "part 3 of 2"),
        (pdu.replace("f051", "f053"), 8, "neither"),
        (pdu.replace("0b91", "2b91"), 10, "length 43"),
        (pdu.replace("21030", "2f030"), 12, "no address"),
    ] {
        let error = tpdu::decode(&hex::decode(&changed).unwrap()).unwrap_err();
        assert!(error.to_string().contains(reason), "{changed}: {error}");
        assert_eq!(error.at, at, "{changed}: {error}");
    }
}

/// The parts of a push as messages that came from somewhere.
fn messages(push: &[u8], delivery: &Delivery, references: &mut References) -> Vec<ShortMessage> {
    let parts = delivery.parts(push, references).unwrap();
    parts.into_iter().map(|part| tpdu::decode(&delivery.submit(part).encode().octets).unwrap()).collect()
}

#[test]
fn two_pushes_to_one_number_never_share_a_reference_in_one_run() {
    let mut references = References::default();
    let delivery = delivery();
    let all: Vec<ShortMessage> =
        (0..200_u8).flat_map(|byte| messages(&[byte; 300], &delivery, &mut references)).collect();
    let joined = join(all.iter().rev());
    assert_eq!(joined.len(), 200);
    let mut bytes: Vec<u8> = joined.iter().map(|chain| chain.whole().unwrap()[0]).collect();
    bytes.sort_unstable();
    assert_eq!(bytes, (0..200).collect::<Vec<u8>>());
}

#[test]
fn missing_parts_are_named() {
    let messages = messages(&[1; 500], &delivery(), &mut References::default());
    let chains = join([&messages[3], &messages[1], &messages[1]]);
    assert_eq!((chains.len(), chains[0].missing(), chains[0].whole()), (1, vec![1, 3], None));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_come_together_in_any_order(
        pushes in vec(vec(any::<u8>(), 0..2000), 1..5),
        is_long in any::<bool>(),
        order in vec(any::<prop::sample::Index>(), 64),
    ) {
        let size = if is_long { sms::ReferenceSize::Long } else { sms::ReferenceSize::Short };
        let delivery = Delivery { reference: ReferenceChoice::Derived(size), ..delivery() };
        let mut references = References::default();
        let mut all: Vec<ShortMessage> =
            pushes.iter().flat_map(|push| messages(push, &delivery, &mut references)).collect();
        for (at, other) in order.iter().enumerate().take(all.len()) {
            let other = other.index(all.len());
            all.swap(at, other);
        }
        let mut joined: Vec<Vec<u8>> = join(&all).iter().map(|chain| chain.whole().unwrap()).collect();
        let mut sent = pushes.clone();
        joined.sort();
        sent.sort();
        // The same push twice to one number is told apart as little as a message that is sent twice.
        prop_assert_eq!(joined, sent);
    }

    #[test]
    fn user_data_are_read_as_they_were_written(
        push in vec(any::<u8>(), 0..1000),
        destination in any::<u16>(),
        source in any::<u16>(),
        reference in any::<u16>(),
    ) {
        for reference in [Reference::Long(reference), Reference::Short(reference.to_be_bytes()[1])] {
            for part in cut(&push, Ports { destination, source }, reference).unwrap() {
                let (read, at) = UserData::read(&part.octets()).unwrap();
                prop_assert_eq!(at, part.header().len());
                prop_assert_eq!(read, part);
            }
        }
    }
}
