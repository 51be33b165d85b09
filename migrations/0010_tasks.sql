-- Tasks: what is to be done, each for the desk that must act. They take the place of `work_list`, whose key
-- has room for one task of a kind; programs of the version before write that until they stop, and a later
-- migration drops it. The rows are of the projection `trajectories` and hold for any day.

CREATE TABLE trajectory_tasks
(
    region           text    NOT NULL,
    generation       integer NOT NULL,
    trajectory_id    uuid    NOT NULL,
    task             text    NOT NULL,
    -- What it is about: `trajectory`, `month:6`, `referral:<id>`, and so on.
    about            text    NOT NULL,
    -- From which day on somebody should look, and the last day on which that is for this desk.
    visible_from     date    NOT NULL,
    visible_until    date,
    -- The desk. No organisation: whoever looks after the region.
    for_organisation text,
    for_worker       uuid,
    -- Another region, whose work list has it too.
    for_region       text,
    since            date    NOT NULL,
    -- The last day to do it.
    until            date,
    -- The moment, by the clocks of Brussels.
    at               timestamp,
    PRIMARY KEY (region, generation, trajectory_id, task, about, visible_from)
);

-- In the order of the list: for a region, an organisation, a worker, the desk of the region, and for
-- another region.
CREATE INDEX trajectory_tasks_by_day
    ON trajectory_tasks (region, generation, coalesce(until, 'infinity'), visible_from, trajectory_id, task, about);
CREATE INDEX trajectory_tasks_by_organisation
    ON trajectory_tasks (region, generation, for_organisation, coalesce(until, 'infinity'), visible_from,
                         trajectory_id, task, about)
    WHERE for_organisation IS NOT NULL;
CREATE INDEX trajectory_tasks_by_worker
    ON trajectory_tasks (region, generation, for_worker, coalesce(until, 'infinity'), visible_from,
                         trajectory_id, task, about)
    WHERE for_worker IS NOT NULL;
CREATE INDEX trajectory_tasks_of_region
    ON trajectory_tasks (region, generation, coalesce(until, 'infinity'), visible_from, trajectory_id, task, about)
    WHERE for_organisation IS NULL;
CREATE INDEX trajectory_tasks_elsewhere ON trajectory_tasks (for_region) WHERE for_region IS NOT NULL;
