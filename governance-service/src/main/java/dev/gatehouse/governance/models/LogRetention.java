package dev.gatehouse.governance.models;

import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.risk.Obligations;
import dev.gatehouse.risk.Tier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How long policy packs ask to keep what a model answered. */
@ApplicationScoped
public class LogRetention {

    private final EntityManager database;
    private final Assessments assessments;
    private final ActivePacks packs;

    @Inject
    LogRetention(EntityManager database, Assessments assessments, ActivePacks packs) {
        this.database = database;
        this.assessments = assessments;
        this.packs = packs;
    }

    /** A model's retention as some moment of its history asked for it. */
    private record Asked(Instant from, Period period) {}

    /**
     * What is known of one model: what its settled assessments asked for, and what the packs ask for now.
     *
     * @param now the present; while the tier is not settled the longest of all tiers
     */
    public record OfModel(List<Asked> history, Period now) {

        /**
         * The longest that was asked for on that day or later. A tier that was lowered since does not shorten what was promised for answers
         * given before.
         */
        public Period of(LocalDate day) {
            Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            Stream<Asked> standing =
                    history.stream()
                            .filter(asked -> asked.from.isBefore(end))
                            .max(Comparator.comparing(Asked::from))
                            .stream();
            Stream<Asked> since = history.stream().filter(asked -> !asked.from.isBefore(begin));
            return Stream.concat(Stream.concat(standing, since).map(Asked::period), Stream.of(now))
                    .max(Comparator.comparing(day::plus))
                    .orElseThrow();
        }
    }

    /** The retention of a model; empty when there is no model of that name. */
    @Transactional
    public Optional<OfModel> of(String model) {
        return ModelEntity.byName(model).map(entity -> new OfModel(history(entity.id), now(model)));
    }

    @SuppressWarnings("unchecked")
    private List<Asked> history(Long modelId) {
        List<Object[]> rows =
                database.createNativeQuery("""
                        SELECT created_at, document::jsonb #>> '{obligations,logRetention}' FROM governance.assessment
                        WHERE model_id = :model AND status = 'ASSESSED' ORDER BY id""").setParameter("model", modelId).getResultList();
        List<Asked> history = new ArrayList<>();
        for (Object[] row : rows) {
            if (row[1] != null) {
                history.add(new Asked((Instant) row[0], Period.parse((String) row[1])));
            }
        }
        return history;
    }

    private Period now(String model) {
        LocalDate today = assessments.today();
        return assessments
                .on(model, today)
                .obligations()
                .map(Obligations::logRetention)
                .orElseGet(() -> Stream.of(Tier.LOW, Tier.MEDIUM, Tier.HIGH)
                        .map(tier ->
                                packs.assessor().tierObligations(tier, today).logRetention())
                        .max(Comparator.comparing(today::plus))
                        .orElseThrow());
    }
}
