BEGIN;

-- Currencies and their prices, as they
-- were seen.
CREATE TABLE IF NOT EXISTS finance.rates (
    code        char(3) NOT NULL,
    "seen at"   timestamptz DEFAULT now(), -- not, the time asked
    price       DECIMAL(10, 2) CHECK (price > 0 AND note <> '; it''s'),
    provider_id int REFERENCES providers (id) ON DELETE CASCADE ON UPDATE SET NULL,
    CONSTRAINT one_price PRIMARY KEY (code, "seen at")
);

CREATE UNIQUE INDEX rates_latest ON finance.rates USING btree (code, "seen at" DESC);

/* The last price of each. */
CREATE OR REPLACE VIEW latest AS
SELECT DISTINCT ON (code) code, price
FROM finance.rates r
LEFT JOIN providers ON providers.id = r.provider_id;

CREATE FUNCTION forget_old() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    DELETE FROM rates WHERE "seen at" < now() - interval '1 year';
    RETURN NEW;
END;
$body$;

CREATE TRIGGER forget AFTER INSERT ON finance.rates
    FOR EACH ROW EXECUTE FUNCTION forget_old();

COMMIT;

DELIMITER //
CREATE DEFINER=`root`@`%` PROCEDURE `pay`(IN amount INT)
BEGIN
    IF amount > 0 THEN
        INSERT INTO `payments` (amount) VALUES (amount);
    END IF;
END //
DELIMITER ;

-- TODO: move to a migration
ALTER TABLE [dbo].[Invoices] ADD paid BIT
GO
CREATE PROC dbo.Unpaid AS
    SELECT * FROM dbo.Invoices
GO
