SELECT pg_catalog.set_config('search_path', '', false);
CREATE FUNCTION public.attachment_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF EXISTS (SELECT 1 FROM attachment WHERE clinic = NEW.clinic AND seq = NEW.seq) THEN RAISE EXCEPTION 'something is attached to this event already'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.attachment_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'what is attached to an event is never changed or deleted'; END $$;
CREATE FUNCTION public.content_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF EXISTS (SELECT 1 FROM content WHERE digest = NEW.digest) THEN RAISE EXCEPTION 'something is kept by this digest already'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.content_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'what is kept by its digest is never changed or deleted'; END $$;
CREATE FUNCTION public.data_key_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF EXISTS (SELECT 1 FROM patient WHERE clinic = NEW.clinic AND patient = NEW.patient AND erased IS NOT NULL) THEN RAISE EXCEPTION 'an erased patient gets no key again'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.event_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event WHERE clinic = NEW.clinic) OR NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM event WHERE clinic = NEW.clinic AND patient = NEW.patient) OR NEW.previous <> coalesce((SELECT hash FROM event WHERE clinic = NEW.clinic AND seq = NEW.seq - 1), decode(repeat('00', 32), 'hex')) THEN RAISE EXCEPTION 'an event follows the last of its clinic and of its patient, and holds on to its hash'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.event_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'an event is never changed or deleted: write another that corrects it'; END $$;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.attachment (
    clinic text NOT NULL,
    seq bigint NOT NULL,
    content bytea NOT NULL
);
CREATE TABLE public.content (
    digest text NOT NULL,
    sha256 bytea NOT NULL,
    content bytea NOT NULL
);
CREATE TABLE public.data_key (
    clinic text NOT NULL,
    patient text NOT NULL,
    wrapped_by text NOT NULL,
    wrapped bytea NOT NULL
);
ALTER TABLE ONLY public.data_key ALTER COLUMN wrapped SET STATISTICS 0;
CREATE TABLE public.event (
    clinic text NOT NULL,
    seq bigint NOT NULL,
    patient text NOT NULL,
    version bigint NOT NULL,
    at text NOT NULL,
    written text NOT NULL,
    by text NOT NULL,
    on_behalf_of text NOT NULL,
    kind text NOT NULL,
    package text NOT NULL,
    knowledge text NOT NULL,
    form text NOT NULL,
    identifies integer NOT NULL,
    sealed integer NOT NULL,
    payload bytea NOT NULL,
    attached_hash bytea,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT event_yes_or_no CHECK (((identifies = ANY (ARRAY[0, 1])) AND (sealed = ANY (ARRAY[0, 1]))))
);
CREATE TABLE public.patient (
    clinic text NOT NULL,
    patient text NOT NULL,
    version bigint NOT NULL,
    written text NOT NULL,
    admitted bigint NOT NULL,
    erased text
);
INSERT INTO public.alembic_version VALUES ('2');
INSERT INTO public.attachment VALUES ('a', 3, '\x98290ad6fbf2e5b34149e7ab5d618aab8efa5c257e797c3178b324b6a779d150a73a');
INSERT INTO public.attachment VALUES ('a', 4, '\x008b32a428b8e9b9557bc4f4d67986031bd91bb441d53159daed1dc941b0ffb3c247');
INSERT INTO public.attachment VALUES ('a', 6, '\x99a9f6fa4bce4e5d6d160c7662ea572bea01cf8d58819b2dcd8f5f53b16f45229051');
INSERT INTO public.attachment VALUES ('a', 7, '\x98bd49234c2f9f65ced10bb49aa351a4b23f5b0e8e1a002cc79c8e8504dd2ffa6bcb');
INSERT INTO public.attachment VALUES ('a', 9, '\x370778e39c8f8483bd24480b7d1e833e8c21f8872a27042915f4a6407c3894536d1b');
INSERT INTO public.attachment VALUES ('a', 10, '\x65957ac2304e154a8852c7ab7e38eb7a822f86c2ebde2a043a2ed102e4f8cd451c3d');
INSERT INTO public.content VALUES ('d1', '\xed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73', '\x636f6e74656e74');
INSERT INTO public.data_key VALUES ('a', 'C595S-8Y9XQ', '1cd1a93ad5932f44', '\xcac5ba5567a68882d0d958a588d815cb53913c6d11c96fbfb8fe60ee6ff161b6a3cb9b28c9e80c594e5268becae876d682cf3ff2e18b3aab858662bc');
INSERT INTO public.data_key VALUES ('b', 'HW9X5-4VRWT', '5f1206892d2d1824', '\xba229ce445d42d90754945af47fb6c65bf6f8f54be1023a968e7993f97bcc2f24dd68c9d299c0defa1b9cc134429d33570624ad5aaee54e0d229c4cd');
INSERT INTO public.event VALUES ('a', 1, 'C595S-8Y9XQ', 1, '2026-11-29T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'store.admitted', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 1, 1, '\x361f06652f1d31c23448b1d72686be3f7d9f94c818e58e8144f7de3c5f6da0', NULL, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x86f6cae0469fb15b5b0b591c05a34958dbeb8451c1beb05882f2845e744d104b');
INSERT INTO public.event VALUES ('a', 2, 'VZD90-3D6J8', 1, '2026-11-29T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'store.admitted', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\xf986948b9fe643d5e5571c1de0bf021ecdaa6282a45a7b76d2248689', NULL, '\x86f6cae0469fb15b5b0b591c05a34958dbeb8451c1beb05882f2845e744d104b', '\x1559e517f0366c1866936699a06df8467150732a5fdd233644498c6346e62381');
INSERT INTO public.event VALUES ('a', 3, 'C595S-8Y9XQ', 2, '2026-11-27T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\xaead313f8bffba6127f2accf6742ec3b7a19bdc67213d6a017349dbe2eea2e318cff0d820a', '\xd21d1a1014d679f47d6d9f562f9eb8990d2666522649120aeb88d9f9efbdc655', '\x1559e517f0366c1866936699a06df8467150732a5fdd233644498c6346e62381', '\x8c35a60bf7c982e1bb3827a051c8737124c028d3e8c58eec365a90655c7e5076');
INSERT INTO public.event VALUES ('a', 4, 'C595S-8Y9XQ', 3, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\x103ca89fa59c27c265b336a6870476cd7bfc9d639423af7b9c1128e06f8f58438c86cfb289', '\xf0ae6ffd37b9a17266a94d2b4019fae69119f7207f21d219e795392b307a9d3f', '\x8c35a60bf7c982e1bb3827a051c8737124c028d3e8c58eec365a90655c7e5076', '\xcb9b039e51d09e2edccf920fb53671c5e1c6bbefd10f4edb6e43bed97c4ff301');
INSERT INTO public.event VALUES ('a', 5, 'VZD90-3D6J8', 2, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 1, 1, '\x5a3e62efcd8a2a590f7e827e3b0dd7172511e0f319c7511bdb5368c717cfbb742e6a56a5f6', NULL, '\xcb9b039e51d09e2edccf920fb53671c5e1c6bbefd10f4edb6e43bed97c4ff301', '\x104b1c8d8e3b2499f081b9ec8c2b64c9cd534cb1793bca43f6ee98d6f25a96a4');
INSERT INTO public.event VALUES ('a', 6, 'C595S-8Y9XQ', 4, '2026-11-27T08:00:00.000000+00:00', '2026-11-29T09:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\x821899065fe7cb94bec8d82d6da3af83a5772aad5105750b40c8f3f30760688996f12e40f4', '\xdc8495410177645d62fba6e573320c490640c21ea0ad6eef70f22cb0b5723213', '\x104b1c8d8e3b2499f081b9ec8c2b64c9cd534cb1793bca43f6ee98d6f25a96a4', '\x4d7d376a4aa443a4e651e0347d51642bfb11c5748fd6e5f926f30939e9e81731');
INSERT INTO public.event VALUES ('a', 7, 'C595S-8Y9XQ', 5, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T09:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\xd191223764075ff52a5335329dc0a441edba862e5b75575e3d8e2695f08fc51ec8367511b4', '\xdda4d197a042278b3dc017f795fda7077d94141a1721c138cdfd31bd9b4eb2d8', '\x4d7d376a4aa443a4e651e0347d51642bfb11c5748fd6e5f926f30939e9e81731', '\xd1321d2bba1c187eaaf36e1cb5495817eb5e5352ba2838ca13643a199a5c5fb5');
INSERT INTO public.event VALUES ('a', 8, 'VZD90-3D6J8', 3, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T09:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 1, 1, '\x4b1e29c1bd7948ff5cdc3c0122d7144c23014930bd02b07f4a1cf2c6c2db29d28259f35926', NULL, '\xd1321d2bba1c187eaaf36e1cb5495817eb5e5352ba2838ca13643a199a5c5fb5', '\x0157a2941bfa29a544e843613543bc4cdfd29de148d4e4a231e99518fa029242');
INSERT INTO public.event VALUES ('a', 9, 'C595S-8Y9XQ', 6, '2026-11-27T08:00:00.000000+00:00', '2026-11-29T10:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\xca16bd089eabafc7d9915010ae98cac5ccbb88d2644b1dd47b1c82521bb56e1bb27a55f340', '\x274b4c9688964d23d2256d266516c1cf79ccbe1bbd03fc0c1bd8fe5819a68f61', '\x0157a2941bfa29a544e843613543bc4cdfd29de148d4e4a231e99518fa029242', '\x4ebf47ce1dbbabe948bbcf6d66a2f7531a8843c764c7841049208881ba22f5a5');
INSERT INTO public.event VALUES ('a', 10, 'C595S-8Y9XQ', 7, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T10:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\x53006761d27eaa99047ae19e2eb606f48ee88d0eac38b4a652675535b0ffcf9b15f52f192e', '\xc2519ee514ec913b4a85ec666c2b09e9a94f01533a5d3f69c368b58540cae311', '\x4ebf47ce1dbbabe948bbcf6d66a2f7531a8843c764c7841049208881ba22f5a5', '\xf0bc79b83394003f369453ba0f19a6b04b97df632ae4a7b95cf708b0234564ef');
INSERT INTO public.event VALUES ('a', 11, 'VZD90-3D6J8', 4, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T10:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 1, 1, '\x34705a6e2379cd285d984f85fc454d87c86dd1c698d6a224e74073711e0e63191b0fc4b933', NULL, '\xf0bc79b83394003f369453ba0f19a6b04b97df632ae4a7b95cf708b0234564ef', '\x3b644b92642e4b9738519488eb1f9c73675bbd5a8dbf1ce1194fbae6f5774001');
INSERT INTO public.event VALUES ('a', 12, 'VZD90-3D6J8', 5, '2026-11-29T12:00:00.000000+00:00', '2026-11-29T12:00:00.000000+00:00', 'dr.a', '', 'store.erased', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 0, '\x61736b656420666f72', NULL, '\x3b644b92642e4b9738519488eb1f9c73675bbd5a8dbf1ce1194fbae6f5774001', '\x5aa95ef95e44f3f9a42892b2adafb22f67b778e1aee4fa3340835b319c8a284f');
INSERT INTO public.event VALUES ('b', 1, 'HW9X5-4VRWT', 1, '2026-11-29T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'store.admitted', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\x86fdfda7a38548c3a38d3a441fb1b4c736ec4cb0f0c3e64d00c77167', NULL, '\x0000000000000000000000000000000000000000000000000000000000000000', '\xb488432c1bdafc7f32ac18ad94b83e5b00ee048ef7f3c9641501b9915a5c3145');
INSERT INTO public.patient VALUES ('a', 'C595S-8Y9XQ', 7, '2026-11-29T10:00:00.000000+00:00', 1, NULL);
INSERT INTO public.patient VALUES ('a', 'VZD90-3D6J8', 5, '2026-11-29T12:00:00.000000+00:00', 2, '2026-11-29T12:00:00.000000+00:00');
INSERT INTO public.patient VALUES ('b', 'HW9X5-4VRWT', 1, '2026-11-29T08:00:00.000000+00:00', 1, NULL);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_pkey PRIMARY KEY (clinic, seq);
ALTER TABLE ONLY public.content
    ADD CONSTRAINT content_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.data_key
    ADD CONSTRAINT data_key_pkey PRIMARY KEY (clinic, patient);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_of_patient UNIQUE (clinic, patient, version);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (clinic, seq);
ALTER TABLE ONLY public.patient
    ADD CONSTRAINT patient_pkey PRIMARY KEY (clinic, patient);
CREATE TRIGGER attachment_follows BEFORE INSERT ON public.attachment FOR EACH ROW EXECUTE FUNCTION public.attachment_follows();
ALTER TABLE public.attachment ENABLE ALWAYS TRIGGER attachment_follows;
CREATE TRIGGER attachment_no_change BEFORE DELETE OR UPDATE ON public.attachment FOR EACH ROW EXECUTE FUNCTION public.attachment_stays();
ALTER TABLE public.attachment ENABLE ALWAYS TRIGGER attachment_no_change;
CREATE TRIGGER attachment_no_truncate BEFORE TRUNCATE ON public.attachment FOR EACH STATEMENT EXECUTE FUNCTION public.attachment_stays();
ALTER TABLE public.attachment ENABLE ALWAYS TRIGGER attachment_no_truncate;
CREATE TRIGGER content_follows BEFORE INSERT ON public.content FOR EACH ROW EXECUTE FUNCTION public.content_follows();
ALTER TABLE public.content ENABLE ALWAYS TRIGGER content_follows;
CREATE TRIGGER content_no_change BEFORE DELETE OR UPDATE ON public.content FOR EACH ROW EXECUTE FUNCTION public.content_stays();
ALTER TABLE public.content ENABLE ALWAYS TRIGGER content_no_change;
CREATE TRIGGER content_no_truncate BEFORE TRUNCATE ON public.content FOR EACH STATEMENT EXECUTE FUNCTION public.content_stays();
ALTER TABLE public.content ENABLE ALWAYS TRIGGER content_no_truncate;
CREATE TRIGGER data_key_follows BEFORE INSERT ON public.data_key FOR EACH ROW EXECUTE FUNCTION public.data_key_follows();
ALTER TABLE public.data_key ENABLE ALWAYS TRIGGER data_key_follows;
CREATE TRIGGER event_follows BEFORE INSERT ON public.event FOR EACH ROW EXECUTE FUNCTION public.event_follows();
ALTER TABLE public.event ENABLE ALWAYS TRIGGER event_follows;
CREATE TRIGGER event_no_change BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.event_stays();
ALTER TABLE public.event ENABLE ALWAYS TRIGGER event_no_change;
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.event_stays();
ALTER TABLE public.event ENABLE ALWAYS TRIGGER event_no_truncate;
ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attached_to FOREIGN KEY (clinic, seq) REFERENCES public.event(clinic, seq);
