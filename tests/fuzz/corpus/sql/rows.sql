insert into `a``b` values (1,'a\'b',"ann@site.test",0x41,NULL),
(-2.5e3,N'x',E'\n','4111 1111 1111 1111',now());
insert into `a``b` values (1,'a\'b',"ann@site.test",0x41,NULL),
(-2.5e3,N'x',E'\n','4111 1111 1111 1111',now());
insert into `a``b` values (1,'a\'b',"ann@site.test",0x41,NULL),
(-2.5e3,N'x',E'\n','4111 1111 1111 1111',now());
