package dev.gatehouse.governance.audits;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;

/**
 * One run of a plan on a version: how far it is, then its report, or why there is none. Its course is written by {@link AuditQueue} in
 * statements that say from which state; once it has ended the database lets nothing of it change.
 */
@Entity
@Immutable
@Table(name = "audit_run")
class AuditRunEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "version_id")
    Long versionId;

    @Column(name = "plan_digest")
    String planDigest;

    /** Of the plan. */
    @Formula("(SELECT p.kind FROM governance.audit_plan p WHERE p.digest = plan_digest)")
    String kind;

    @Enumerated(EnumType.STRING)
    AuditRun.Status status;

    String stage;
    Double share;
    int attempts;
    String verdict;
    String report;

    @Column(name = "report_digest")
    String reportDigest;

    @Column(name = "cells_digest")
    String cellsDigest;

    String error;

    @Column(name = "requested_at")
    Instant requestedAt;

    @Column(name = "run_at")
    Instant runAt;

    @Column(name = "cancel_requested_at")
    Instant cancelRequestedAt;

    /** Subject of who asked for it. */
    @Column(name = "run_by")
    String runBy;

    static List<AuditRunEntity> allOf(long versionId) {
        return find("versionId = ?1 order by requestedAt, id", versionId).list();
    }

    private static final Set<AuditRun.Status> ENDED =
            Set.of(AuditRun.Status.COMPLETED, AuditRun.Status.ERROR, AuditRun.Status.CANCELLED);

    /** In the order in which they ended. */
    static List<AuditRunEntity> endedOf(long versionId) {
        return find("versionId = ?1 and status in ?2 order by runAt, id", versionId, ENDED)
                .list();
    }

    private static final String OF_OTHERS = """
            from AuditRunEntity r join VersionEntity o on o.id = r.versionId, VersionEntity v
            where v.id = :version and o.modelId = v.modelId and o.id <> v.id and r.status in :ended
              and (o.artifactSha256 = v.artifactSha256 or r.runAt < (select max(own.runAt) from AuditRunEntity own
                where own.versionId = v.id and own.planDigest = r.planDigest and own.status in :ended))
            """;

    /** {@link Audits#runsOfOthers}. */
    static List<Audits.OtherRun> ofOthers(long versionId, int limit) {
        return getEntityManager()
                .createQuery(
                        "select r.id, o.version, o.artifactSha256, r.planDigest, r.status, r.verdict, r.reportDigest,"
                                + " r.runAt " + OF_OTHERS + " order by r.runAt desc, r.id",
                        Audits.OtherRun.class)
                .setParameter("version", versionId)
                .setParameter("ended", ENDED)
                .setMaxResults(limit)
                .getResultList();
    }

    /** How many there are without a limit. */
    static long countOfOthers(long versionId) {
        return getEntityManager()
                .createQuery("select count(*) " + OF_OTHERS, Long.class)
                .setParameter("version", versionId)
                .setParameter("ended", ENDED)
                .getSingleResult();
    }

    static long waiting() {
        return count("status", AuditRun.Status.QUEUED);
    }

    static long waitingOf(Set<Long> versionIds) {
        return versionIds.isEmpty() ? 0 : count("status = ?1 and versionId in ?2", AuditRun.Status.QUEUED, versionIds);
    }
}
