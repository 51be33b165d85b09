-- Participants by challenge and persona, and what came of it, from $1 to $2.
WITH facts AS (
    SELECT f.*
    FROM trajectory_facts AS f
    JOIN projections AS p USING (region, generation)
    WHERE p.projection = 'trajectories'
), found AS (
    SELECT f.trajectory_id, f.challenges, f.personas,
           bool_or(m.measure = 'participant') AS takes_part,
           bool_or(m.measure = 'participant' AND m.day >= $1) AS participant,
           bool_or(m.measure = 'reached' AND m.day >= $1) AS reached,
           bool_or(m.measure = 'bridge_assigned' AND m.day >= $1) AS bridge_assigned,
           bool_or(m.measure = 'referred' AND m.day >= $1) AS referred,
           bool_or(m.measure = 'housed' AND m.day >= $1) AS housed,
           bool_or(m.measure = 'started_work' AND m.day >= $1) AS started_work,
           bool_or(m.measure = 'qualified' AND m.day >= $1) AS qualified,
           bool_or(m.measure = 'milestone' AND m.day >= $1) AS milestone,
           bool_or(m.measure = 'closed' AND m.day >= $1) AS closed,
           coalesce(sum(m.sign) FILTER (WHERE m.measure = 'in_housing'), 0) > 0 AS in_housing,
           coalesce(sum(m.sign) FILTER (WHERE m.measure = 'in_work'), 0) > 0 AS in_work,
           coalesce(sum(m.sign) FILTER (WHERE m.measure = 'in_training'), 0) > 0 AS in_training
    FROM facts AS f,
         measures_of(f.measures, f.codes, f.records) AS m
    WHERE m.until IS NULL AND m.day <= $2
    GROUP BY f.trajectory_id, f.challenges, f.personas
)
SELECT challenge, persona,
       count(DISTINCT trajectory_id) FILTER (WHERE participant) AS participants,
       count(DISTINCT trajectory_id) FILTER (WHERE reached) AS reached,
       count(DISTINCT trajectory_id) FILTER (WHERE bridge_assigned) AS bridge_assigned,
       count(DISTINCT trajectory_id) FILTER (WHERE referred) AS referred,
       count(DISTINCT trajectory_id) FILTER (WHERE housed) AS housed,
       count(DISTINCT trajectory_id) FILTER (WHERE in_housing) AS still_housed,
       count(DISTINCT trajectory_id) FILTER (WHERE started_work) AS started_work,
       count(DISTINCT trajectory_id) FILTER (WHERE in_work) AS in_work,
       count(DISTINCT trajectory_id) FILTER (WHERE in_training) AS in_training,
       count(DISTINCT trajectory_id) FILTER (WHERE qualified) AS qualified,
       count(DISTINCT trajectory_id) FILTER (WHERE milestone) AS milestones,
       count(DISTINCT trajectory_id) FILTER (WHERE closed) AS closed
FROM found
LEFT JOIN LATERAL unnest(challenges) AS challenge ON true
LEFT JOIN LATERAL unnest(personas) AS persona ON true
WHERE takes_part
GROUP BY GROUPING SETS ((challenge, persona), (challenge), ())
