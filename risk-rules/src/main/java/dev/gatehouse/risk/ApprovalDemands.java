package dev.gatehouse.risk;

import dev.gatehouse.risk.ApprovalPolicy.EmergencyUse;
import dev.gatehouse.risk.ApprovalPolicy.WaiverLimit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The {@code approval} block of one tier or rule; what it leaves open is empty.
 *
 * @param noEmergency whether it forbids use before validation, whatever others allow
 * @param neverWaived reasons for which nothing may be waived, whatever others allow
 */
record ApprovalDemands(
        Optional<String> findingsBlock,
        Optional<String> overdueFindingsLapse,
        Optional<Period> reviewWithin,
        Optional<Duration> resumeWithin,
        Optional<EmergencyUse> emergency,
        boolean noEmergency,
        Map<String, WaiverLimit> waivers,
        Set<String> neverWaived) {

    static final ApprovalDemands NONE = new ApprovalDemands(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Map.of(),
            Set.of());

    /** Longest use before validation, days: an emergency that lasts longer is the normal case. */
    static final int MAX_EMERGENCY_DAYS = 90;
    /** Longest time in which a suspended permit can be resumed. */
    static final Duration MAX_RESUME_WITHIN = Duration.ofDays(30);

    /** The word that forbids what another pack may allow. */
    private static final String FORBIDDEN = "none";

    private static final String PERIOD = "a period such as P90D or P1Y";
    private static final String SHARE = "a share above 0 and at most 1, such as 0.25";

    static ApprovalDemands read(Section section) {
        Optional<String> block = severity(section, "findings_block");
        Optional<String> lapse = severity(section, "overdue_findings_lapse");
        Optional<Period> review = section.optionalParsed("review_within", PackReader::period, PERIOD);
        Optional<Duration> resume = section.optionalParsed(
                "resume_within", ApprovalDemands::resumeWithin, "a duration such as PT72H, at most P30D");
        boolean noEmergency = section.saysOnly("emergency", FORBIDDEN);
        Optional<EmergencyUse> emergency =
                noEmergency ? Optional.empty() : section.section("emergency").flatMap(ApprovalDemands::emergency);
        Map<String, WaiverLimit> waivers = new TreeMap<>();
        Set<String> never = new TreeSet<>();
        section.section("waivers").ifPresent(all -> {
            for (String reason : ApprovalPolicy.WAIVABLE_REASONS) {
                if (all.saysOnly(reason, FORBIDDEN)) {
                    never.add(reason);
                } else {
                    all.section(reason).flatMap(ApprovalDemands::waiver).ifPresent(limit -> waivers.put(reason, limit));
                }
            }
            all.refuseUnread();
        });
        section.refuseUnread();
        return new ApprovalDemands(block, lapse, review, resume, emergency, noEmergency, waivers, never);
    }

    private static Optional<String> severity(Section section, String key) {
        return section.optionalParsed(
                key,
                text -> DemandsReader.oneOf(Demands.SEVERITIES, text),
                "one of " + String.join(", ", Demands.SEVERITIES));
    }

    private static Optional<EmergencyUse> emergency(Section section) {
        Optional<BigDecimal> cap = section.parsed("traffic_cap", ApprovalDemands::share, SHARE);
        Optional<Period> validity = section.parsed(
                "validity",
                ApprovalDemands::emergencyPeriod,
                "a period such as P14D, at most P" + MAX_EMERGENCY_DAYS + "D");
        section.refuseUnread();
        return cap.isPresent() && validity.isPresent()
                ? Optional.of(new EmergencyUse(cap.get(), validity.get()))
                : Optional.empty();
    }

    private static Optional<WaiverLimit> waiver(Section section) {
        Optional<BigDecimal> cap = section.optionalParsed("traffic_cap", ApprovalDemands::share, SHARE);
        Optional<Period> within = section.parsed("reaudit_within", PackReader::period, PERIOD);
        section.refuseUnread();
        return within.map(period -> new WaiverLimit(cap, period));
    }

    /** Without trailing zeros, so that equal shares are written alike. */
    private static BigDecimal share(String text) {
        BigDecimal share = FactValues.parseDecimal(text);
        if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException(text);
        }
        return share.stripTrailingZeros();
    }

    private static Period emergencyPeriod(String text) {
        Period period = PackReader.period(text);
        if (period.toTotalMonths() > 3 || period.getDays() + 31L * period.toTotalMonths() > MAX_EMERGENCY_DAYS) {
            throw new IllegalArgumentException(text);
        }
        return period;
    }

    private static Duration resumeWithin(String text) {
        Duration limit = Duration.parse(text);
        if (limit.isNegative() || limit.isZero() || limit.compareTo(MAX_RESUME_WITHIN) > 0) {
            throw new IllegalArgumentException(text);
        }
        return limit;
    }

    /** A sentence for each demand. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        findingsBlock.ifPresent(severity -> sentences.add("open findings close the gate from severity " + severity));
        overdueFindingsLapse.ifPresent(
                severity -> sentences.add("overdue findings suspend permits from severity " + severity));
        reviewWithin.ifPresent(period -> sentences.add("the board decides within " + period));
        resumeWithin.ifPresent(limit -> sentences.add("resume a suspended permit within " + limit));
        emergency.ifPresent(use -> sentences.add("use before validation at most "
                + use.trafficCap().toPlainString() + " of traffic for " + use.validity()));
        if (noEmergency) {
            sentences.add("no use before validation");
        }
        waivers.forEach((reason, limit) -> sentences.add("waive " + reason + " evidence at most for " + limit.within()
                + limit.trafficCap()
                        .map(cap -> " and " + cap.toPlainString() + " of traffic")
                        .orElse("")));
        neverWaived.forEach(reason -> sentences.add("waive no " + reason + " evidence"));
        return sentences;
    }
}
