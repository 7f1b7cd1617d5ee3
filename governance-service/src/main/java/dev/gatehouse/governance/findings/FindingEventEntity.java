package dev.gatehouse.governance.findings;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** Something that happened to a finding after it was opened; only ever added to. */
@Entity
@Immutable
@Table(name = "finding_event")
class FindingEventEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "finding_id")
    UUID findingId;

    @Enumerated(EnumType.STRING)
    Kind kind;

    Instant at;

    /** Null for what the service does by itself. */
    String by;

    String note;
    String evidence;

    /** What happened. */
    enum Kind {
        REMEDIED,
        CHANGE_ASKED,
        CHANGE_REFUSED,
        CHANGED,
        CLOSED,
        REOPENED,
        PERMITS_SUSPENDED
    }

    static List<FindingEventEntity> allOf(UUID finding) {
        return find("findingId = ?1 order by id", finding).list();
    }

    /** The last remediation since the finding was opened or opened again, among its events. */
    static Optional<FindingEventEntity> remediation(List<FindingEventEntity> events) {
        return events.stream()
                .filter(e -> e.kind == Kind.REMEDIED || e.kind == Kind.REOPENED)
                .reduce((earlier, later) -> later)
                .filter(e -> e.kind == Kind.REMEDIED);
    }
}
