package dev.gatehouse.governance.waivers;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A waiver to ask for.
 *
 * @param gate that is closed
 * @param environment where it is to hold
 * @param reason why the version should go on without, 10 to 2,000 characters
 * @param until the last day on which it is to hold
 * @param trafficCap the largest share of traffic, above 0 and at most 1; empty for any
 */
public record NewWaiver(
        String gate, String environment, String reason, LocalDate until, Optional<BigDecimal> trafficCap) {}
