-- The hub of KetaChart, version 1. Run by `ketachart hub init` as the owner of the database,
-- within one transaction; the role keta_device is there already.
--
-- The hub keeps sealed segments of each workstation's log and cannot read them. A workstation has a
-- role of its own. It may add to its own log, carry what others wrote, and read what belongs to
-- its clinic; nobody but the owner can change or delete anything.

CREATE SCHEMA keta;

CREATE TABLE keta.version (
  version     integer     NOT NULL PRIMARY KEY CHECK (version > 0),
  upgraded_at timestamptz NOT NULL DEFAULT now()
);

-- Which role is which workstation. For row security only: which workstation is to be trusted stands
-- in the clinics' own signed logs, where the owner of a hub has no say.
CREATE TABLE keta.device (
  site        uuid        NOT NULL,
  device      text        COLLATE "C" NOT NULL
              CHECK (device ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  role_name   name        NOT NULL UNIQUE,
  enrolled_at timestamptz NOT NULL DEFAULT now(),
  revoked_at  timestamptz,
  PRIMARY KEY (site, device)
);

-- The tip's hash stands in the key, so that a forged or forked segment never keeps the true one out.
-- No statement crosses clinics: site leads every key, and divides the table.
CREATE TABLE keta.segment (
  site        uuid        NOT NULL,
  device      text        COLLATE "C" NOT NULL
              CHECK (device ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  first_seq   bigint      NOT NULL CHECK (first_seq > 0),
  last_seq    bigint      NOT NULL,
  prev_hash   bytea       NOT NULL CHECK (octet_length(prev_hash) = 32),
  tip_hash    bytea       NOT NULL CHECK (octet_length(tip_hash) = 32),
  tip_sig     bytea       NOT NULL CHECK (octet_length(tip_sig) = 64),
  fmt         smallint    NOT NULL CHECK (fmt > 0),
  sealed      bytea       NOT NULL CHECK (octet_length(sealed) BETWEEN 29 AND 16777216),
  received_at timestamptz NOT NULL DEFAULT now(),
  pushed_by   name        NOT NULL DEFAULT session_user,
  CHECK (last_seq >= first_seq AND last_seq - first_seq < 65536),
  PRIMARY KEY (site, device, last_seq, tip_hash)
) PARTITION BY HASH (site);

-- What couriers and others bring of a workstation that is not their own. It stands apart, so that
-- what a workstation itself said can be told from what is only reported of it.
CREATE TABLE keta.relay (LIKE keta.segment INCLUDING ALL) PARTITION BY HASH (site);

DO $$
BEGIN
  FOR part IN 0..31 LOOP
    EXECUTE format('CREATE TABLE keta.segment_%1$s PARTITION OF keta.segment '
                   'FOR VALUES WITH (MODULUS 32, REMAINDER %1$s)', part);
    EXECUTE format('CREATE TABLE keta.relay_%1$s PARTITION OF keta.relay '
                   'FOR VALUES WITH (MODULUS 32, REMAINDER %1$s)', part);
    -- Sealed bytes do not compress; trying to costs time.
    EXECUTE format('ALTER TABLE keta.segment_%s ALTER sealed SET STORAGE EXTERNAL', part);
    EXECUTE format('ALTER TABLE keta.relay_%s ALTER sealed SET STORAGE EXTERNAL', part);
  END LOOP;
END
$$;

-- Who is asking: by the role that logged in, which SET ROLE does not change. Nothing for a role
-- that was never enrolled or is revoked, and from then on also in sessions that are open.
CREATE FUNCTION keta.my_site() RETURNS uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$ SELECT d.site FROM keta.device AS d
        WHERE d.role_name = session_user AND d.revoked_at IS NULL $$;

CREATE FUNCTION keta.my_device() RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$ SELECT d.device FROM keta.device AS d
        WHERE d.role_name = session_user AND d.revoked_at IS NULL $$;

-- The bell carries nothing: any role can listen to any channel.
CREATE FUNCTION keta.ring() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  PERFORM pg_notify('keta_' || replace(arrived.site::text, '-', ''), '')
    FROM (SELECT DISTINCT site FROM arrivals) AS arrived;
  RETURN NULL;
END
$$;

CREATE TRIGGER bell AFTER INSERT ON keta.segment REFERENCING NEW TABLE AS arrivals
  FOR EACH STATEMENT EXECUTE FUNCTION keta.ring();
CREATE TRIGGER bell AFTER INSERT ON keta.relay REFERENCING NEW TABLE AS arrivals
  FOR EACH STATEMENT EXECUTE FUNCTION keta.ring();

ALTER TABLE keta.segment ENABLE ROW LEVEL SECURITY;
ALTER TABLE keta.relay ENABLE ROW LEVEL SECURITY;

-- The sub-selects are worked out once for a statement, not once for a row.
CREATE POLICY reading ON keta.segment FOR SELECT TO keta_device
  USING (site = (SELECT keta.my_site()));
CREATE POLICY adding ON keta.segment FOR INSERT TO keta_device
  WITH CHECK (site = (SELECT keta.my_site()) AND device = (SELECT keta.my_device())
              AND pushed_by = session_user);
CREATE POLICY reading ON keta.relay FOR SELECT TO keta_device
  USING (site = (SELECT keta.my_site()));
CREATE POLICY adding ON keta.relay FOR INSERT TO keta_device
  WITH CHECK (site = (SELECT keta.my_site()) AND device <> (SELECT keta.my_device())
              AND pushed_by = session_user);

REVOKE ALL ON ALL TABLES IN SCHEMA keta FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA keta FROM PUBLIC;
GRANT USAGE ON SCHEMA keta TO keta_device;
GRANT EXECUTE ON FUNCTION keta.my_site(), keta.my_device() TO keta_device;
GRANT SELECT ON keta.version, keta.segment, keta.relay TO keta_device;
-- Not received_at and not pushed_by: those the hub itself says.
GRANT INSERT (site, device, first_seq, last_seq, prev_hash, tip_hash, tip_sig, fmt, sealed)
  ON keta.segment, keta.relay TO keta_device;

INSERT INTO keta.version (version) VALUES (1);
