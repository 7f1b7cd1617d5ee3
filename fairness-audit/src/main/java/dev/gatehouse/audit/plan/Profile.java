package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A named set of defaults for a plan. What the plan says itself wins; the canonical plan writes the result out, so a
 * profile that changes later changes no plan that was fixed before.
 */
public enum Profile {
    /**
     * The four-fifths rule of thumb: {@code limits: {impact_ratio: {min: 0.8}}} against every other group. Source: 29 CFR
     * 1607.4(D). The rule itself is a point rule and shows as a flag; the limit judges the interval.
     */
    FOUR_FIFTHS,
    /**
     * A bias audit under New York City's Local Law 144: impact ratios to the highest group's rate, of the selection rate and,
     * where there is a score, of the scoring rate; every attribute alone and every intersection of two; a category under 2 %
     * of the rows is shown and not compared; {@code Unknown} is counted and not compared. Source: NYC Admin. Code 20-870
     * ff.; 6 RCNY 5-300, 5-301. The rule has no pass mark, so there is no limit and no verdict; a ratio below 0.80 is
     * flagged, which is the four-fifths rule, not the City's.
     */
    NYC_LL144,
    /**
     * Credit decisions: impact ratio at least 0.8 and, where there is a label, a largest gap of 0.1 between error rates
     * (equalized odds). These limits are Gatehouse's own internal policy; no regulation sets them.
     */
    CREDIT,
    /**
     * Documentation under the EU AI Act (Regulation (EU) 2024/1689, Art. 10(2)(f) and (g), Art. 15, Annex IV(2)(g)): every
     * metric by group and by intersection of two. The Act sets no pass mark, so there is no limit and no verdict.
     */
    EU_AI_ACT;

    /** The profile's name in plans, for example {@code nyc-ll144}. */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a plan on this profile may do without limits. */
    public boolean hasPassMark() {
        return this == FOUR_FIFTHS || this == CREDIT;
    }

    public static Optional<Profile> byId(String id) {
        return Stream.of(values()).filter(profile -> profile.id().equals(id)).findFirst();
    }
}
