-- Who said that two are not the same person, and for which organisation: it takes a finding away from others.
ALTER TABLE not_same_person
    ADD COLUMN said_by  uuid,
    ADD COLUMN said_for text;
