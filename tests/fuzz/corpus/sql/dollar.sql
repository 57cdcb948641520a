CREATE FUNCTION f() AS $body$ SELECT 'ann@site.test' $body$;
UPDATE p SET card = '4111 1111 1111 1111' WHERE id = 1;
COPY p FROM stdin;
a\tb	\N
