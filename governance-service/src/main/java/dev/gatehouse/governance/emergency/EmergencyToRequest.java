package dev.gatehouse.governance.emergency;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody asks for.
 *
 * @param reason 10 to 1,000 characters
 * @param trafficCap share of subjects, above 0 and at most 1; empty for the largest that the policy allows
 * @param until when it is to end; empty for the latest that the policy allows
 */
record EmergencyToRequest(
        String model,
        String version,
        String environment,
        String route,
        String reason,
        Optional<BigDecimal> trafficCap,
        Optional<Instant> until) {}
