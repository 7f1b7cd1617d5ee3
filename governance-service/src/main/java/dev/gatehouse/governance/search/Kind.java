package dev.gatehouse.governance.search;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import java.util.Locale;
import java.util.Set;

/**
 * What can be found, in the order of the page: who may open it, and the query that finds it. A query gives rank (0 the thing itself, 1 its
 * beginning, 2 words), title, what it is, why it matched where that is not plain, and the address of its page; its parameters are those of
 * {@link Search}. Every one reads along an index or a table that is small. {@code OFFSET 0} keeps the beginnings of versions in a query of
 * their own, where PostgreSQL knows that a beginning is a narrow range; joined it expects a ninth of all versions and reads them all.
 */
enum Kind {
    MODELS("Models", Who.EVERYBODY, "/ui/models?q=", """
            SELECT CASE WHEN m.name = :text OR lower(m.title) = :text THEN 0
                        WHEN starts_with(m.name, :text) OR starts_with(lower(m.title), :text) THEN 1 ELSE 2 END,
              m.title, m.name || ', owner ' || m.owner,
              CASE WHEN lower(m.name || ' ' || m.title) LIKE ALL (:likes) THEN NULL
                   WHEN lower(m.owner) LIKE ALL (:likes) THEN 'in the name of its owner'
                   WHEN lower(m.particulars ->> 'purpose') LIKE ALL (:likes) THEN 'in its purpose'
                   WHEN lower(m.intended_use) LIKE ALL (:likes) THEN 'in its intended use'
                   ELSE 'in its name, owner, purpose and intended use together' END,
              '/ui/models/' || m.name
            FROM governance.model m
            WHERE lower(m.name || ' ' || m.title || ' ' || m.owner || ' ' || coalesce(m.particulars ->> 'purpose', '') || ' '
              || m.intended_use) LIKE ALL (:likes)
            ORDER BY 1, m.name LIMIT :rows"""),
    VERSIONS("Versions", Who.EVERYBODY, null, """
            SELECT f.rank, m.name || ', version ' || v.version, m.title || ', artifact sha256:' || left(v.artifact_sha256, 12) || '…', f.why,
              '/ui/models/' || m.name || '/versions/' || v.version
            FROM (SELECT DISTINCT ON (h.id) h.id, h.rank, h.why FROM (
                (SELECT v.id, CASE WHEN v.artifact_sha256 = :hex THEN 0 ELSE 1 END AS rank, 'by the digest of its artifact' AS why
                FROM governance.model_version v WHERE v.artifact_sha256 ~>=~ :hex AND v.artifact_sha256 ~<~ :hexEnd
                ORDER BY 2, v.registered_at DESC, v.id DESC LIMIT :rows)
                UNION ALL
                (SELECT v.id, CASE WHEN :text IN (lower(v.version), m.name || '/' || lower(v.version)) THEN 0
                    WHEN cardinality(:parts) = 1 THEN 1 ELSE 2 END, NULL
                FROM unnest(:parts) AS p (part)
                CROSS JOIN LATERAL (SELECT * FROM governance.model_version
                  WHERE lower(version) ~>=~ p.part AND lower(version) ~<~ (p.part || U&'\\+10FFFF') OFFSET 0) v
                JOIN governance.model m ON m.id = v.model_id
                WHERE NOT EXISTS (SELECT 1 FROM unnest(:parts) AS o (part) WHERE NOT starts_with(lower(v.version), o.part)
                  AND strpos(lower(m.name || ' ' || m.title), o.part) = 0)
                ORDER BY 2, v.registered_at DESC, v.id DESC LIMIT :rows)) h
              ORDER BY h.id, h.rank) f
            JOIN governance.model_version v ON v.id = f.id JOIN governance.model m ON m.id = v.model_id
            ORDER BY f.rank, v.registered_at DESC, v.id DESC LIMIT :rows"""),
    RELEASES("Releases", Who.EVERYBODY, null, """
            SELECT f.rank, m.name || ', version ' || v.version || ' in ' || r.environment, 'Release ' || left(r.id::text, 8) || ' on '
              || r.environment || '/' || r.route || ', '
              || lower(regexp_replace(r.state, '([a-z])([A-Z])', '\\1 \\2')), f.why, '/ui/releases/' || r.id
            FROM (SELECT DISTINCT ON (h.id) h.id, h.rank, h.why FROM (
                SELECT id, CASE WHEN :firstId = :lastId THEN 0 ELSE 1 END AS rank, 'by its id' AS why FROM governance.release
                WHERE id BETWEEN :firstId::uuid AND :lastId::uuid
                UNION ALL
                SELECT id, CASE WHEN dossier_digest = 'sha256:' || :hex THEN 0 ELSE 1 END, 'by the digest of its dossier'
                FROM governance.release WHERE dossier_digest ~>=~ ('sha256:' || :hex) AND dossier_digest ~<~ ('sha256:' || :hexEnd)
                UNION ALL
                SELECT id, CASE WHEN lower(route) = :text THEN 0 ELSE 1 END, 'by its route' FROM governance.release
                WHERE lower(route) ~>=~ :text AND lower(route) ~<~ :textEnd
                UNION ALL
                SELECT id, 0, 'by its route' FROM governance.release WHERE lower(route) = split_part(:text, '/', 2)
                  AND lower(environment) = split_part(:text, '/', 1)
                UNION ALL
                SELECT id, 2, 'in its summary' FROM governance.release
                WHERE to_tsvector('simple', summary) @@ to_tsquery('simple', :tsquery)) h
              ORDER BY h.id, h.rank) f
            JOIN governance.release r ON r.id = f.id JOIN governance.model_version v ON v.id = r.version_id
            JOIN governance.model m ON m.id = v.model_id
            ORDER BY f.rank, r.submitted_at DESC, r.id DESC LIMIT :rows"""),
    PERMITS("Permits", Who.EVERYBODY, null, """
            SELECT CASE WHEN :firstId = :lastId THEN 0 ELSE 1 END, p.model || ', version ' || p.version || ' in ' || p.environment,
              'Permit ' || left(p.id::text, 8) || ' for ' || p.environment || '/' || p.route || ', ' || lower(p.state), 'by its id',
              '/ui/permits/' || p.id
            FROM governance.permit p WHERE p.id BETWEEN :firstId::uuid AND :lastId::uuid ORDER BY p.id LIMIT :rows"""),
    ROUTES("Routes", Who.EVERYBODY, "/ui/routes?name=", """
            SELECT CASE WHEN :text IN (lower(r.name), lower(r.environment || '/' || r.name)) THEN 0
                WHEN starts_with(lower(r.name), :text) THEN 1 ELSE 2 END,
              r.environment || '/' || r.name, 'serves ' || m.name || ', version ' || v.version, NULL,
              '/ui/routes/' || r.environment || '/' || r.name
            FROM governance.route r JOIN governance.model_version v ON v.id = r.version_id JOIN governance.model m ON m.id = v.model_id
            WHERE lower(r.environment || '/' || r.name) LIKE ALL (:likes)
            ORDER BY 1, r.environment, r.name LIMIT :rows"""),
    FINDINGS("Findings", Who.EVERYBODY, null, """
            SELECT h.rank, f.title, f.severity || ' finding of ' || f.model_name || ', ' || lower(f.state), h.why, '/ui/findings/' || f.id
            FROM (SELECT DISTINCT ON (h.id) h.id, h.rank, h.why FROM (
                SELECT id, CASE WHEN :firstId = :lastId THEN 0 ELSE 1 END AS rank, 'by its id' AS why FROM governance.finding
                WHERE id BETWEEN :firstId::uuid AND :lastId::uuid
                UNION ALL
                SELECT id, CASE WHEN lower(title) = :text THEN 0 WHEN starts_with(lower(title), :text) THEN 1 ELSE 2 END, NULL
                FROM governance.finding
                WHERE to_tsvector('simple', governance.finding_words(title, detail)) @@ to_tsquery('simple', :tsquery)) h
              ORDER BY h.id, h.rank) h
            JOIN governance.finding f ON f.id = h.id ORDER BY h.rank, f.opened_at DESC, f.id DESC LIMIT :rows"""),
    AUDITS("Audits", Set.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE), null, """
            SELECT f.rank, 'Audit of ' || m.name || ', version ' || v.version,
              p.kind || ', ' || lower(coalesce(u.verdict, u.status)) || ', data ' || d.name, f.why, '/ui/audits/' || u.id
            FROM (SELECT DISTINCT ON (h.id) h.id, h.rank, h.why FROM (
                SELECT id, CASE WHEN :firstId = :lastId THEN 0 ELSE 1 END AS rank, 'by its id' AS why FROM governance.audit_run
                WHERE id BETWEEN :firstId::uuid AND :lastId::uuid
                UNION ALL
                SELECT id, CASE WHEN plan_digest = 'sha256:' || :hex THEN 0 ELSE 1 END, 'by the digest of its plan'
                FROM governance.audit_run WHERE plan_digest ~>=~ ('sha256:' || :hex) AND plan_digest ~<~ ('sha256:' || :hexEnd)
                UNION ALL
                SELECT id, CASE WHEN report_digest = 'sha256:' || :hex THEN 0 ELSE 1 END, 'by the digest of its report'
                FROM governance.audit_run WHERE report_digest ~>=~ ('sha256:' || :hex) AND report_digest ~<~ ('sha256:' || :hexEnd)
                UNION ALL
                SELECT u.id, CASE WHEN :text = lower(d.name) OR :hex = d.sha256 THEN 0
                    WHEN starts_with(lower(d.name), :text) OR starts_with(d.sha256, :hex) THEN 1 ELSE 2 END, 'by its data'
                FROM governance.dataset d CROSS JOIN LATERAL (
                  SELECT digest FROM governance.audit_plan WHERE dataset_sha256 = d.sha256
                  UNION SELECT digest FROM governance.audit_plan WHERE reference_sha256 = d.sha256) p
                JOIN governance.audit_run u ON u.plan_digest = p.digest
                WHERE lower(d.name) LIKE ALL (:likes) OR starts_with(d.sha256, :hex)) h
              ORDER BY h.id, h.rank) f
            JOIN governance.audit_run u ON u.id = f.id JOIN governance.audit_plan p ON p.digest = u.plan_digest
            JOIN governance.dataset d ON d.sha256 = p.dataset_sha256
            JOIN governance.model_version v ON v.id = u.version_id JOIN governance.model m ON m.id = v.model_id
            ORDER BY f.rank, u.requested_at DESC, u.id DESC LIMIT :rows"""),
    LIVE_AUDITS("Live audits", Set.of(Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE), null, """
            SELECT CASE WHEN :firstId = :lastId THEN 0 ELSE 1 END, 'Live audit of ' || m.name || ', version ' || v.version,
              a.environment || '/' || a.route || ', ' || lower(coalesce(a.verdict, a.status)), 'by its id', '/ui/live-audits/' || a.id
            FROM governance.live_audit a JOIN governance.model_version v ON v.id = a.version_id JOIN governance.model m ON m.id = v.model_id
            WHERE a.id BETWEEN :firstId::uuid AND :lastId::uuid ORDER BY a.id LIMIT :rows"""),
    ASSESSMENTS("Risk assessments", Who.EVERYBODY, null, """
            SELECT CASE WHEN a.digest = 'sha256:' || :hex THEN 0 ELSE 1 END, 'Risk assessment of ' || m.name,
              coalesce('tier ' || lower(a.tier), lower(a.status)) || ', ' || a.assessed_on, 'by its digest',
              '/ui/models/' || m.name || '/assessments/' || a.digest || '/document.html'
            FROM governance.assessment a JOIN governance.model m ON m.id = a.model_id
            WHERE a.digest ~>=~ ('sha256:' || :hex) AND a.digest ~<~ ('sha256:' || :hexEnd)
            ORDER BY 1, a.id DESC LIMIT :rows"""),
    WAIVERS("Waivers", Who.EVERYBODY, null, """
            SELECT CASE WHEN w.id BETWEEN :firstId::uuid AND :lastId::uuid THEN 1 ELSE 2 END,
              'Waiver of ' || w.gate || ' of ' || m.name || ', version ' || v.version,
              lower(w.state) || ', in ' || w.environment || ' until ' || w.until,
              CASE WHEN w.id BETWEEN :firstId::uuid AND :lastId::uuid THEN 'by its id' ELSE 'in its gate and reason' END,
              '/ui/models/' || m.name || '/versions/' || v.version || '/gates/' || w.gate
            FROM governance.waiver w JOIN governance.model_version v ON v.id = w.version_id JOIN governance.model m ON m.id = v.model_id
            WHERE w.id BETWEEN :firstId::uuid AND :lastId::uuid OR lower(w.gate || ' ' || w.reason) LIKE ALL (:likes)
            ORDER BY 1, w.requested_at DESC, w.id LIMIT :rows"""),
    DOCUMENTS("Documents", Who.EVERYBODY, null, """
            SELECT h.rank, h.title, h.about || ' of ' || m.name || ', version ' || v.version, 'by its digest',
              '/ui/models/' || m.name || '/versions/' || v.version || h.page
            FROM (SELECT version_id, title, 'Evidence for ' || gate AS about, '/gates/' || gate AS page, given_at AS at,
                  CASE WHEN digest = 'sha256:' || :hex THEN 0 ELSE 1 END AS rank
                FROM governance.evidence WHERE digest ~>=~ ('sha256:' || :hex) AND digest ~<~ ('sha256:' || :hexEnd)
                UNION ALL
                SELECT version_id, 'Statistics of training rows', 'Statistics', '', registered_at,
                  CASE WHEN document_sha256 = :hex THEN 0 ELSE 1 END
                FROM governance.training_statistics WHERE document_sha256 ~>=~ :hex AND document_sha256 ~<~ :hexEnd) h
            JOIN governance.model_version v ON v.id = h.version_id JOIN governance.model m ON m.id = v.model_id
            ORDER BY h.rank, h.at DESC LIMIT :rows"""),
    PACKS("Policy packs", Who.EVERYBODY, null, """
            SELECT rank, title, about, why, page FROM (SELECT DISTINCT ON (f.pack_id)
                CASE WHEN f.pack_id = :text OR f.digest = 'sha256:' || :hex THEN 0 WHEN starts_with(f.pack_id, :text)
                  OR starts_with(f.digest, 'sha256:' || :hex) THEN 1 ELSE 2 END AS rank,
                f.title, 'Pack ' || f.pack_id || ', version ' || f.version AS about,
                CASE WHEN starts_with(f.digest, 'sha256:' || :hex) THEN 'by its digest' END AS why, '/ui/packs/' || f.pack_id AS page
              FROM governance.pack_file f
              WHERE lower(f.pack_id || ' ' || f.version || ' ' || f.title) LIKE ALL (:likes) OR starts_with(f.digest, 'sha256:' || :hex)
              ORDER BY f.pack_id, 1, f.uploaded_at DESC) p
            ORDER BY rank, page LIMIT :rows"""),
    PEOPLE("People", Who.EVERYBODY, null, """
            SELECT CASE WHEN lower(n.name) = :text THEN 0 WHEN starts_with(lower(n.name), :text) THEN 1 ELSE 2 END, n.name,
              concat_ws(', ', CASE WHEN sum(n.owns) > 0 THEN 'models owned: ' || sum(n.owns) END,
                CASE WHEN sum(n.asked) > 0 THEN 'releases submitted: ' || sum(n.asked) END), NULL,
              CASE WHEN sum(n.owns) > 0 THEN '/ui/models?owner=' ELSE max(n.page) END
            FROM (SELECT m.owner AS name, count(*) AS owns, 0 AS asked, NULL AS page FROM governance.model m
                WHERE lower(m.owner) LIKE ALL (:likes) GROUP BY m.owner
                UNION ALL
                SELECT p.display_name, 0, r.asked, '/ui/releases/' || r.newest
                FROM governance.person p CROSS JOIN LATERAL (
                  SELECT count(*) AS asked, (array_agg(r.id ORDER BY r.submitted_at DESC))[1] AS newest
                  FROM governance.release r WHERE r.submitted_by = p.sub) r
                WHERE lower(p.display_name) LIKE ALL (:likes) AND r.asked > 0) n
            GROUP BY n.name ORDER BY 1, n.name LIMIT :rows"""),
    LEDGER("Acts of the ledger", Set.of(Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE), null, """
            SELECT 0, 'Act ' || l.leaf_index || ', ' || l.act, l.subject, NULL, '/ui/ledger/' || l.leaf_index
            FROM governance.ledger_leaf l WHERE l.leaf_index = :number LIMIT :rows"""),
    /** The library has its own query and its own rules of who may download what. */
    REPORTS("Reports to download", Who.EVERYBODY, "/ui/reports?q=", null);

    /** Constants are made before the fields of their own class. */
    private static final class Who {
        private static final Set<String> EVERYBODY =
                Set.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE);

        private Who() {}
    }

    private final String title;
    private final Set<String> roles;
    private final String list;
    private final String sql;

    Kind(String title, Set<String> roles, String list, String sql) {
        this.title = title;
        this.roles = roles;
        this.list = list;
        this.sql = sql;
    }

    /** For programs, such as {@code live-audits}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For people. */
    String title() {
        return title;
    }

    /** The address of the list that the question is added to; null where no list takes one. */
    String list() {
        return list;
    }

    /** Null for {@link #REPORTS}. */
    String sql() {
        return sql;
    }

    /** Whether the caller may open the pages of such things. */
    boolean isFor(Caller caller) {
        return roles.stream().anyMatch(caller::has);
    }
}
