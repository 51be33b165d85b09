-- Which organisation has access to which trajectory, and until when: for lists of those who have a trajectory only by
-- the access of their organisation. The rows are of the projection `trajectories` and hold for any moment.

CREATE TABLE trajectory_access
(
    region        text        NOT NULL,
    generation    integer     NOT NULL,
    trajectory_id uuid        NOT NULL,
    organisation  text        NOT NULL,
    -- The first moment without access, if nothing happens; what has no end has the last moment of all.
    ends_at       timestamptz NOT NULL,
    -- The other region into which the organisation is asked to take the trajectory over, and the end of the access
    -- that it has for that: what was taken in an emergency reaches no other region.
    asked_into    text,
    asked_until   timestamptz,
    -- The place of the trajectory in the list.
    opened_on     date        NOT NULL,
    PRIMARY KEY (region, generation, trajectory_id, organisation)
);

-- In the order of the list, for an organisation.
CREATE INDEX trajectory_access_by_opening
    ON trajectory_access (region, generation, organisation, opened_on DESC, trajectory_id)
    INCLUDE (ends_at, asked_into, asked_until);
