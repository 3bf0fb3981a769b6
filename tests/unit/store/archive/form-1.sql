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
INSERT INTO public.alembic_version VALUES ('1');
INSERT INTO public.attachment VALUES ('a', 3, '\x0c190b0bd05851b42f8fd57632ba651fc9742a3e10238201167355aa986341f2cfa1');
INSERT INTO public.attachment VALUES ('a', 4, '\x045dbc86637963e3dec3b900127dfa2b9144967713e3cbad5f63105f34a74cc79dd9');
INSERT INTO public.attachment VALUES ('a', 6, '\x11d59293119bcdddd841108692bef272e32520bcd19e4948097bb7b9a5f915533553');
INSERT INTO public.attachment VALUES ('a', 7, '\xc19538cd4210e67e6d646897437f2c24a858dc2156dcc0e83ad21f36e27554104a7d');
INSERT INTO public.attachment VALUES ('a', 9, '\x23177789a37c277fca84d5aee24b5958a2c09c30904b912cc10ebd3ffe274cfdea3d');
INSERT INTO public.attachment VALUES ('a', 10, '\x36c2356d17f7f28d905c94015278ce40094bf4807dfe16339947acfdaf142e32873e');
INSERT INTO public.content VALUES ('d1', '\xed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73', '\x636f6e74656e74');
INSERT INTO public.data_key VALUES ('a', 'W13BH-2QCRZ', '1cd1a93ad5932f44', '\x35d10160707e9b4ad205406e2ace93d901116418a79b06e94904e01cb74ab022619d605150cadf3f123e59894aa2419a7c518bc60459d4a6f3434a45');
INSERT INTO public.data_key VALUES ('b', 'DPNS2-NJRS1', '5f1206892d2d1824', '\x26daafa9cfafa84a3e5eb597a0c534e6f7cf51b0307f3a3a1aa90ca9a9a9091962a509d70f153eb1e62c89a3fc31aef8f5121222c5584e2839b5ee50');
INSERT INTO public.event VALUES ('a', 1, 'W13BH-2QCRZ', 1, '2026-11-29T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'store.admitted', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 1, 1, '\x79e8c264c93498e9a6c8100dcb91011cabb0ac4b79ac1837e2090d50dba4c2', NULL, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x9de9fe946ecc2068135a92927f9e1ff75e64303167971aab13dffda50ef286cb');
INSERT INTO public.event VALUES ('a', 2, 'NPZND-1073H', 1, '2026-11-29T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'store.admitted', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\x5f1e00009f89b1e1d8721696f882a789c1b708989aa8fd38110a2d26', NULL, '\x9de9fe946ecc2068135a92927f9e1ff75e64303167971aab13dffda50ef286cb', '\xac6ea9084047d250643979b41b43e15c40e1a18b4e402b26837e59358da48f74');
INSERT INTO public.event VALUES ('a', 3, 'W13BH-2QCRZ', 2, '2026-11-27T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\x45ddecabb4f3246b1f17fd2bf5386e9b4b8cfb0b08ce73ec1b60b4d8f74c92851ec100bd92', '\xfda9ec654181198e3d63666e2d4f5d4b2dfc733f74dc862400d1c7dded23d046', '\xac6ea9084047d250643979b41b43e15c40e1a18b4e402b26837e59358da48f74', '\x0083e7be0d88e0e2e3f318afddf5aa957a1b73ff7bb908630bd76c42cb763600');
INSERT INTO public.event VALUES ('a', 4, 'W13BH-2QCRZ', 3, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\x0cfbd838417146845eebb3b67caa371b5b6b5c5c81c5b0ca12bef28038923cab4d4215234f', '\x6af82caa7579a57743d53bb850ff56df58779107b1dee14f24aa003d5ebd5230', '\x0083e7be0d88e0e2e3f318afddf5aa957a1b73ff7bb908630bd76c42cb763600', '\xec519585034f22517a4b75c40957431c9f68fad210c832a6cee379900f25e243');
INSERT INTO public.event VALUES ('a', 5, 'NPZND-1073H', 2, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 1, 1, '\xc4089823db4648fa16868c460601b3c639a6d60ac694cf9c899303b373066d273f290e2ec3', NULL, '\xec519585034f22517a4b75c40957431c9f68fad210c832a6cee379900f25e243', '\x908f4c7a16d173b7b9b4e0d94c2b0cb9ac36fba933dba099db5f98fd7edaf27d');
INSERT INTO public.event VALUES ('a', 6, 'W13BH-2QCRZ', 4, '2026-11-27T08:00:00.000000+00:00', '2026-11-29T09:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\xaa6591dd580edf6cc7b5dd0dccb8adcc3aef154c45b0475ffd84db3064db7a500f1d29c5ee', '\x3be6eb1ddb2bc8fbc4c731b1ed52d2e8ff80b4481ec1301d383e457164d13f37', '\x908f4c7a16d173b7b9b4e0d94c2b0cb9ac36fba933dba099db5f98fd7edaf27d', '\xd3b04b44a64783700fa3560a44408696667202d17817411abf3acf3b538c70f7');
INSERT INTO public.event VALUES ('a', 7, 'W13BH-2QCRZ', 5, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T09:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\xe3304d82916706205e98823cb6b9fb0bcb1565d244cd689be40e15841f4546b0ae503f4ac2', '\x9fc732042cfc9d87b54283df903280481e64f32e18f5de0e8358a64474aad562', '\xd3b04b44a64783700fa3560a44408696667202d17817411abf3acf3b538c70f7', '\x3fedd9231da37f4a7d4b6f3ff97834749e40d25b6225fbc7a2e4cf7d14246ed2');
INSERT INTO public.event VALUES ('a', 8, 'NPZND-1073H', 3, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T09:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 1, 1, '\x51a091eb7990e9d3b4b92d5fcae3a9ec0c74d1ec9e2d93dc0128d9367fcb7e9f1fdf6e7331', NULL, '\x3fedd9231da37f4a7d4b6f3ff97834749e40d25b6225fbc7a2e4cf7d14246ed2', '\x5910e0bf9e1bb4cbde3b67c4b2fb3a029ecd57f3be0deb2b0d9ed36946024a21');
INSERT INTO public.event VALUES ('a', 9, 'W13BH-2QCRZ', 6, '2026-11-27T08:00:00.000000+00:00', '2026-11-29T10:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\x0830c62ad3cca74aa4a15defab2a64b5a32c308ed478c91cb670ca1b855e8c2e91ac75ccc6', '\xf945b8c631083f4684623cce2d27b8a5cf41d9919fc307aeff363b7b46c7d58b', '\x5910e0bf9e1bb4cbde3b67c4b2fb3a029ecd57f3be0deb2b0d9ed36946024a21', '\x77018b30fc923da1ad676062cc9418ca40943e986bb605874ec3e3fba9123390');
INSERT INTO public.event VALUES ('a', 10, 'W13BH-2QCRZ', 7, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T10:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\xcab5542456a0288113000e5c3c111c6b155a00228e6c31017d19711bfc66f80e17dc3fb6ef', '\xf124d8a11b7e0a458144b63ee8282f94b894b28a81252320aa6017fb2d4d0622', '\x77018b30fc923da1ad676062cc9418ca40943e986bb605874ec3e3fba9123390', '\xeaa5665bf8746cfd8cbdde72b53bd789dba4028a7042074456acec8974d74d51');
INSERT INTO public.event VALUES ('a', 11, 'NPZND-1073H', 4, '2026-11-28T08:00:00.000000+00:00', '2026-11-29T10:00:00.000000+00:00', 'dr.a', '', 'score', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 1, 1, '\x14350fc98153954bdc9a6de54f54d4a025ed801766e1531dd6e948d48ab28c600964bf288b', NULL, '\xeaa5665bf8746cfd8cbdde72b53bd789dba4028a7042074456acec8974d74d51', '\x95b2ea7004b808905ae06c1932239c0b028a257f2041cc863b3ea454466d99e0');
INSERT INTO public.event VALUES ('a', 12, 'NPZND-1073H', 5, '2026-11-29T12:00:00.000000+00:00', '2026-11-29T12:00:00.000000+00:00', 'dr.a', '', 'store.erased', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 0, '\x61736b656420666f72', NULL, '\x95b2ea7004b808905ae06c1932239c0b028a257f2041cc863b3ea454466d99e0', '\x63800fd17556eee8d94ac1d9a7d0b43f741c14594bb070199790c6ed57217cfb');
INSERT INTO public.event VALUES ('b', 1, 'DPNS2-NJRS1', 1, '2026-11-29T08:00:00.000000+00:00', '2026-11-29T08:00:00.000000+00:00', 'dr.a', '', 'store.admitted', '0.1.0', 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 'test/1', 0, 1, '\x1cd542861a4e4b1676a1e410c8314e6466ddc2cab41a5802d4a92988', NULL, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x1ab5f3815cfb9d35a17b43fe74cf1e380699a59d6cdca9b8b40178e92b466977');
INSERT INTO public.patient VALUES ('a', 'W13BH-2QCRZ', 7, '2026-11-29T10:00:00.000000+00:00', 1, NULL);
INSERT INTO public.patient VALUES ('a', 'NPZND-1073H', 5, '2026-11-29T12:00:00.000000+00:00', 2, '2026-11-29T12:00:00.000000+00:00');
INSERT INTO public.patient VALUES ('b', 'DPNS2-NJRS1', 1, '2026-11-29T08:00:00.000000+00:00', 1, NULL);
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
