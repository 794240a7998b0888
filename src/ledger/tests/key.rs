use super::{ana, bot};
use crate::ledger::{KeyError, PublicKey, SigningKey};

#[test]
fn a_made_key_is_new_and_reads_back_from_its_own_text() {
    let key = SigningKey::generate("ana@desk").unwrap();
    assert_ne!(key.fingerprint(), SigningKey::generate("ana@desk").unwrap().fingerprint());
    let text = key.to_openssh().unwrap();
    assert!(text.starts_with("-----BEGIN OPENSSH PRIVATE KEY-----\n"), "{:?}", text.lines().next());
    assert!(text.ends_with("-----END OPENSSH PRIVATE KEY-----\n"));
    let read = SigningKey::from_openssh(&text).unwrap();
    assert_eq!(read.public(), key.public());
    assert_eq!(read.sign(b"x"), key.sign(b"x"));
    assert!(key.public().to_openssh().ends_with(" ana@desk"), "{}", key.public().to_openssh());
}

#[test]
fn a_private_key_does_not_show_in_debug_output() {
    assert_eq!(format!("{:?}", ana()), format!("SigningKey({:?})", ana().fingerprint()));
}

#[test]
fn a_public_key_reads_back_and_its_comment_does_not_matter() {
    let line = ana().public().to_openssh();
    let read = PublicKey::from_openssh(&format!("{line}\n")).unwrap();
    assert_eq!((read.to_openssh(), &read), (line, ana().public()));
    let bare = PublicKey::from_openssh(read.line()).unwrap();
    assert_eq!((&bare, bare.fingerprint()), (&read, ana().fingerprint()));
    assert_eq!(bare.to_openssh(), bare.line());
    assert_ne!(&bare, bot().public());
    assert!(bare.fingerprint().starts_with("SHA256:"));
}

#[test]
fn a_signature_is_good_for_its_bytes_its_key_and_its_spelling_only() {
    let signature = ana().sign(b"the text").unwrap();
    assert_eq!(ana().public().verify(b"the text", &signature), Ok(()));
    assert_eq!(ana().public().verify(b"the text.", &signature), Err(KeyError::WrongSignature));
    assert_eq!(bot().public().verify(b"the text", &signature), Err(KeyError::WrongSignature));
    for spelling in [format!("note\n{signature}"), signature.replace('\n', "\r\n"), signature.trim_end().to_owned()] {
        let refused = ana().public().verify(b"the text", &spelling);
        assert!(matches!(refused, Err(KeyError::BadSignature(_))), "{spelling:?}");
    }
}

#[test]
fn a_signature_made_for_something_else_is_not_one_of_an_entry() {
    let private = ssh_key::PrivateKey::from_openssh(&*ana().to_openssh().unwrap()).unwrap();
    let signature = private.sign("file", ssh_key::HashAlg::Sha512, b"the text").unwrap();
    let armored = signature.to_pem(ssh_key::LineEnding::LF).unwrap();
    assert_eq!(ana().public().verify(b"the text", &armored), Err(KeyError::WrongSignature));
}

#[test]
fn what_is_no_key_is_refused_with_a_sentence() {
    assert!(matches!(SigningKey::from_openssh("not a key"), Err(KeyError::Unreadable(_))));
    assert!(matches!(PublicKey::from_openssh("ssh-ed25519 AAAA"), Err(KeyError::Unreadable(_))));
    assert!(matches!(PublicKey::from_openssh(""), Err(KeyError::Unreadable(_))));
}
