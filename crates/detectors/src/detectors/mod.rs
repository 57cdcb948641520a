//! The detectors in code, from special to general. A new one is a file here and its two lines below; a test
//! compares the list with the folder.

mod ae_emirates_id;
mod ar_cuit;
mod at_svnr;
mod au_abn;
mod au_acn;
mod au_medicare;
mod au_tfn;
mod aws_access_key;
mod bank_account_number;
mod basic_auth_url;
mod be_nrn;
mod bg_egn;
mod bic;
mod br_cnpj;
mod br_cpf;
mod br_pis;
mod btc_address;
mod ca_business_number;
mod ca_ohip;
mod ca_postal_code;
mod ca_sin;
mod card_expiry;
mod card_security_code;
mod card_track;
mod ch_ahv;
mod cl_rut;
mod cn_resident_id;
mod co_nit;
mod connection_string;
mod cz_rodne_cislo;
mod date_of_birth;
mod de_bsnr;
mod de_id_card;
mod de_kvnr;
mod de_lanr;
mod de_rvnr;
mod de_steuer_id;
mod de_vat;
mod device_imei;
mod dk_cpr;
mod ee_isikukood;
mod email_address;
mod es_cif;
mod es_dni;
mod es_nie;
mod eth_address;
mod fi_hetu;
mod fr_nir;
mod fr_siren;
mod fr_siret;
mod generic_secret;
mod geo_coordinates;
mod google_service_account;
mod gr_afm;
mod gr_amka;
mod health_plan_number;
mod hk_id_card;
mod hr_oib;
mod hu_taj;
mod hu_tax_id;
mod iban;
mod icd10_code;
mod ie_pps;
mod il_teudat_zehut;
mod in_aadhaar;
mod in_epic;
mod in_gstin;
mod in_ifsc;
mod in_pan;
mod in_passport;
mod in_vehicle;
mod ip_address;
mod it_codice_fiscale;
mod it_partita_iva;
mod jp_my_number;
mod json_web_key;
mod json_web_token;
mod kr_rrn;
mod lt_asmens_kodas;
mod lv_personas_kods;
mod mac_address;
mod medical_record_number;
mod mx_curp;
mod mx_rfc;
mod my_nric;
mod ng_nin;
mod nl_bsn;
mod no_fodselsnummer;
mod nz_ird;
mod passport_number;
pub(crate) mod payment_card;
mod person_name;
mod pgpass_password;
mod phone_number;
mod pl_nip;
mod pl_pesel;
mod private_key;
mod professional_licence;
mod pt_nif;
mod ro_cnp;
mod ru_inn;
mod ru_snils;
mod se_personnummer;
mod sg_nric;
mod sg_uen;
mod street_address;
mod th_national_id;
mod tr_tckn;
mod travel_document_mrz;
mod tw_national_id;
mod ua_rnokpp;
mod uk_bank_account;
mod uk_driving_licence;
mod uk_nhs_number;
mod uk_nino;
mod uk_passport;
mod uk_postcode;
mod uk_sort_code;
mod uk_utr;
mod uk_vat;
mod us_aba_routing;
mod us_atin;
mod us_bank_account;
mod us_cusip;
mod us_dea;
mod us_driver_licence;
mod us_ein;
mod us_itin;
mod us_mbi;
mod us_npi;
mod us_passport;
mod us_ssn;
mod vehicle_vin;
mod wallet_seed_phrase;
mod za_id_number;

use crate::{spec::Spec, words::Words};

/// Words whose absence around a candidate ends its detector's look at it, before anything dearer.
pub(crate) static EARLY: &[&Words] = &[
    &us_ssn::WORDS,
    &geo_coordinates::WORDS,
    &date_of_birth::WORDS,
    &phone_number::WORDS,
];

pub(crate) static ALL: &[&Spec] = &[
    &payment_card::SPEC,
    &iban::SPEC,
    &us_ssn::SPEC,
    // United States
    &us_itin::SPEC,
    &us_atin::SPEC,
    &us_ein::SPEC,
    &us_aba_routing::SPEC,
    &us_bank_account::SPEC,
    &us_npi::SPEC,
    &us_dea::SPEC,
    &us_mbi::SPEC,
    &us_passport::SPEC,
    &us_driver_licence::SPEC,
    &us_cusip::SPEC,
    // Germany
    &de_steuer_id::SPEC,
    &de_rvnr::SPEC,
    &de_kvnr::SPEC,
    &de_id_card::SPEC,
    &de_vat::SPEC,
    &de_lanr::SPEC,
    &de_bsnr::SPEC,
    // United Kingdom
    &uk_nino::SPEC,
    &uk_nhs_number::SPEC,
    &uk_utr::SPEC,
    &uk_driving_licence::SPEC,
    &uk_passport::SPEC,
    &uk_sort_code::SPEC,
    &uk_bank_account::SPEC,
    &uk_postcode::SPEC,
    &uk_vat::SPEC,
    // France
    &fr_nir::SPEC,
    &fr_siren::SPEC,
    &fr_siret::SPEC,
    // Spain
    &es_dni::SPEC,
    &es_nie::SPEC,
    &es_cif::SPEC,
    // Italy
    &it_codice_fiscale::SPEC,
    &it_partita_iva::SPEC,
    // Netherlands
    &nl_bsn::SPEC,
    // Belgium
    &be_nrn::SPEC,
    // Portugal
    &pt_nif::SPEC,
    // Ireland
    &ie_pps::SPEC,
    // Sweden
    &se_personnummer::SPEC,
    // Finland
    &fi_hetu::SPEC,
    // Norway
    &no_fodselsnummer::SPEC,
    // Denmark
    &dk_cpr::SPEC,
    // Poland
    &pl_pesel::SPEC,
    &pl_nip::SPEC,
    // Czechia and Slovakia
    &cz_rodne_cislo::SPEC,
    // Romania
    &ro_cnp::SPEC,
    // Bulgaria
    &bg_egn::SPEC,
    // Croatia
    &hr_oib::SPEC,
    // Greece
    &gr_afm::SPEC,
    &gr_amka::SPEC,
    // Hungary
    &hu_taj::SPEC,
    &hu_tax_id::SPEC,
    // Austria
    &at_svnr::SPEC,
    // Switzerland
    &ch_ahv::SPEC,
    // Estonia, Lithuania and Latvia
    &ee_isikukood::SPEC,
    &lt_asmens_kodas::SPEC,
    &lv_personas_kods::SPEC,
    // India
    &in_aadhaar::SPEC,
    &in_pan::SPEC,
    &in_gstin::SPEC,
    &in_ifsc::SPEC,
    &in_epic::SPEC,
    &in_passport::SPEC,
    &in_vehicle::SPEC,
    // Australia
    &au_tfn::SPEC,
    &au_abn::SPEC,
    &au_acn::SPEC,
    &au_medicare::SPEC,
    // New Zealand
    &nz_ird::SPEC,
    // Canada
    &ca_sin::SPEC,
    &ca_ohip::SPEC,
    &ca_business_number::SPEC,
    &ca_postal_code::SPEC,
    // Brazil
    &br_cpf::SPEC,
    &br_cnpj::SPEC,
    &br_pis::SPEC,
    // Mexico
    &mx_curp::SPEC,
    &mx_rfc::SPEC,
    // Argentina, Chile and Colombia
    &ar_cuit::SPEC,
    &cl_rut::SPEC,
    &co_nit::SPEC,
    // China, Taiwan and Hong Kong
    &cn_resident_id::SPEC,
    &tw_national_id::SPEC,
    &hk_id_card::SPEC,
    // Japan and Korea
    &jp_my_number::SPEC,
    &kr_rrn::SPEC,
    // Southeast Asia
    &sg_nric::SPEC,
    &sg_uen::SPEC,
    &th_national_id::SPEC,
    &my_nric::SPEC,
    // Africa and the Middle East
    &za_id_number::SPEC,
    &ng_nin::SPEC,
    &tr_tckn::SPEC,
    &il_teudat_zehut::SPEC,
    &ae_emirates_id::SPEC,
    // Russia and Ukraine
    &ru_snils::SPEC,
    &ru_inn::SPEC,
    &ua_rnokpp::SPEC,
    // Of all countries
    &vehicle_vin::SPEC,
    &device_imei::SPEC,
    &medical_record_number::SPEC,
    &health_plan_number::SPEC,
    &icd10_code::SPEC,
    &bank_account_number::SPEC,
    &passport_number::SPEC,
    &professional_licence::SPEC,
    &bic::SPEC,
    &geo_coordinates::SPEC,
    &mac_address::SPEC,
    &btc_address::SPEC,
    &eth_address::SPEC,
    &travel_document_mrz::SPEC,
    &card_track::SPEC,
    // Beside a card
    &card_security_code::SPEC,
    &card_expiry::SPEC,
    // Everywhere
    &email_address::SPEC,
    &date_of_birth::SPEC,
    &phone_number::SPEC,
    &person_name::SPEC,
    &street_address::SPEC,
    &ip_address::SPEC,
    &google_service_account::SPEC,
    &private_key::SPEC,
    &json_web_key::SPEC,
    &aws_access_key::SPEC,
    &json_web_token::SPEC,
    &connection_string::SPEC,
    &basic_auth_url::SPEC,
    &pgpass_password::SPEC,
    &wallet_seed_phrase::SPEC,
    &generic_secret::SPEC,
];

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/detectors");
        let mut on_disk: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "mod.rs")
            .collect();
        on_disk.sort();
        let mut listed: Vec<String> = super::ALL.iter().map(|spec| format!("{}.rs", spec.id)).collect();
        listed.sort();
        assert_eq!(on_disk, listed);
    }
}
