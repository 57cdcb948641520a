CREATE TABLE people (id int, `email` text);
INSERT INTO people (id, email) VALUES (1, 'ann@site.test'), (2, 'O''Hara');
COPY people (id, email) FROM stdin;
3	ann@site.test
\.
-- 4111 1111 1111 1111
/* open