package dev.gatehouse.governance.activation;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** One sweep over the inventory: how far it is, and what it found. */
@Entity
@Table(name = "reassessment_run")
class ReassessmentRunEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String cause;
    String title;

    @Column(name = "on_date")
    LocalDate on;

    @Column(name = "queued_at")
    Instant queuedAt;

    @Column(name = "finished_at")
    Instant finishedAt;

    int models;
    int changed;
    int failed;

    @Column(name = "after_model")
    String afterModel;

    @Version
    int revision;

    static Optional<ReassessmentRunEntity> firstWaiting() {
        return find("finishedAt is null order by id").firstResultOptional();
    }

    static boolean anyOn(LocalDate day) {
        return count("on = ?1", day) > 0;
    }

    static List<ReassessmentRunEntity> newest(int limit) {
        return find("order by id desc").page(0, limit).list();
    }
}
