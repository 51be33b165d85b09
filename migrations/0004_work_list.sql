-- What is to be done, by trajectory: written with the other rows of the trajectory. The rows hold
-- for any day: `visible_from` says from which day on somebody should look.

CREATE TABLE work_list
(
    region        text NOT NULL,
    trajectory_id uuid NOT NULL,
    task          text NOT NULL,
    -- Months after leaving, for a follow-up; 0 for other tasks.
    month         integer NOT NULL,
    since         date NOT NULL,
    visible_from  date NOT NULL,
    until         date,
    PRIMARY KEY (region, trajectory_id, task, month)
);

CREATE INDEX work_list_by_day ON work_list (region, visible_from);
