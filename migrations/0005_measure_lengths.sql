-- How many days a measure had taken, where it tells: one element of the array a measure, as in
-- the arrays beside it. Rows of older code have none; they are written anew.

ALTER TABLE trajectory_facts ADD COLUMN lengths integer[] NOT NULL DEFAULT '{}';
