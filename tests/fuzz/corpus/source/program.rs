let a = r#"ann@site.test"#; const B: &'static str = "4111 1111 1111 1111\
  x"; let c = 'c';
