package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which columns of training and evaluation rows are held against each other.
 *
 * @param features columns of the training rows; empty for all of them that nothing else names
 * @param exclude columns that are not read
 * @param categorical columns that are categories although they hold numbers
 * @param label null for none
 * @param positive the label's positive value; null without a label
 * @param entity columns that together name what a row is about; may be empty
 * @param time null for none
 * @param zone what a timestamp without a zone is in; null for UTC, and then those without a zone are refused
 * @param gap how much later than the last training row an evaluation row must be; not negative
 */
public record SplitColumns(
        List<String> features,
        Set<String> exclude,
        Set<String> categorical,
        String label,
        String positive,
        List<String> entity,
        String time,
        ZoneId zone,
        Duration gap) {
    public SplitColumns {
        features = List.copyOf(features);
        exclude = Set.copyOf(exclude);
        categorical = Set.copyOf(categorical);
        entity = List.copyOf(entity);
        if ((label == null) != (positive == null) || gap.isNegative()) {
            throw new AuditException("a label has a positive value, and a gap is not negative");
        }
    }

    /** What is counted column by column, in chunks by the label where there is one. */
    DriftColumns columns() {
        List<String> beside = new ArrayList<>(entity);
        if (time != null) {
            beside.add(time);
        }
        Set<String> left = new HashSet<>(exclude);
        beside.forEach(left::remove);
        Set<String> codes = new HashSet<>(categorical);
        if (label != null) {
            codes.add(label);
        }
        return new DriftColumns(
                features,
                left,
                codes,
                label == null ? List.of() : List.of(label),
                label == null ? DriftColumns.Chunking.NONE : new DriftColumns.ByLabel(label, positive),
                beside);
    }

    DriftColumns.ByPeriod moment() {
        return new DriftColumns.ByPeriod(time, zone, DriftColumns.Period.YEAR);
    }
}
